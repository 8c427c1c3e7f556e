"""The oracle of the version rule, against answers worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from claim_files import BENEFICIARY, CARRIER, INPATIENT, PDE, row, write_file
from equivalence.oracle import Delivered, current

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.layouts.layout import Dataset

ANNA, BERT = "000000000000000A", "000000000000000B"


def deliver(
    folder: Path, number: int, dataset: Dataset, *rows: list[str], year: int | None = None
) -> Delivered:
    return Delivered(number, write_file(folder, dataset, rows, f"{number}.csv"), year)


def carrier(person: str, **values: str) -> list[str]:
    """A claim in which each of *values* is what a slot pays: `_2="5.00"`."""
    paid = {f"LINE_NCH_PMT_AMT{slot}": amount for slot, amount in values.items()}
    return row(CARRIER, DESYNPUF_ID=person, CLM_ID="1", **paid)


def test_the_newest_delivery_has_the_whole_claim_and_its_last_rows_the_lines(
    tmp_path: Path,
) -> None:
    deliveries = [
        deliver(tmp_path, 1, CARRIER, carrier(ANNA, _1="1.00", _2="2.00", _3="3.00", _4="4.00")),
        deliver(
            tmp_path, 3, CARRIER, carrier(BERT, _1="5.00", _2="6.00"), carrier(ANNA, _2="7.00")
        ),
        deliver(tmp_path, 2, CARRIER, carrier(ANNA, _1="8.00")),
    ]

    assert current(deliveries).lines == {
        ("desynpuf:carrier:1", BERT, 2009, 1, 1, Decimal("5.00"), 3, 1),
        ("desynpuf:carrier:1", ANNA, 2009, 1, 2, Decimal("7.00"), 3, 2),
    }


def test_an_undated_segment_lies_in_the_year_of_its_claim(tmp_path: Path) -> None:
    first = {"CLM_THRU_DT": "", "NCH_BENE_DSCHRG_DT": "20101231"}
    stay = [
        row(INPATIENT, DESYNPUF_ID=BERT, CLM_ID="1", SEGMENT="2", CLM_THRU_DT=""),
        row(INPATIENT, DESYNPUF_ID=ANNA, CLM_ID="1", CLM_PMT_AMT="9.00", **first),
        row(INPATIENT, DESYNPUF_ID=ANNA, CLM_ID="2", SEGMENT="2", CLM_THRU_DT=""),
    ]

    assert current([deliver(tmp_path, 1, INPATIENT, *stay)]).lines == {
        ("desynpuf:inpatient:1", BERT, 2010, 2, 1, None, 1, 1),
        ("desynpuf:inpatient:1", ANNA, 2010, 1, 1, Decimal("9.00"), 1, 2),
        ("desynpuf:inpatient:2", ANNA, 0, 2, 1, None, 1, 3),
    }


def test_a_row_that_cannot_be_read_is_no_version(tmp_path: Path) -> None:
    fill = {"DESYNPUF_ID": ANNA, "PDE_ID": "1"}
    deliveries = [
        deliver(tmp_path, 1, PDE, row(PDE, **fill, TOT_RX_CST_AMT="1.50")),
        deliver(tmp_path, 2, PDE, row(PDE, **fill, TOT_RX_CST_AMT="free")),
        deliver(tmp_path, 3, PDE, row(PDE, **fill, SRVC_DT="20090230")),
    ]

    assert current(deliveries).fills == {("desynpuf:pde:1", ANNA, 2009, Decimal("1.50"), 1, 1)}


def test_each_file_has_a_year_of_its_own_for_a_beneficiary(tmp_path: Path) -> None:
    deliveries = [
        deliver(tmp_path, number, BENEFICIARY, row(BENEFICIARY, DESYNPUF_ID=ANNA), year=year)
        for number, year in ((1, 2008), (2, 2009), (3, 2008))
    ]

    found = current(deliveries)

    assert found.years == {
        (f"{ANNA}@2008", ANNA, 2008, None, 3, 1),
        (f"{ANNA}@2009", ANNA, 2009, None, 2, 1),
    }
    assert found.member_years == {(ANNA, 2008), (ANNA, 2009)}
