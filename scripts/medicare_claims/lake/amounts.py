"""What the raw amount columns of a delivery add up to: one side of its balance.

The sums are taken over the rows as they lie in the lake, right after they were written, and go
into the ledger: from then on a dollar that is lost, doubled or altered, in a data file or in any
table made from it, can be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.lake.checks import value_sql
from medicare_claims.lake.engine import path_literals

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import duckdb

    from medicare_claims.layouts.layout import Column, Dataset, FileFormat


def amount_sums(
    connection: duckdb.DuckDBPyConnection, files: Collection[Path], dataset: Dataset
) -> dict[str, str]:
    """Return the sum of each amount column of *dataset* over the Parquet *files* of a delivery.

    Keys are the columns' names in the lake; those of a repeated group stand once, for all slots.
    Values are exact dollars as text with two decimals, `0.00` where there is nothing to add. An
    amount that cannot be read, in a source whose rows are kept all the same, adds nothing.
    """
    group_amounts = dataset.group.amounts if dataset.group else ()
    if not files:
        names = (column.lake_name for column in (*dataset.amounts, *group_amounts))
        return dict.fromkeys(names, "0.00")
    rows = f"read_parquet({path_literals(files)})"
    sums = _sums(connection, rows, dataset.amounts, dataset.format)
    if dataset.group:
        lines = f"(select unnest({dataset.group.name}, recursive := true) from {rows})"
        sums |= _sums(connection, lines, group_amounts, dataset.format)
    return sums


def _sums(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: tuple[Column, ...],
    form: FileFormat,
) -> dict[str, str]:
    if not columns:
        return {}
    selected = ", ".join(
        f"coalesce(sum(cast({value_sql(column, form)} as decimal(18, 2))), 0)::varchar"
        for column in columns
    )
    (values,) = connection.execute(f"select {selected} from {relation}").fetchall()
    return dict(zip((column.lake_name for column in columns), values, strict=True))
