"""The SQL that turns staged pieces into rows of the lake.

Only names of the layout enter the text; paths and names of unknown columns are literals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.lake.checks import is_checked, readable_sql, reason_sql, value_sql
from medicare_claims.lake.engine import path_literals, text_literal
from medicare_claims.lake.slots import (
    empty_slot_amounts_sql,
    lines_sql,
    readable_slots_sql,
    with_filled_slots,
)
from medicare_claims.layouts.layout import DateFormat

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.staging import Staged
    from medicare_claims.layouts.layout import Column, Dataset, FileFormat

REJECTED_YEAR = -1
"""The partition that rows which cannot be read are split off into; it never leaves staging."""

CSV_OPTIONS = "auto_detect = false, header = false, quote = '\"', escape = '\"'"
"""How staging writes CSV; nothing about it is left to be guessed."""

UNQUOTED_OPTIONS = "auto_detect = false, header = false, quote = '', escape = ''"
"""How it writes the rows of a source whose quotes are plain characters."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What every row of a delivery is stamped with."""

    sequence: int
    id: str
    source_file: str
    file_year: int | None
    delivered_on: date | None


def rows_sql(staged: Staged, header: Header) -> str:
    """Return a query of the staged rows: every column as text, and `source_row_number`."""
    columns = _file_columns(header)
    declared = ", ".join(f"'{name}': 'varchar'" for name in columns)
    form = header.dataset.format
    return (
        f"select {', '.join(columns)}, "
        "cast(filename[-16:-5] as bigint) + place_in_piece as source_row_number "
        f"from read_csv({path_literals(staged.pieces)}, filename = true, "
        f"columns = {{'place_in_piece': 'bigint', {declared}}}, "
        f"{CSV_OPTIONS if form.has_quotes else UNQUOTED_OPTIONS}, "
        f"delim = {text_literal(form.delimiter)})"
    )


def lake_sql(rows: str, header: Header, batch: Batch) -> str:
    """Return the query of *rows* in the lake's shape, plus `claim_year`.

    A column that the file's layout lacks is null. Rows that cannot be read have `claim_year` =
    `REJECTED_YEAR`.
    """
    dataset = header.dataset
    group = dataset.group
    present = set(header.names)
    selected = [
        column.lake_name if column.lake_name in present else f"null::varchar as {column.lake_name}"
        for column in dataset.head
    ]
    conditions = [
        readable_sql(column, dataset.format)
        for column in _checked(dataset.head, present, dataset.format)
    ]
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
    ]
    if dataset.is_feed:
        selected.append(f"date '{batch.delivered_on}' as delivered_on")
    selected.append(
        f"(case when {' and '.join(conditions)} then {_claim_year(dataset, batch)} "
        f"else {REJECTED_YEAR} end)::smallint as claim_year"
    )
    return f"select {', '.join(selected)} from ({rows})"


def bad_cells_sql(rows: str, header: Header) -> str:
    """Return the query of the cells of *rows* that cannot be read, one row a cell.

    `row_identity` is what the row has of its dataset's identity, by column.
    """
    dataset = header.dataset
    present = set(header.names)
    identity = ", ".join(
        f"'{column.lake_name}': {column.lake_name}"
        for column in dataset.identity
        if column.lake_name in present
    )
    cells = ", ".join(
        f"{{'column_name': '{column.lake_name}', 'raw_value': {column.lake_name}, "
        f"'reason': {reason_sql(column, dataset.format)}}}"
        for column in _checked(dataset.columns, present, dataset.format)
    )
    return (
        "select source_row_number, cell.column_name, cell.raw_value, cell.reason, row_identity "
        f"from (select source_row_number, map {{{identity}}} as row_identity, "
        f"unnest([{cells}]) as cell from ({rows})) "
        "where cell.reason is not null"
    )


def _checked(
    columns: tuple[Column, ...], present: Container[str], form: FileFormat
) -> list[Column]:
    return [
        column for column in columns if column.lake_name in present and is_checked(column, form)
    ]


def _file_columns(header: Header) -> list[str]:
    kept = {name: f"kept_{number}" for number, name in enumerate(header.kept_names)}
    return [kept.get(name, name) for name in header.names]


def _claim_year(dataset: Dataset, batch: Batch) -> str:
    if dataset.is_yearly:
        return str(batch.file_year)
    if not dataset.year_columns and batch.delivered_on:
        return str(batch.delivered_on.year)
    form = dataset.format
    columns = {column.name: column for column in dataset.head}
    values = ", ".join(value_sql(columns[name], form) for name in dataset.year_columns)
    end = "right" if form.date is DateFormat.DD_MON_YYYY else "left"
    return f"coalesce(try_cast({end}(coalesce({values}), 4) as smallint), 0)"


def _extra_columns(header: Header) -> str:
    """Return the map of what is filled: a map of all takes three times as long to write."""
    if not header.kept_names:
        return "null::map(varchar, varchar)"
    entries = ", ".join(
        f"{{'key': {text_literal(name)}, 'value': kept_{number}}}"
        for number, name in enumerate(header.kept_names)
    )
    return f"map_from_entries(list_filter([{entries}], lambda entry: entry.value is not null))"
