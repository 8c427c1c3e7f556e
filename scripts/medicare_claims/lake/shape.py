"""The SQL that turns staged pieces into rows of the lake.

Only names of the layout enter the text; paths and names of unknown columns are literals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.lake.engine import path_literals, text_literal, text_literals
from medicare_claims.layouts.layout import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.staging import Staged
    from medicare_claims.layouts.layout import Dataset, RepeatedGroup

REJECTED_YEAR = -1
"""The partition that rows which cannot be read are split off into; it never leaves staging."""

CSV_OPTIONS = "auto_detect = false, header = false, quote = '\"', escape = '\"'"
"""How the files in staging are written; nothing about them is left to be guessed."""

_ZERO = "'0.00'"
_ZEROS = "('0', '0.00')"

_AMOUNT = r"-?[0-9]{1,16}(\.[0-9]{0,2})?"
_QUANTITY = r"-?[0-9]{1,15}(\.[0-9]{0,3})?"
_INTEGER = r"-?[0-9]{1,9}"


def _is_date(value: str) -> str:
    return (
        f"(regexp_full_match({value}, '[0-9]{{8}}') "
        f"and try_strptime({value}, '%Y%m%d') is not null)"
    )


def _is_amount(value: str) -> str:
    return f"({value} = {_ZERO} or regexp_full_match({value}, '{_AMOUNT}'))"


def _is_quantity(value: str) -> str:
    return f"regexp_full_match({value}, '{_QUANTITY}')"


def _is_integer(value: str) -> str:
    return f"regexp_full_match({value}, '{_INTEGER}')"


_CHECKS: dict[Kind, tuple[Callable[[str], str], str]] = {
    Kind.DATE: (_is_date, "not a date written YYYYMMDD"),
    Kind.AMOUNT: (_is_amount, "not an amount with at most two decimals"),
    Kind.QUANTITY: (_is_quantity, "not a number with at most three decimals"),
    Kind.INTEGER: (_is_integer, "not a whole number"),
}
"""What a kind of column demands of a value that is not blank: in SQL, and in words."""

_REQUIRED_REASON = "blank, and a row cannot do without it"


@dataclass(frozen=True, slots=True)
class Batch:
    """What every row of a delivery is stamped with."""

    sequence: int
    id: str
    source_file: str
    file_year: int | None


def rows_sql(staged: Staged, header: Header) -> str:
    """Return a query of the staged rows: `source_row_number`, then every column as text."""
    names = ", ".join(f"'{name}': 'varchar'" for name in _file_columns(header))
    return (
        f"select * from read_csv({path_literals(staged.pieces)}, "
        f"columns = {{'source_row_number': 'bigint', {names}}}, {CSV_OPTIONS}, "
        f"delim = {text_literal(header.dataset.delimiter)})"
    )


def lake_sql(rows: str, header: Header, batch: Batch) -> str:
    """Return the query of *rows* in the lake's shape, plus `claim_year`.

    Rows that cannot be read have `claim_year` = `REJECTED_YEAR`.
    """
    dataset = header.dataset
    group = dataset.group
    selected = [column.lake_name for column in dataset.head]
    if group:
        rows = _with_filled_slots(rows, group)
        selected.append(f"{_lines(group)} as {group.name}")
        selected.append(f"{_empty_slot_amounts(group)} as empty_slot_amounts")
    selected += [
        f"{_extra_columns(header)} as extra_columns",
        f"{batch.sequence}::integer as batch_sequence",
        f"{text_literal(batch.id)} as batch_id",
        "source_row_number",
        f"(case when {_is_readable(dataset)} then {_claim_year(dataset, batch.file_year)} "
        f"else {REJECTED_YEAR} end)::smallint as claim_year",
    ]
    columns = ",\n".join(selected)
    return f"select {columns}\nfrom ({rows})"


def bad_cells_sql(rows: str, dataset: Dataset) -> str:
    """Return the query of the cells of *rows* that cannot be read, one row a cell."""
    cells = ",\n".join(
        f"{{'column_name': '{column.lake_name}', 'raw_value': {column.lake_name}, "
        f"'reason': {_reason(column)}}}"
        for column in dataset.columns
        if column.is_required or column.kind in _CHECKS
    )
    return (
        f"select source_row_number, cell.column_name, cell.raw_value, cell.reason\n"
        f"from (select source_row_number, unnest([{cells}]) as cell from ({rows}))\n"
        "where cell.reason is not null"
    )


def _file_columns(header: Header) -> list[str]:
    extras = {name: f"extra_{number}" for number, name in enumerate(header.extra_columns)}
    return [extras.get(name, name) for name in header.names]


def _is_readable(dataset: Dataset) -> str:
    conditions = [_is_column_readable(column) for column in dataset.head if _is_checked(column)]
    if dataset.group:
        conditions.append(_are_slots_readable(dataset.group))
    return "\nand ".join(conditions)


def _is_checked(column: Column) -> bool:
    return column.is_required or column.kind in _CHECKS


def _is_column_readable(column: Column) -> str:
    name = column.lake_name
    conditions = []
    if column.is_required:
        conditions.append(f"coalesce(trim({name}) <> '', false)")
    if column.kind in _CHECKS:
        is_valid, _ = _CHECKS[column.kind]
        conditions.append(f"({name} is null or {is_valid(name)})")
    return " and ".join(conditions)


def _are_slots_readable(group: RepeatedGroup) -> str:
    """Look at the filled slots only: an empty slot's amounts are zero or blank by definition."""
    conditions = []
    for slot in range(1, group.slots + 1):
        columns = [Column(f"{column.name}_{slot}", column.kind) for column in group.columns]
        checks = [_is_column_readable(column) for column in columns if _is_checked(column)]
        conditions.append(f"(filled_slots < {slot} or {' and '.join(checks)})")
    return "\nand ".join(conditions)


def _reason(column: Column) -> str:
    name = column.lake_name
    whens = []
    if column.is_required:
        whens.append(f"when {name} is null or trim({name}) = '' then '{_REQUIRED_REASON}'")
    if column.kind in _CHECKS:
        is_valid, reason = _CHECKS[column.kind]
        whens.append(f"when not {is_valid(name)} then '{reason}'")
    return f"case {' '.join(whens)} end"


def _claim_year(dataset: Dataset, file_year: int | None) -> str:
    if dataset.is_yearly:
        return str(file_year)
    dates = ", ".join(name.lower() for name in dataset.year_columns)
    return f"coalesce(try_cast(left(coalesce({dates}), 4) as smallint), 0)"


def _with_filled_slots(rows: str, group: RepeatedGroup) -> str:
    """Add `filled_slots`, the last slot that holds anything but blanks and zeros, 0 where none.

    CMS writes every amount of an empty slot as 0.00. Where that holds (`is_usual`), one look at
    each column does; else every slot is looked at again, for all ways to write nothing.
    """
    slots = range(group.slots, 0, -1)
    touched = " ".join(f"when {_is_touched(group, slot)} then {slot}" for slot in slots)
    usual = " ".join(f"when {slot} then {_is_filled(group, slot)}" for slot in slots)
    filled = " ".join(f"when {_is_filled(group, slot)} then {slot}" for slot in slots)
    rows = f"select *, case {touched} else 0 end as touched_slots from ({rows})"
    rows = f"select *, case touched_slots {usual} else true end as is_usual from ({rows})"
    return (
        f"select *, case when is_usual then touched_slots else case {filled} else 0 end end "
        f"as filled_slots from ({rows})"
    )


def _is_touched(group: RepeatedGroup, slot: int) -> str:
    return " or ".join(
        f"{column.lake_name}_{slot} is distinct from {_ZERO}"
        if column.kind is Kind.AMOUNT
        else f"{column.lake_name}_{slot} is not null"
        for column in group.columns
    )


def _is_filled(group: RepeatedGroup, slot: int) -> str:
    return " or ".join(
        f"coalesce({column.lake_name}_{slot} not in {_ZEROS}, false)"
        if column.kind is Kind.AMOUNT
        else f"{column.lake_name}_{slot} is not null"
        for column in group.columns
    )


def _lines(group: RepeatedGroup) -> str:
    whens = []
    structs: list[str] = []
    for slot in range(1, group.slots + 1):
        values = ", ".join(
            f"'{column.lake_name}': {column.lake_name}_{slot}" for column in group.columns
        )
        structs.append(f"{{'line_number': {slot}::smallint, {values}}}")
        whens.append(f"when {slot} then [{', '.join(structs)}]")
    return f"case filled_slots {' '.join(whens)} else [] end"


def _empty_slot_amounts(group: RepeatedGroup) -> str:
    """The amounts of the slots after the filled ones, slot by slot, comma between them."""
    amounts = [column.lake_name for column in group.columns if column.kind is Kind.AMOUNT]
    usual, as_sent = [], []
    for filled in range(group.slots):
        empty = range(filled + 1, group.slots + 1)
        names = [f"{name}_{slot}" for slot in empty for name in amounts]
        usual.append(f"when {filled} then {text_literal(','.join(['0.00'] * len(names)))}")
        values = ", ".join(f"coalesce({name}, '')" for name in names)
        as_sent.append(f"when {filled} then concat_ws(',', {values})")
    return (
        f"case when is_usual then case filled_slots {' '.join(usual)} end "
        f"else case filled_slots {' '.join(as_sent)} end end"
    )


def _extra_columns(header: Header) -> str:
    if not header.extra_columns:
        return "null::map(varchar, varchar)"
    values = ", ".join(f"extra_{number}" for number in range(len(header.extra_columns)))
    return f"map({text_literals(header.extra_columns)}, [{values}])"
