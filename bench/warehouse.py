"""What is looked at in a finished warehouse: the size of its tables, the time of a member-year."""

from __future__ import annotations

import random
import time
from statistics import median
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.home import Home

MEMBERS = 50
SEED = 2008

LOOKUPS = {
    "marts": (
        "select * from marts.member_year_spend"
        " where source_system = 'desynpuf' and beneficiary_id = $member and claim_year = $year",
        "select * from marts.member_year_top_diagnoses"
        " where source_system = 'desynpuf' and beneficiary_id = $member and claim_year = $year"
        " order by diagnosis_rank",
    ),
    "fact": (
        "select claim_type, sum(paid_amount), sum(allowed_amount),"
        " sum(beneficiary_responsibility_amount), count(distinct claim_key)"
        " from core.fact_claim_line"
        " where source_system = 'desynpuf' and beneficiary_id = $member and claim_year = $year"
        " group by claim_type",
    ),
}
"""The questions that make up one member-year, by where they are put."""


def time_lookups(home: Home) -> dict[str, float]:
    """Return the median milliseconds of a random member-year, with a connection open."""
    with duckdb.connect(str(home.warehouse), read_only=True, config={"threads": 2}) as connection:
        member_years = connection.execute(
            "select beneficiary_id, claim_year from marts.member_year_spend order by all"
        ).fetchall()
        chosen = random.Random(SEED).sample(member_years, min(MEMBERS, len(member_years)))
        return {
            place: median(
                _milliseconds(connection, queries, member, year) for member, year in chosen
            )
            for place, queries in LOOKUPS.items()
        }


def _milliseconds(
    connection: duckdb.DuckDBPyConnection, queries: tuple[str, ...], member: str, year: int
) -> float:
    begun = time.perf_counter()
    for query in queries:
        connection.execute(query, {"member": member, "year": year}).fetchall()
    return (time.perf_counter() - begun) * 1000


def measure_sizes(home: Home, csv_bytes: int) -> dict[str, int]:
    """Return the bytes of the CSV files, the lake, the warehouse, and each stored table."""
    sizes = {"csv": csv_bytes, "lake": _bytes_below(home.lake)}
    sizes["warehouse"] = home.warehouse.stat().st_size
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        block = connection.sql("call pragma_database_size()").select("block_size").fetchone()
        assert block is not None
        for (table,) in tables:
            blocks = connection.execute(
                "select count(distinct block_id) from pragma_storage_info(?)"
                " where persistent and block_id >= 0",
                [table],
            ).fetchone()
            assert blocks is not None
            sizes[table] = blocks[0] * block[0]
    return sizes


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
