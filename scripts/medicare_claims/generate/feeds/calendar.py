"""Days as small integers, counted from 1900-01-01, as the feeds write them; delivery dates."""

from __future__ import annotations

from datetime import date, timedelta

Day = int

_FIRST = date(1900, 1, 1)
TEXT = tuple(
    (_FIRST + timedelta(number)).isoformat() for number in range((date(2040, 1, 1) - _FIRST).days)
)
"""Each day as YYYY-MM-DD."""


def day_of(year: int, month: int, day: int) -> Day:
    """Return the number of a date from 1900 to 2039."""
    return (date(year, month, day) - _FIRST).days


def day_of_text(text: str) -> Day:
    """Return the number of a date written YYYY-MM-DD."""
    return (date.fromisoformat(text) - _FIRST).days


def delivery_day(number: int) -> Day:
    """Return when delivery *number* came: 1, the priming one, in January 2024, then monthly."""
    if number == 1:
        return day_of(2024, 1, 2)
    months = number - 1
    return day_of(2024 + months // 12, months % 12 + 1, 1)
