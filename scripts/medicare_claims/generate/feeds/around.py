"""What a row may draw on: the delivery it is written for, and ids that nothing has yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.feeds.calendar import Day

PRIMING = 1
"""The number of the first delivery."""

DAYS_AHEAD = 9
"""How far at most a date lies after its delivery: before the next one comes."""


class Ids:
    """Ids of one kind, one after the other from *first* on."""

    def __init__(self, form: str, first: int) -> None:
        self._form = form
        self._next = first

    def next(self) -> str:
        """Return an id that was not given before."""
        self._next += 1
        return self._form.format(self._next - 1)


@dataclass(slots=True)
class Around:
    """A delivery: its *number*, the day it came, *today*, and the day of the one before.

    *coming_providers* are ids of providers that only later deliveries bring, *nobodies* ids of
    providers that none brings. *awaited_patients* are ids that claims already name.
    """

    number: int
    previous: Day
    today: Day
    uniform: Uniform
    claim_ids: Ids
    patient_ids: Ids
    nobodies: Ids
    coming_providers: tuple[str, ...] = ()
    awaited_patients: list[str] = field(default_factory=list)

    def day_between(self, first: Day, last: Day) -> Day:
        """Draw a day from *first* to *last*; *last* where there is none."""
        return last if first >= last else first + int(self.uniform() * (last - first + 1))

    def modified_after(self, day: Day) -> Day:
        """Draw when a record was modified: since the last delivery and not before *day*."""
        return self.day_between(max(self.previous + 1, day), self.today)
