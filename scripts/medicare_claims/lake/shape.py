"""The SQL that turns staged pieces into rows of the lake.

Only names of the layout enter the text; paths and names of unknown columns are literals.
"""

from __future__ import annotations

import glob
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.lake.engine import text_literal, text_literals
from medicare_claims.layouts.layout import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.staging import Staged
    from medicare_claims.layouts.layout import Dataset, RepeatedGroup

REJECTED_YEAR = -1
"""The partition that rows which cannot be read are split off into; it never leaves staging."""

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
    columns = {name: "varchar" for name in _file_columns(header)}
    reads = [
        f"select {piece.first_row - 1} + row_number() over () as source_row_number, * "
        f"from {_read_csv([piece.path.as_posix()], columns, header, quote='')}"
        for piece in staged.plain
    ]
    if staged.numbered:
        paths = [path.as_posix() for path in staged.numbered]
        numbered = {"source_row_number": "bigint", **columns}
        numbered_csv = _read_csv(paths, numbered, header, quote='"')
        reads.append(f"select * from {numbered_csv}")
    return "\nunion all ".join(reads)


def lake_sql(rows: str, header: Header, batch: Batch) -> str:
    """Return the query of *rows* in the lake's shape, plus `claim_year`.

    Rows that cannot be read have `claim_year` = `REJECTED_YEAR`.
    """
    dataset = header.dataset
    group = dataset.group
    selected = [column.lake_name for column in dataset.head]
    if group:
        rows = f"select *, {_filled_slots(group)} as filled_slots from ({rows})"
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


def _read_csv(paths: list[str], columns: dict[str, str], header: Header, *, quote: str) -> str:
    declared = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    files = text_literals([glob.escape(path) for path in paths])
    return (
        f"read_csv({files}, columns = {{{declared}}}, auto_detect = false, header = false, "
        f"delim = {text_literal(header.dataset.delimiter)}, "
        f"quote = {text_literal(quote)}, escape = {text_literal(quote)})"
    )


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
    whens = []
    conditions: list[str] = []
    for slot in range(1, group.slots + 1):
        conditions += [
            _is_column_readable(Column(f"{column.name}_{slot}", column.kind))
            for column in group.columns
            if _is_checked(column)
        ]
        whens.append(f"when {slot} then {' and '.join(conditions)}")
    return f"case filled_slots {' '.join(whens)} else true end"


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


def _filled_slots(group: RepeatedGroup) -> str:
    """The last slot that holds anything but blanks and zero amounts; 0 where none does."""
    whens = " ".join(
        f"when {_is_filled(group, slot)} then {slot}" for slot in range(group.slots, 0, -1)
    )
    return f"case {whens} else 0 end"


def _is_filled(group: RepeatedGroup, slot: int) -> str:
    amounts = {column.lake_name for column in _amounts(group)}
    return " or ".join(
        f"{column.lake_name}_{slot} not in {_ZEROS}"
        if column.lake_name in amounts
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
    """The amounts of the slots after the filled ones, slot by slot, comma between them.

    CMS writes 0.00 in all of them, which is worth a short cut.
    """
    whens = []
    for filled in range(group.slots):
        names = [
            f"{column.lake_name}_{slot}"
            for slot in range(filled + 1, group.slots + 1)
            for column in _amounts(group)
        ]
        all_zero = " and ".join(f"{name} = {_ZERO}" for name in names)
        usual = text_literal(",".join(["0.00"] * len(names)))
        as_sent = ", ".join(f"coalesce({name}, '')" for name in names)
        whens.append(
            f"when {filled} then case when {all_zero} then {usual} "
            f"else concat_ws(',', {as_sent}) end"
        )
    return f"case filled_slots {' '.join(whens)} end"


def _amounts(group: RepeatedGroup) -> Iterable[Column]:
    return [column for column in group.columns if column.kind is Kind.AMOUNT]


def _extra_columns(header: Header) -> str:
    if not header.extra_columns:
        return "null::map(varchar, varchar)"
    values = ", ".join(f"extra_{number}" for number in range(len(header.extra_columns)))
    return f"map({text_literals(header.extra_columns)}, [{values}])"
