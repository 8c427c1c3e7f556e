"""What a column's text must be for its row to be read: in SQL, and in words for a reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.layouts.layout import DateFormat, Kind

if TYPE_CHECKING:
    from medicare_claims.layouts.layout import Column, FileFormat

AMOUNT_PATTERN = r"-?[0-9]{1,12}(\.[0-9]{0,2})?"
"""Fits decimal(18, 2) without rounding, and so do ten thousand of them added up: a number that
slipped into a column of dollars must not stop a build."""

_PATTERNS: dict[Kind, tuple[str, str]] = {
    Kind.AMOUNT: (AMOUNT_PATTERN, "not an amount of up to 12 digits, with up to two decimals"),
    # Fits decimal(18, 3) without rounding.
    Kind.QUANTITY: (
        r"-?[0-9]{1,15}(\.[0-9]{0,3})?",
        "not a number with at most three decimals",
    ),
    Kind.INTEGER: (r"-?[0-9]{1,9}", "not a whole number"),
    Kind.SMALL_INTEGER: (r"-?[0-9]{1,4}", "not a whole number of at most four digits"),
    Kind.LINE_NUMBER: (r"0*[1-9][0-9]{0,3}", "not a whole number from 1 to 9999"),
    Kind.YEAR: (r"(19|20)[0-9]{2}", "not a year from 1900 to 2099"),
}
_DATES: dict[DateFormat, tuple[str, str]] = {
    DateFormat.YYYYMMDD: ("[0-9]{8}", "%Y%m%d"),
    DateFormat.DD_MON_YYYY: ("[0-9]{2}-[A-Za-z]{3}-[0-9]{4}", "%d-%b-%Y"),
    DateFormat.ISO: ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d"),
}
"""What a date looks like, and how DuckDB reads it; without the look it would take less.

DuckDB has a year 0, which no calendar has."""

_BLANK = "blank, and a row cannot do without it"


def is_checked(column: Column, form: FileFormat) -> bool:
    """Whether there is any text of *column* that its row is rejected for."""
    return column.is_required or (_is_judged(column) and not form.keeps_unreadable)


def readable_sql(column: Column, form: FileFormat) -> str:
    """Return the condition, never null, that the text of *column* can be read."""
    name = column.lake_name
    conditions = []
    if column.is_required:
        # Most values begin with a printed character: one comparison spares them the trimming.
        conditions.append(f"coalesce({name} between '!' and '~' or trim({name}) <> '', false)")
    if _is_judged(column):
        # What is looked at last is looked at only where all before it is false.
        allowed = [f"{name} is null", _is_valid(column, name, form)]
        if form.pads_blanks:
            allowed.append(f"trim({name}) = ''")
        conditions.append(f"({' or '.join(allowed)})")
    return " and ".join(conditions)


def reason_sql(column: Column, form: FileFormat) -> str:
    """Return the words for what is wrong with *column*, null where nothing is."""
    name = column.lake_name
    whens = []
    if column.is_required:
        whens.append(f"when {name} is null or trim({name}) = '' then '{_BLANK}'")
    if column.kind is Kind.DATE:
        words = f"not a date written {form.date.value}"
    else:
        _, words = _PATTERNS.get(column.kind, ("", ""))
    if words:
        is_filled = f"{filled_sql(name, form)} is not null"
        whens.append(f"when {is_filled} and not {_is_valid(column, name, form)} then '{words}'")
    return f"case {' '.join(whens)} end"


def filled_sql(name: str, form: FileFormat) -> str:
    """Return the value of the column *name*, null where it is blank."""
    return f"nullif(trim({name}), '')" if form.pads_blanks else name


def value_sql(column: Column, form: FileFormat) -> str:
    """Return the text of a date or number that *column* holds.

    It is null where the column is blank, and where it cannot be read and its row is kept.
    """
    filled = filled_sql(column.lake_name, form)
    if not form.keeps_unreadable:
        return filled
    return f"case when {_is_valid(column, filled, form)} then {filled} end"


def _is_judged(column: Column) -> bool:
    return column.kind is Kind.DATE or column.kind in _PATTERNS


def _is_valid(column: Column, text: str, form: FileFormat) -> str:
    if column.kind is Kind.DATE:
        look, reading = _DATES[form.date]
        return (
            f"(regexp_full_match({text}, '{look}') "
            f"and coalesce(try_strptime({text}, '{reading}') >= date '0001-01-01', false))"
        )
    pattern, _ = _PATTERNS[column.kind]
    return f"regexp_full_match({text}, '{pattern}')"
