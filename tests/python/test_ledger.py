"""The ledger: what it says, and that it is replaced whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from claim_files import (
    BY_NAME,
    CARRIER,
    PDE,
    amounts_of,
    delivered,
    everything_in,
    row,
    rows_in,
    write_file,
)

from medicare_claims.home import Home
from medicare_claims.lake.ledger import (
    RETRACTED,
    LedgerError,
    ledger_path,
    read_ledger,
    write_ledger,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_lake_without_a_ledger_has_no_deliveries(home: Home) -> None:
    assert read_ledger(home) == []


def test_a_line_holds_the_fields_of_the_contract(home: Home, tmp_path: Path) -> None:
    sent = [
        row(PDE, 1, SRVC_DT="20081231", PTNT_PAY_AMT="10.5", TOT_RX_CST_AMT="-3"),
        row(PDE, 2, SRVC_DT="x", PTNT_PAY_AMT="99.00"),
    ]
    path = write_file(tmp_path, PDE, sent, "Fills_Sample_7B.csv")
    delivered(home, path, is_partial=True)
    (line,) = ledger_path(home.lake).read_text().splitlines()
    record = json.loads(line)
    batch_id = record["batch_id"]
    assert record == {
        "batch_sequence": 1,
        "batch_id": f"000001-{record['file_sha256'][:8]}",
        "source_system": "desynpuf",
        "dataset": "prescription_drug_events",
        "layout": None,
        "source_file": "Fills_Sample_7B.csv",
        "file_sha256": record["file_sha256"],
        "sample": 7,
        "part": None,
        "file_year": None,
        "is_partial": True,
        "delivered_on": None,
        "feed_stage": None,
        "rows_read": 2,
        "rows_accepted": 1,
        "rows_rejected": 1,
        "amounts": {"ptnt_pay_amt": "10.50", "tot_rx_cst_amt": "-3.00"},
        "status": "committed",
        "loaded_at": "2026-01-01T12:00:00",
        "extra_columns": [],
        "data_files": [f"desynpuf/prescription_drug_events/claim_year=2008/{batch_id}_1.parquet"],
        "reject_files": [f"rejected_rows/{batch_id}.parquet"],
    }


def test_amounts_add_up_what_python_reads_in_the_files(
    built_demo: Home, first_delivery: list[Path]
) -> None:
    expected = {}
    for path in first_delivery:
        name, rows = rows_in(path)
        dataset = BY_NAME[_dataset_of(built_demo, name)]
        expected[name] = amounts_of(dataset, rows)
    assert {d.source_file: d.amounts for d in read_ledger(built_demo)} == expected
    assert len(expected) == 8


def test_amounts_of_a_carrier_line_add_up_over_all_slots_blanks_and_odd_zeros_too(
    home: Home, tmp_path: Path
) -> None:
    sent = [
        row(CARRIER, 1, LINE_NCH_PMT_AMT_1="1.10", LINE_NCH_PMT_AMT_13="-0.20"),
        row(CARRIER, 2, LINE_NCH_PMT_AMT_7="20", LINE_NCH_PMT_AMT_2="", LINE_COINSRNC_AMT_5="0"),
        row(CARRIER, 3, LINE_NCH_PMT_AMT_1="7.00", CLM_THRU_DT="x"),
    ]
    delivery = delivered(home, write_file(tmp_path, CARRIER, sent))
    assert delivery.amounts == {
        "line_nch_pmt_amt": "20.90",
        "line_bene_ptb_ddctbl_amt": "0.00",
        "line_bene_prmry_pyr_pd_amt": "0.00",
        "line_coinsrnc_amt": "0.00",
        "line_alowd_chrg_amt": "0.00",
    }


def test_a_file_without_an_accepted_row_adds_up_to_nothing(home: Home, tmp_path: Path) -> None:
    rejected = delivered(home, write_file(tmp_path, PDE, [row(PDE, SRVC_DT="x")]))
    empty = delivered(home, write_file(tmp_path, PDE, [], "Sample_3.csv"))
    nothing = {"ptnt_pay_amt": "0.00", "tot_rx_cst_amt": "0.00"}
    assert [rejected.amounts, empty.amounts] == [nothing, nothing]


def _dataset_of(home: Home, source_file: str) -> str:
    (dataset,) = {d.dataset for d in read_ledger(home) if d.source_file == source_file}
    return dataset


def test_what_is_written_is_read_back(home: Home, tmp_path: Path) -> None:
    delivery = delivered(home, write_file(tmp_path, PDE, [row(PDE)]))
    changed = [
        replace(delivery, source_file="Ünï\u2028\n.csv", extra_columns=("a", "b")),
        replace(delivery, batch_sequence=2, status=RETRACTED),
    ]
    write_ledger(home.lake, changed)
    assert read_ledger(home) == changed
    assert [d.is_committed for d in read_ledger(home)] == [True, False]


def test_a_line_of_an_older_version_is_read_without_the_fields_it_did_not_know(
    home: Home, tmp_path: Path
) -> None:
    delivery = delivered(home, write_file(tmp_path, PDE, [row(PDE)]))
    path = ledger_path(home.lake)
    record = json.loads(path.read_text())
    for later in ("layout", "delivered_on", "feed_stage"):
        del record[later]
    path.write_text(json.dumps(record) + "\n")
    assert read_ledger(home) == [delivery]


@pytest.mark.parametrize("damage", ["{", "[]", '{"batch_sequence": 1}', ""])
def test_a_damaged_ledger_stops_everything_and_nothing_is_removed(
    damage: str, home: Home, tmp_path: Path
) -> None:
    delivered(home, write_file(tmp_path, PDE, [row(PDE)]))
    files = everything_in(home)["files"]
    with ledger_path(home.lake).open("a") as file:
        file.write(f"{damage}\n")
    other = write_file(tmp_path, PDE, [row(PDE, 2)], "Sample_3.csv")
    with pytest.raises(LedgerError, match=r"ledger\.jsonl, line 2 is not .*restore"):
        delivered(home, other)
    left = [p.relative_to(home.lake).as_posix() for p in home.lake.rglob("*") if p.is_file()]
    assert sorted(left) == files


def test_a_lost_ledger_stops_everything_and_nothing_is_removed(home: Home, tmp_path: Path) -> None:
    delivered(home, write_file(tmp_path, PDE, [row(PDE)]))
    ledger_path(home.lake).unlink()
    with pytest.raises(LedgerError, match=r"1 data files but no ledger\.jsonl; restore it"):
        delivered(home, write_file(tmp_path, PDE, [row(PDE, 2)]))
    assert len(list(home.lake.rglob("*.parquet"))) == 1
