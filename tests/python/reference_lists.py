"""The reference data as it lies in the repository, and the code lists it is compared with."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, every value as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(name: str) -> list[dict[str, str]]:
    """Return the rows of a seed, every value as text."""
    return read_csv(SEEDS / f"{name}.csv")


def parquet(name: str, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """Return a reference table that is too large for a seed."""
    return connection.read_parquet(str(SEEDS / "reference" / f"{name}.parquet"))
