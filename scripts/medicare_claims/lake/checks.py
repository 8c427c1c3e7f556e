"""What a column's text must be for its row to be read: in SQL, and in words for a reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.layouts.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.layouts.layout import Column

AMOUNT_PATTERN = r"-?[0-9]{1,16}(\.[0-9]{0,2})?"
"""Fits decimal(18, 2) without rounding."""

_QUANTITY_PATTERN = r"-?[0-9]{1,15}(\.[0-9]{0,3})?"
"""Fits decimal(18, 3) without rounding."""

_INTEGER_PATTERN = r"-?[0-9]{1,9}"


def _is_date(value: str) -> str:
    return (
        f"(regexp_full_match({value}, '[0-9]{{8}}') "
        f"and try_strptime({value}, '%Y%m%d') is not null)"
    )


def _matches(pattern: str) -> Callable[[str], str]:
    return lambda value: f"regexp_full_match({value}, '{pattern}')"


_CHECKS: dict[Kind, tuple[Callable[[str], str], str]] = {
    Kind.DATE: (_is_date, "not a date written YYYYMMDD"),
    Kind.AMOUNT: (_matches(AMOUNT_PATTERN), "not an amount with at most two decimals"),
    Kind.QUANTITY: (_matches(_QUANTITY_PATTERN), "not a number with at most three decimals"),
    Kind.INTEGER: (_matches(_INTEGER_PATTERN), "not a whole number"),
}
_BLANK = "blank, and a row cannot do without it"


def is_checked(column: Column) -> bool:
    """Whether there is any text that *column* must not hold."""
    return column.is_required or column.kind in _CHECKS


def readable_sql(column: Column) -> str:
    """Return the condition, never null, that the text of *column* can be read."""
    name = column.lake_name
    conditions = []
    if column.is_required:
        conditions.append(f"coalesce(trim({name}) <> '', false)")
    if column.kind in _CHECKS:
        is_valid, _ = _CHECKS[column.kind]
        conditions.append(f"({name} is null or {is_valid(name)})")
    return " and ".join(conditions)


def reason_sql(column: Column) -> str:
    """Return the words for what is wrong with *column*, null where nothing is."""
    name = column.lake_name
    whens = []
    if column.is_required:
        whens.append(f"when {name} is null or trim({name}) = '' then '{_BLANK}'")
    if column.kind in _CHECKS:
        is_valid, words = _CHECKS[column.kind]
        whens.append(f"when not {is_valid(name)} then '{words}'")
    return f"case {' '.join(whens)} end"
