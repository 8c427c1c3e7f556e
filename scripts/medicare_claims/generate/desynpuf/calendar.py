"""Days as small integers, counted from 2007-01-01, and their eight-digit text."""

from __future__ import annotations

from datetime import date, timedelta

YEARS = (2008, 2009, 2010)

_FIRST = date(2007, 1, 1)
_DAYS = tuple(_FIRST + timedelta(days) for days in range((date(2012, 1, 1) - _FIRST).days))

TEXT = tuple(day.strftime("%Y%m%d") for day in _DAYS)
YEAR = tuple(day.year for day in _DAYS)
MONTH = tuple((day.year - _FIRST.year) * 12 + day.month - 1 for day in _DAYS)
"""Months since January 2007."""

DAYS_OF_MONTH: tuple[tuple[int, ...], ...] = tuple(
    tuple(day for day, month in enumerate(MONTH) if month == wanted)
    for wanted in range(MONTH[-1] + 1)
)


def day_of(year: int, month: int, day: int) -> int:
    """Return the number of a date from 2007 to 2011."""
    return (date(year, month, day) - _FIRST).days


FIRST_DAY = day_of(YEARS[0], 1, 1)
LAST_DAY = day_of(YEARS[-1], 12, 31)


def in_another_year(day: int, years: int) -> int:
    """Return the same date *years* later (earlier if negative); 29 February becomes the 28th."""
    moved = _DAYS[day]
    if (moved.month, moved.day) == (2, 29):
        moved -= timedelta(1)
    return (moved.replace(year=moved.year + years) - _FIRST).days


def days_by_month(weights: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """Return an urn of days; *weights* gives twelve months for each of the three years.

    Every day of a month stands in it as often as the month's weight.
    """
    months = [(year, month) for year in YEARS for month in range(12)]
    flat = [weight for year in weights for weight in year]
    return tuple(
        day
        for (year, month), weight in zip(months, flat, strict=True)
        for day in DAYS_OF_MONTH[(year - _FIRST.year) * 12 + month]
        for _ in range(weight)
    )
