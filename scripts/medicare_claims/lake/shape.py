"""The SQL that turns staged pieces into rows of the lake.

Only names of the layout enter the text; paths and names of unknown columns are literals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.lake.checks import is_checked, readable_sql, reason_sql
from medicare_claims.lake.engine import path_literals, text_literal, text_literals
from medicare_claims.lake.slots import (
    empty_slot_amounts_sql,
    lines_sql,
    readable_slots_sql,
    with_filled_slots,
)

if TYPE_CHECKING:
    from medicare_claims.lake.header import Header
    from medicare_claims.lake.staging import Staged
    from medicare_claims.layouts.layout import Dataset

REJECTED_YEAR = -1
"""The partition that rows which cannot be read are split off into; it never leaves staging."""

CSV_OPTIONS = "auto_detect = false, header = false, quote = '\"', escape = '\"'"
"""How the files in staging are written; nothing about them is left to be guessed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What every row of a delivery is stamped with."""

    sequence: int
    id: str
    source_file: str
    file_year: int | None


def rows_sql(staged: Staged, header: Header) -> str:
    """Return a query of the staged rows: every column as text, and `source_row_number`."""
    columns = _file_columns(header)
    declared = ", ".join(f"'{name}': 'varchar'" for name in columns)
    return (
        f"select {', '.join(columns)}, "
        "cast(filename[-16:-5] as bigint) + place_in_piece as source_row_number "
        f"from read_csv({path_literals(staged.pieces)}, filename = true, "
        f"columns = {{'place_in_piece': 'bigint', {declared}}}, {CSV_OPTIONS}, "
        f"delim = {text_literal(header.dataset.delimiter)})"
    )


def lake_sql(rows: str, header: Header, batch: Batch) -> str:
    """Return the query of *rows* in the lake's shape, plus `claim_year`.

    Rows that cannot be read have `claim_year` = `REJECTED_YEAR`.
    """
    dataset = header.dataset
    group = dataset.group
    selected = [column.lake_name for column in dataset.head]
    conditions = [readable_sql(column) for column in dataset.head if is_checked(column)]
    if group:
        rows = with_filled_slots(rows, group)
        selected.append(f"{lines_sql(group)} as {group.name}")
        selected.append(f"{empty_slot_amounts_sql(group)} as empty_slot_amounts")
        conditions.append(readable_slots_sql(group))
    selected += [
        f"{_extra_columns(header)} as extra_columns",
        f"{batch.sequence}::integer as batch_sequence",
        f"{text_literal(batch.id)} as batch_id",
        "source_row_number",
        f"(case when {' and '.join(conditions)} then {_claim_year(dataset, batch)} "
        f"else {REJECTED_YEAR} end)::smallint as claim_year",
    ]
    return f"select {', '.join(selected)} from ({rows})"


def bad_cells_sql(rows: str, dataset: Dataset) -> str:
    """Return the query of the cells of *rows* that cannot be read, one row a cell."""
    cells = ", ".join(
        f"{{'column_name': '{column.lake_name}', 'raw_value': {column.lake_name}, "
        f"'reason': {reason_sql(column)}}}"
        for column in dataset.columns
        if is_checked(column)
    )
    return (
        "select source_row_number, cell.column_name, cell.raw_value, cell.reason "
        f"from (select source_row_number, unnest([{cells}]) as cell from ({rows})) "
        "where cell.reason is not null"
    )


def _file_columns(header: Header) -> list[str]:
    extras = {name: f"extra_{number}" for number, name in enumerate(header.extra_columns)}
    return [extras.get(name, name) for name in header.names]


def _claim_year(dataset: Dataset, batch: Batch) -> str:
    if dataset.is_yearly:
        return str(batch.file_year)
    dates = ", ".join(name.lower() for name in dataset.year_columns)
    return f"coalesce(try_cast(left(coalesce({dates}), 4) as smallint), 0)"


def _extra_columns(header: Header) -> str:
    if not header.extra_columns:
        return "null::map(varchar, varchar)"
    values = ", ".join(f"extra_{number}" for number in range(len(header.extra_columns)))
    return f"map({text_literals(header.extra_columns)}, [{values}])"
