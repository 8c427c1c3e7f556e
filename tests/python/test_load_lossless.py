"""The carrier's shape in the lake loses nothing: every CSV row can be rebuilt from it."""

from __future__ import annotations

import csv
import io
import random
from typing import TYPE_CHECKING

import pytest
from claim_files import (
    BY_NAME,
    CARRIER,
    as_sent,
    delivered,
    header,
    lake_rows,
    load_all,
    row,
    write_file,
)

from medicare_claims.home import Home
from medicare_claims.lake.outcome import Result

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def stored_claim(home: Home, tmp_path: Path, **values: str) -> dict[str, object]:
    delivered(home, write_file(tmp_path, CARRIER, [row(CARRIER, 1, **values)]))
    (stored,) = lake_rows(home)
    return stored


def test_a_claim_keeps_its_slots_up_to_the_last_that_holds_anything(
    home: Home, tmp_path: Path
) -> None:
    stored = stored_claim(
        home, tmp_path, HCPCS_CD_1="99213", LINE_NCH_PMT_AMT_1="80.00", TAX_NUM_3="007"
    )
    lines = stored["lines"]
    assert isinstance(lines, list)
    assert [line["line_number"] for line in lines] == [1, 2, 3]
    assert (lines[0]["hcpcs_cd"], lines[0]["line_nch_pmt_amt"]) == ("99213", "80.00")
    assert (lines[1]["tax_num"], lines[1]["line_nch_pmt_amt"]) == (None, "0.00")
    assert lines[2]["tax_num"] == "007"
    assert list(lines[0]) == ["line_number", *(c.lake_name for c in CARRIER.group.columns)]  # type: ignore[union-attr]
    assert stored["empty_slot_amounts"] == ",".join(["0.00"] * 50)


def test_a_claim_without_a_filled_slot_has_no_lines(home: Home, tmp_path: Path) -> None:
    stored = stored_claim(home, tmp_path)
    assert stored["lines"] == []
    assert stored["empty_slot_amounts"] == ",".join(["0.00"] * 65)


def test_a_claim_with_all_slots_filled_has_no_empty_ones(home: Home, tmp_path: Path) -> None:
    stored = stored_claim(home, tmp_path, LINE_PRCSG_IND_CD_13="A")
    assert len(stored["lines"]) == 13  # type: ignore[arg-type]
    assert stored["empty_slot_amounts"] is None


def test_empty_slots_keep_how_their_zeros_were_written(home: Home, tmp_path: Path) -> None:
    stored = stored_claim(
        home, tmp_path, HCPCS_CD_11="1", LINE_NCH_PMT_AMT_12="0", LINE_ALOWD_CHRG_AMT_13=""
    )
    assert stored["empty_slot_amounts"] == "0,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,"


@pytest.mark.parametrize("amount", ["0.0", "00.00", "-0.00", "0.01", "-10.00"])
def test_an_amount_other_than_a_plain_zero_fills_a_slot(
    amount: str, home: Home, tmp_path: Path
) -> None:
    stored = stored_claim(home, tmp_path, LINE_COINSRNC_AMT_5=amount)
    assert len(stored["lines"]) == 5  # type: ignore[arg-type]


def test_claims_of_any_pattern_can_be_rebuilt(home: Home, tmp_path: Path) -> None:
    chance = random.Random(7)
    codes = ["", "", "", "A", "007", " "]
    amounts = ["0.00", "0.00", "0.00", "0", "", "10.00", "-5"]
    sent = []
    for number in range(400):
        claim = row(CARRIER, number)
        for place, name in enumerate(header(CARRIER)[12:], 12):
            if chance.random() < number / 1000:
                claim[place] = chance.choice(amounts if "_AMT_" in name else codes)
        sent.append(claim)
    delivered(home, write_file(tmp_path, CARRIER, sent))
    stored = lake_rows(home)
    assert {len(r["lines"]) for r in stored} >= {0, 1, 12, 13}
    assert [as_sent(CARRIER, r) for r in stored] == sent


def rebuilds(home: Home, *paths: Path) -> dict[str, int]:
    """Load *paths*; return how many rows of each dataset were rebuilt value by value."""
    rows: dict[str, int] = {}
    outcomes = [o for o in load_all(home, *paths) if o.result is Result.LOADED]
    for outcome in outcomes:
        assert outcome.delivery
        dataset = BY_NAME[outcome.delivery.dataset]
        with outcome.source.opened() as stream:
            text = stream.read().decode("utf-8-sig")
        sent = list(csv.reader(io.StringIO(text, newline="")))
        order = [sent[0].index(name) for name in header(dataset)]
        stored = lake_rows(home, outcome.delivery)
        expected = [[line[place] for place in order] for line in sent[1:] if line]
        assert [as_sent(dataset, r) for r in stored] == expected
        rows[dataset.name] = rows.get(dataset.name, 0) + len(stored)
    return rows


def test_a_generated_sample_can_be_rebuilt(home: Home, first_delivery: list[Path]) -> None:
    rows = rebuilds(home, *first_delivery)
    assert rows.keys() == BY_NAME.keys()
    assert all(rows.values())


@pytest.mark.parametrize("folder", ["sample2_10k", "sample2_500_all_files", "ohdsi_de0/DE_0"])
def test_genuine_files_can_be_rebuilt(folder: str, home: Home, genuine_data: Path) -> None:
    assert sum(rebuilds(home, genuine_data / "desynpuf" / folder).values()) > 10
