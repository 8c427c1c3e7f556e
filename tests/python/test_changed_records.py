"""Changes that generated deliveries do not make: hand-written, one of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from claim_files import BENEFICIARY, CARRIER, INPATIENT, OUTPATIENT, PDE, row, write_file
from comparing import differing_tables
from loading import load

from medicare_claims.home import Home
from medicare_claims.warehouse.build import build

if TYPE_CHECKING:
    from pathlib import Path

PERSON, OTHER, STRANGER = "0000000000000001", "0000000000000002", "00000000000000FF"


def summary(person: str, **values: str) -> list[str]:
    flags = {column.name: "2" for column in BENEFICIARY.head if column.name.startswith("SP_")}
    amounts = {c.name: "0.00" for c in BENEFICIARY.head if c.kind.value == "amount"}
    months = {c.name: "12" for c in BENEFICIARY.head if c.kind.value == "integer"}
    known = {"DESYNPUF_ID": person, "BENE_BIRTH_DT": "19400101", "SP_STATE_CODE": "05"}
    return row(BENEFICIARY, **(flags | amounts | months | known | values))


def claim(person: str, number: str, **values: str) -> dict[str, str]:
    return {"DESYNPUF_ID": person, "CLM_ID": number, **values}


def carrier_lines(**amounts: str) -> dict[str, str]:
    """Filled lines by slot number: `_1="80.00"`."""
    values = {}
    for slot, amount in amounts.items():
        values |= {
            f"LINE_NCH_PMT_AMT{slot}": amount,
            f"LINE_ALOWD_CHRG_AMT{slot}": amount,
            f"LINE_PRCSG_IND_CD{slot}": "A",
            f"TAX_NUM{slot}": "182661497",
        }
    return values


def first_files(folder: Path) -> list[Path]:
    """What comes first: persons of two years, and one claim for each change."""
    folder.mkdir()
    years = [
        write_file(
            folder, BENEFICIARY, rows, f"DE1_0_{year}_Beneficiary_Summary_File_Sample_2.csv"
        )
        for year, rows in (
            (2008, [summary(PERSON), summary(OTHER, SP_CHF="1")]),
            (2009, [summary(PERSON, SP_CHF="1"), summary(OTHER)]),
        )
    ]
    inpatient = [
        row(INPATIENT, **claim(STRANGER, "11", CLM_THRU_DT="20080601", CLM_PMT_AMT="1000.00")),
        row(INPATIENT, **claim(PERSON, "12", ICD9_DGNS_CD_1="4280", ICD9_PRCDR_CD_1="8154")),
    ]
    outpatient = [
        row(OUTPATIENT, **claim(PERSON, "21", CLM_THRU_DT="20090101", CLM_PMT_AMT="50.00")),
        row(OUTPATIENT, **claim(OTHER, "21", SEGMENT="2", CLM_THRU_DT="")),
    ]
    carrier = [
        row(CARRIER, **claim(PERSON, "31"), **carrier_lines(_1="80.00", _2="20.00")),
        row(CARRIER, **claim(PERSON, "31"), **carrier_lines(_1="90.00", _3="30.00")),
    ]
    fills = [row(PDE, DESYNPUF_ID=STRANGER, PDE_ID="41", TOT_RX_CST_AMT="10.00")]
    return [
        *years,
        write_file(folder, INPATIENT, inpatient),
        write_file(folder, OUTPATIENT, outpatient),
        write_file(folder, CARRIER, carrier),
        write_file(folder, PDE, fills),
    ]


def later_files(folder: Path) -> list[Path]:
    """What comes later: each claim changed in another way, and a summary corrected."""
    folder.mkdir()
    inpatient = [
        # To a known person and another year: the stranger's 2008 is left with nothing.
        row(INPATIENT, **claim(PERSON, "11", CLM_THRU_DT="20090601", CLM_PMT_AMT="1100.00")),
        # Without any code: nothing of the older ones may stay in the bridges.
        row(INPATIENT, **claim(PERSON, "12")),
    ]
    return [
        # Equal flags in both years: two versions of the person become one.
        write_file(
            folder,
            BENEFICIARY,
            [summary(PERSON)],
            "DE1_0_2009_Beneficiary_Summary_File_Sample_2.csv",
        ),
        write_file(folder, INPATIENT, inpatient),
        # The other person's undated segment goes; only the claim's year tells where it was.
        write_file(
            folder,
            OUTPATIENT,
            [row(OUTPATIENT, **claim(PERSON, "21", CLM_THRU_DT="20080101", CLM_PMT_AMT="60.00"))],
        ),
        write_file(
            folder, PDE, [row(PDE, DESYNPUF_ID=PERSON, PDE_ID="41", TOT_RX_CST_AMT="12.00")]
        ),
    ]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse built after the first files, and again after the later ones."""
    folder = tmp_path_factory.mktemp("changed")
    home = Home(folder / "home")
    load(home, first_files(folder / "first"), is_partial=True)
    assert build(home, full_refresh=False).is_good
    load(home, later_files(folder / "later"), is_partial=True)
    assert build(home, full_refresh=False).is_good
    return home


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_it_equals_a_full_refresh(changed: Home, tmp_path: Path) -> None:
    fresh = Home(tmp_path / "home")
    load(fresh, first_files(tmp_path / "first"), is_partial=True)
    load(fresh, later_files(tmp_path / "later"), is_partial=True)
    assert build(fresh, full_refresh=True).is_good

    assert differing_tables(changed, fresh, without=("loaded_at",)) == {}


def test_a_member_year_that_is_left_with_nothing_is_gone(changed: Home) -> None:
    years = rows(
        changed,
        "select beneficiary_id, claim_year, medical_paid_amount::varchar"
        " from marts.member_year_spend order by all",
    )

    assert years == [
        (PERSON, 2008, "60.00"),
        (PERSON, 2009, "1240.00"),
        (OTHER, 2008, "0.00"),
        (OTHER, 2009, "0.00"),
    ]


def test_a_segment_that_is_gone_is_counted_nowhere(changed: Home) -> None:
    assert rows(
        changed,
        "select sum(claim_line_count) from marts.member_year_spend"
        f" where beneficiary_id = '{OTHER}'",
    ) == [(0,)]


def test_codes_that_a_claim_no_longer_has_leave_the_bridges(changed: Home) -> None:
    assert rows(changed, "select count(*) from core.bridge_claim_diagnosis") == [(0,)]
    assert rows(changed, "select count(*) from core.bridge_claim_procedure") == [(0,)]
    assert rows(
        changed, "select count(*) from core.dim_diagnosis where diagnosis_code = '4280'"
    ) == [(1,)]


def test_versions_that_became_one_are_one_in_every_fact(changed: Home) -> None:
    assert rows(
        changed,
        "select distinct beneficiary_key from core.fact_claim_line"
        f" where beneficiary_id = '{PERSON}'",
    ) == [(f"desynpuf:{PERSON}@1900-01-01",)]


def test_of_a_claim_sent_twice_in_one_file_each_lines_last_row_counts(changed: Home) -> None:
    assert rows(
        changed,
        "select line_number, paid_amount::integer, source_row_number from core.fact_claim_line"
        " where claim_type = 'carrier' order by 1",
    ) == [(1, 90, 2), (2, 20, 1), (3, 30, 2)]
