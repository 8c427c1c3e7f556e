"""The reference data as it lies in the repository, and the code lists it is compared with."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from medicare_claims.layouts.desynpuf import CONDITION_FLAGS

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


def appendix_1(outside: Path) -> dict[str, str]:
    """Return what the DE-SynPUF Codebook says of each condition flag, in one line."""
    text = (outside / "desynpuf_codebook.txt").read_text(encoding="utf-8")
    appendix = text.split("Appendix 1. List of chronic condition diseases1")[-1]
    appendix = " ".join(appendix.split("1 modified from")[0].split())
    starts = {flag: appendix.index(f"{flag} ") for flag in CONDITION_FLAGS}
    return {
        flag: appendix[start : min((s for s in starts.values() if s > start), default=None)]
        for flag, start in starts.items()
    }


def parquet(name: str, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """Return a reference table that is too large for a seed."""
    return connection.read_parquet(str(SEEDS / "reference" / f"{name}.parquet"))
