"""What a later delivery may do to the records of a dataset, and doing it to a share of them.

A dataset says how it revises a record; the ways in which change files put such a revision, or
none, are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from medicare_claims.generate.draws import pick, rounded
from medicare_claims.generate.rif.calendar import YEAR, in_another_year
from medicare_claims.generate.rif.changes.events import (
    AnyRecord,
    Book,
    Event,
)
from medicare_claims.generate.rif.rows import DELETE, INSERT, UPDATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.rif.identifiers import ClaimNumbers
    from medicare_claims.generate.rif.records import Beneficiary, Day

NEW = "new"
RESENT = "resent_unchanged"
SENT_TWICE = "sent_twice"
NOT_FINAL = "not_final_action"
DELETED = "deleted"
DELETED_AND_INSERTED = "deleted_and_inserted"
INSERTED_AND_DELETED = "inserted_and_deleted"
INSERTED_AGAIN = "inserted_again"
DELETED_UNKNOWN = "deleted_unknown"

CORRECTED_AMOUNTS = "corrected_amounts"
CORRECTED_DIAGNOSES = "corrected_diagnoses"
LOST_LINES = "lost_lines"
GAINED_LINES = "gained_lines"
MOVED_YEAR = "moved_to_another_year"
MOVED_PERSON = "moved_to_another_beneficiary"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a change may draw on: the cohort's persons, and numbers not yet used."""

    people: tuple[Beneficiary, ...]
    numbers: ClaimNumbers
    uniform: Uniform


@dataclass(frozen=True, slots=True)
class Revisions(Generic[AnyRecord]):
    """How one dataset's records change.

    *draw_new* makes a record never sent, or None. *revise* makes another version, or None where
    it does not suit (a claim of one line cannot lose one); one with corrected amounts is final.
    *shorten* leaves a record what a row that deletes it may do with: one line. *twice* names the
    revision that a file sends twice in a row, *replaced* the one that replaces what the same file
    deletes. *not_final* makes the version that is not the final action, where there is such.
    """

    dataset: str
    draw_new: Callable[[Surroundings], AnyRecord | None]
    revise: Mapping[str, Callable[[AnyRecord, Surroundings], AnyRecord | None]]
    shorten: Callable[[AnyRecord], AnyRecord]
    twice: str
    replaced: str
    not_final: Callable[[AnyRecord], AnyRecord] | None

    @property
    def ways(self) -> tuple[str, ...]:
        """Everything that may happen to this dataset."""
        return (
            NEW,
            *self.revise,
            RESENT,
            SENT_TWICE,
            *((NOT_FINAL,) if self.not_final else ()),
            DELETED,
            DELETED_AND_INSERTED,
            INSERTED_AND_DELETED,
            INSERTED_AGAIN,
            DELETED_UNKNOWN,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One record's rows in a delivery, in order, and the name of what they do."""

    name: str
    events: tuple[Event, ...]


def change(
    book: Book[AnyRecord],
    revisions: Revisions[AnyRecord],
    share: float,
    at_least_once: bool,
    around: Surroundings,
) -> list[Change]:
    """Change about *share* of *book*, no record twice, and return what to deliver.

    The ways take turns; *at_least_once* gives each a turn however small the share, the first to
    the first, so that what is inserted again was deleted before.
    """
    uniform = around.uniform
    ways = revisions.ways
    turns = rounded(share * len(book.current), uniform)
    if at_least_once:
        turns = max(turns, len(ways))
    first = 0 if at_least_once else int(uniform() * len(ways))
    untouched = list(book.current)
    changes = []
    for turn in range(turns):
        name = ways[(first + turn) % len(ways)]
        events = (
            _from_nothing(name, book, revisions, around)
            if name in (NEW, INSERTED_AND_DELETED, INSERTED_AGAIN, DELETED_UNKNOWN)
            else _of_a_record(name, book, revisions, untouched, around)
        )
        if events:
            changes.append(Change(name, tuple(Event(dml, record) for dml, record in events)))
            for dml, record in events:
                book.apply(dml, record)
    return changes


def _from_nothing(
    name: str, book: Book[AnyRecord], revisions: Revisions[AnyRecord], around: Surroundings
) -> list[tuple[str, AnyRecord]]:
    """Return events of a record that is not current."""
    if name == INSERTED_AGAIN:
        if not book.deleted:
            return []
        return [(INSERT, pick(tuple(book.deleted.values()), around.uniform))]
    record = revisions.draw_new(around)
    if record is None or record.key in book.current or record.key in book.deleted:
        return []
    if name == NEW:
        return [(INSERT, record)]
    if name == INSERTED_AND_DELETED:
        return [(INSERT, record), (DELETE, record)]
    return [(DELETE, record)]


def _of_a_record(
    name: str,
    book: Book[AnyRecord],
    revisions: Revisions[AnyRecord],
    untouched: list[tuple[str, int]],
    around: Surroundings,
) -> list[tuple[str, AnyRecord]]:
    """Return events of one of the *untouched* records that *name* suits, and touch it."""
    start = int(around.uniform() * len(untouched))
    for step in range(len(untouched)):
        place = (start + step) % len(untouched)
        events = _events(name, book.current[untouched[place]], revisions, around)
        if events:
            untouched.pop(place)
            return events
    return []


def _events(
    name: str, record: AnyRecord, revisions: Revisions[AnyRecord], around: Surroundings
) -> list[tuple[str, AnyRecord]]:
    if name == RESENT:
        return [(UPDATE, record)]
    if name == NOT_FINAL:
        return [(UPDATE, revisions.not_final(record))] if revisions.not_final else []
    if name == DELETED:
        whole = around.uniform() < 0.5
        return [(DELETE, record if whole else revisions.shorten(record))]
    if name == SENT_TWICE:
        earlier = revisions.revise[revisions.twice](record, around)
        later = revisions.revise[revisions.twice](earlier, around) if earlier else None
        return [(UPDATE, earlier), (UPDATE, later)] if earlier and later else []
    if name == DELETED_AND_INSERTED:
        replacement = revisions.revise[revisions.replaced](record, around)
        return [(DELETE, record), (INSERT, replacement)] if replacement else []
    revised = revisions.revise[name](record, around)
    return [(UPDATE, revised)] if revised else []


def draw_person(around: Surroundings) -> Beneficiary:
    """Return someone of the cohort."""
    return pick(around.people, around.uniform)


def other_person(person: Beneficiary, day: Day, around: Surroundings) -> Beneficiary | None:
    """Return someone else who is enrolled on *day*."""
    others = tuple(
        other
        for other in around.people
        if other.beneficiary_id != person.beneficiary_id
        and other.first_day <= day <= other.last_day
    )
    return pick(others, around.uniform) if others else None


def other_year(person: Beneficiary, day: Day, around: Surroundings) -> int | None:
    """Return by how many years *day* can move, still within what is known of *person*."""
    steps = tuple(
        step
        for enrolled in person.years
        if (step := enrolled.year - YEAR[day]) and in_another_year(day, step) <= person.last_day
    )
    return pick(steps, around.uniform) if steps else None
