"""Whether a script gives the answer that the marts give, to the cent and the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

SPEND = "member_year_spend"
TOP_DIAGNOSES = "member_year_top_diagnoses"

ANSWER = {
    SPEND: (
        *("beneficiary_id", "claim_year", "total_allowed_amount", "total_paid_amount"),
        *("medical_allowed_amount", "medical_paid_amount"),
        *("inpatient_paid_amount", "outpatient_paid_amount", "carrier_paid_amount"),
        *("rx_gross_amount", "rx_plan_paid_amount", "rx_patient_paid_amount"),
        *("rx_other_paid_amount", "beneficiary_responsibility_amount"),
        *("primary_payer_paid_amount", "inpatient_primary_payer_paid_amount"),
        *("outpatient_primary_payer_paid_amount", "carrier_primary_payer_paid_amount"),
        "inpatient_reported_beneficiary_responsibility_amount",
        "outpatient_reported_beneficiary_responsibility_amount",
        "carrier_reported_beneficiary_responsibility_amount",
        *("inpatient_stay_count", "outpatient_visit_count", "rx_fill_count"),
        *("billing_provider_count", "rendering_provider_count", "is_enrolled"),
    ),
    TOP_DIAGNOSES: (
        *("beneficiary_id", "claim_year", "diagnosis_rank", "diagnosis_code"),
        *("paid_amount", "claim_count"),
    ),
}
"""The columns of each mart that every contender gives.

They are all but those that are the same for every DE-SynPUF member-year, those that only the
mart's own upkeep needs, and a diagnosis' words, which stand in a seed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many rows of *table* only one side has; *example* is the first of them."""

    table: str
    row_count: int
    only_script: int
    only_marts: int
    example: str

    @property
    def is_same(self) -> bool:
        """Whether both sides have the same rows."""
        return self.only_script == 0 and self.only_marts == 0

    def __str__(self) -> str:
        return (
            f"{self.table}: {self.only_script:,} rows only the script has, {self.only_marts:,} "
            f"only the marts, of {self.row_count:,}; the first: {self.example}"
        )


def compare(warehouse: Path, folder: Path) -> list[Comparison]:
    """Compare the marts of *warehouse* with the Parquet files that a script left in *folder*.

    Raises ValueError if a file has other columns than the answer, or money that is not decimal.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as built (read_only)")
        return [_compare(connection, folder, table) for table in ANSWER]


def _compare(connection: duckdb.DuckDBPyConnection, folder: Path, table: str) -> Comparison:
    script = f"read_parquet('{folder / table}.parquet')"
    _check_columns(connection, script, table)
    columns = ", ".join(ANSWER[table])
    for name, rows, others in (
        ("only_script", script, f"built.marts.{table}"),
        ("only_marts", f"built.marts.{table}", script),
    ):
        connection.execute(
            f"create or replace temp table {name} as"
            f" select {columns} from {rows} except all select {columns} from {others}"
        )
    counted = connection.execute(
        f"select (select count(*) from built.marts.{table}),"
        " (select count(*) from only_script), (select count(*) from only_marts)"
    ).fetchone()
    assert counted is not None
    row_count, only_script, only_marts = counted
    example = connection.execute(
        "select * from (select 'script' as side, * from only_script"
        " union all select 'marts' as side, * from only_marts) order by all limit 1"
    ).fetchone()
    words = " ".join(map(str, example or ()))
    return Comparison(table, row_count, only_script, only_marts, words)


def _check_columns(connection: duckdb.DuckDBPyConnection, script: str, table: str) -> None:
    found = connection.sql(f"from {script}")
    if set(found.columns) != set(ANSWER[table]):
        differing = sorted(set(found.columns) ^ set(ANSWER[table]))
        raise ValueError(f"{table} of the script has or lacks the columns {', '.join(differing)}")
    for column, kind in zip(found.columns, found.types, strict=True):
        if column.endswith("_amount") and not str(kind).startswith("DECIMAL"):
            raise ValueError(f"{table}.{column} of the script is {kind}: money is decimal")
