"""The ledger: what it says, and that it is replaced whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from claim_files import PDE, delivered, everything_in, row, write_file

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
    sent = [row(PDE, 1, SRVC_DT="20081231"), row(PDE, 2, SRVC_DT="x")]
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
        "source_file": "Fills_Sample_7B.csv",
        "file_sha256": record["file_sha256"],
        "sample": 7,
        "part": None,
        "file_year": None,
        "is_partial": True,
        "rows_read": 2,
        "rows_accepted": 1,
        "rows_rejected": 1,
        "status": "committed",
        "loaded_at": "2026-01-01T12:00:00",
        "extra_columns": [],
        "data_files": [f"desynpuf/prescription_drug_events/claim_year=2008/{batch_id}_1.parquet"],
        "reject_files": [f"rejected_rows/{batch_id}.parquet"],
    }


def test_what_is_written_is_read_back(home: Home, tmp_path: Path) -> None:
    delivery = delivered(home, write_file(tmp_path, PDE, [row(PDE)]))
    changed = [
        replace(delivery, source_file="Ünï\u2028\n.csv", extra_columns=("a", "b")),
        replace(delivery, batch_sequence=2, status=RETRACTED),
    ]
    write_ledger(home.lake, changed)
    assert read_ledger(home) == changed
    assert [d.is_committed for d in read_ledger(home)] == [True, False]


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
