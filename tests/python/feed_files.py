"""Small files of an insurer's feeds for tests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from claim_files import csv_bytes

from medicare_claims.lake.load import LoadOptions, Outcome, load_files
from medicare_claims.layouts.feeds import CLAIMS, DATASETS, PATIENTS, PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from medicare_claims.home import Home
    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.layouts.layout import Dataset

NOON = datetime(2026, 1, 1, 12)

GOOD = {
    PATIENTS.name: {
        "patient_id": "P1",
        "fname": "Ada",
        "lname": "O'Neil",
        "date_of_birth": "1950-02-28",
        "address": "12 Elm St, Apt 3",
        "city": "Albany",
        "state": "NY",
        "zipcode": "12207",
        "date_of_residence": "2001-05-01",
        "last_modified_date": "2023-12-31",
    },
    PROVIDERS.name: {
        "provider_id": "D1",
        "fname": "Bo",
        "lname": "Ek",
        "facility_name": "North Clinic",
        "address": "1 Oak Ave",
        "city": "Troy",
        "state": "NY",
        "zipcode": "12180-0001",
        "specialty_code": "heart surgeon",
        "start_date": "2010-01-01",
    },
    CLAIMS.name: {
        "claim_id": "C1",
        "patient_id": "P1",
        "provider_id": "D1",
        "visit_type": "surgery",
        "total_cost": "1200.50",
        "coverage_type": "50",
        "date_of_service": "2023-11-30",
        "claim_date": "2023-12-02",
        "billed": "0",
        "last_modified_date": "2023-12-02",
    },
}
"""A good row of each kind; its keys are the header."""


def header(dataset: Dataset) -> list[str]:
    return list(GOOD[dataset.name])


def row(dataset: Dataset, **values: str) -> list[str]:
    """One good row in the header's order, *values* on top."""
    return list((GOOD[dataset.name] | values).values())


def write_feed(path: Path, dataset: Dataset, *rows: Sequence[str], **form: Any) -> Path:
    """Write *rows*, one good row if none is given, below folders that are made where missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_bytes([header(dataset), *(rows or [row(dataset)])], **form))
    return path


def load_all(
    home: Home, *paths: Path, loaded_at: datetime = NOON, **options: Any
) -> list[Outcome]:
    """Load *paths* into *home*; undated, they are of `NOON`'s day."""
    return load_files(home, paths, DATASETS, LoadOptions(**options), loaded_at=loaded_at)


def load_one(home: Home, path: Path, **options: Any) -> Outcome:
    (outcome,) = load_all(home, path, **options)
    return outcome


def delivered(home: Home, path: Path, **options: Any) -> Delivery:
    """Load *path* and return its delivery; it must not be refused."""
    outcome = load_one(home, path, **options)
    assert outcome.delivery, outcome.error
    return outcome.delivery
