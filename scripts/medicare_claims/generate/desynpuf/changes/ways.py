"""What a later delivery may do to claims and fills, and doing it to a share of them.

Each way takes the current version of a claim or fill and returns the version to deliver, or
None if that way does not suit it (a claim of one line cannot lose one).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from medicare_claims.generate.desynpuf.calendar import YEAR, in_another_year
from medicare_claims.generate.desynpuf.records import (
    Beneficiary,
    CarrierClaim,
    Day,
    Fill,
    InpatientClaim,
    OutpatientClaim,
)
from medicare_claims.generate.draws import Uniform, pick, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from medicare_claims.generate.desynpuf.identifiers import ClaimKind, ClaimNumbers

Record = TypeVar("Record", InpatientClaim, OutpatientClaim, CarrierClaim, Fill)

NEW = "new"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a change may draw on: the cohort's persons with claims, and numbers not yet used."""

    people: tuple[Beneficiary, ...]
    numbers: Mapping[ClaimKind, ClaimNumbers]
    uniform: Uniform


@dataclass(frozen=True, slots=True)
class Ways(Generic[Record]):
    """How one dataset changes: *draw_new* makes a record, *to_change* another version of one."""

    dataset: str
    draw_new: Callable[[Surroundings], Record]
    to_change: Mapping[str, Callable[[Record, Surroundings], Record | None]]


@dataclass(frozen=True, slots=True)
class Changed(Generic[Record]):
    """One record of a delivery; *before* is None for a new one."""

    name: str
    before: Record | None
    after: Record


def change(
    records: list[Record],
    ways: Ways[Record],
    share: float,
    at_least_once: bool,
    around: Surroundings,
) -> list[Changed[Record]]:
    """Change about *share* of *records* in place, no record twice, and return what changed.

    The ways take turns; *at_least_once* gives each a turn however small the share.
    """
    uniform = around.uniform
    names = (NEW, *ways.to_change)
    turns = rounded(share * len(records), uniform)
    if at_least_once:
        turns = max(turns, len(names))
    if not around.people:
        return []
    first = int(uniform() * len(names))
    untouched = set(range(len(records)))
    done: list[Changed[Record]] = []
    for turn in range(turns):
        name = names[(first + turn) % len(names)]
        if name == NEW:
            new = ways.draw_new(around)
            records.append(new)
            done.append(Changed(NEW, None, new))
            continue
        start = int(uniform() * len(records))
        for step in range(len(records)):
            place = (start + step) % len(records)
            before = records[place]
            after = ways.to_change[name](before, around) if place in untouched else None
            if after is not None:
                untouched.remove(place)
                records[place] = after
                done.append(Changed(name, before, after))
                break
    return done


def resent_unchanged(record: Record, _: Surroundings) -> Record:
    """Return *record* as it was: sent again for nothing."""
    return record


def draw_person(around: Surroundings) -> Beneficiary:
    """Return someone with claims."""
    return pick(around.people, around.uniform)


def draw_day(days: tuple[Day, ...], person: Beneficiary, around: Surroundings) -> Day:
    """Return one of *days* on which *person* lives."""
    day = pick(days, around.uniform)
    while day > person.last_day:
        day = pick(days, around.uniform)
    return day


def other_person(person: Beneficiary, day: Day, around: Surroundings) -> Beneficiary | None:
    """Return someone else with claims who lives on *day*."""
    start = int(around.uniform() * len(around.people))
    for other in (*around.people[start:], *around.people[:start]):
        if other is not person and other.last_day >= day:
            return other
    return None


def other_year(person: Beneficiary, day: Day, around: Surroundings) -> int | None:
    """Return by how many years *day* can move, still within what is known of *person*."""
    steps = tuple(
        step
        for coverage in person.years
        if (step := coverage.year - YEAR[day]) and in_another_year(day, step) <= person.last_day
    )
    return pick(steps, around.uniform) if steps else None
