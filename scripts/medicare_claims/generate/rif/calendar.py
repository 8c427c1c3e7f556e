"""Days as small integers, counted from 2014-01-01, and how the files write them."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2015, 2025
"""Of CMS's release."""

_FIRST = date(2014, 1, 1)
_DAYS = tuple(_FIRST + timedelta(days) for days in range((date(2027, 1, 1) - _FIRST).days))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FRIDAY = 4

YEAR = tuple(day.year for day in _DAYS)


def written(day: date) -> str:
    """Return *day* as `05-Jan-2018`, whatever the machine's language."""
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"


TEXT = tuple(written(day) for day in _DAYS)

PROCESSED = tuple(
    number + (_FRIDAY - day.weekday() - 1) % 7 + 1 for number, day in enumerate(_DAYS)
)
"""The Friday after each day: weekly, that is when CMS processes claims."""


def covered_months(year: int) -> int:
    """Return how many months of *year* the release covers: the last year ends with March."""
    return 3 if year == LAST_YEAR else 12


def day_of(year: int, month: int, day: int) -> int:
    """Return the number of a date from 2014 to 2026."""
    return (date(year, month, day) - _FIRST).days


def last_covered_day(year: int) -> int:
    """Return the last day of *year* that the release covers."""
    return (
        day_of(year, covered_months(year) + 1, 1) - 1
        if year == LAST_YEAR
        else day_of(year, 12, 31)
    )


def in_another_year(day: int, years: int) -> int:
    """Return the same date *years* later (earlier if negative); 29 February becomes the 28th."""
    moved = _DAYS[day]
    if (moved.month, moved.day) == (2, 29):
        moved -= timedelta(1)
    return (moved.replace(year=moved.year + years) - _FIRST).days
