"""What an update delivery does to the records of a feed, one way after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from medicare_claims.generate.draws import rounded
from medicare_claims.generate.feeds import claims, patients, providers
from medicare_claims.generate.feeds.book import ailing, untouched
from medicare_claims.generate.feeds.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.generate.feeds.around import Around
    from medicare_claims.generate.feeds.book import Book


NEW = "new"
MENDED = "mended"
RESENT = "resent_unchanged"
BACK_IN_TIME = "back_in_time"


@dataclass(frozen=True, slots=True)
class Ways(Generic[Record]):
    """How one feed's records change.

    *names* take turns, some more than once. *revise* makes another version by the way's name,
    *confirm* one that says the same, for a fault mended; *look_back* one that is older.
    """

    names: tuple[str, ...]
    revise: dict[str, Callable[[Record, Around], Record]]
    confirm: Callable[[Record, Around], Record]
    look_back: Callable[[Record, Around], Record] | None = None


def change(
    book: Book[Record],
    ways: Ways[Record],
    draw_new: Callable[[], Record] | None,
    expected: float,
    at_least_once: bool,
    around: Around,
) -> None:
    """Send about *expected* records of *book*, none of them twice, and count the ways.

    *at_least_once* gives each way a turn however small the share.
    """
    turns = rounded(expected, around.uniform)
    if at_least_once:
        turns = max(turns, len(ways.names))
    first = 0 if at_least_once else int(around.uniform() * len(ways.names))
    before = len(book.entries)
    for turn in range(turns):
        name = ways.names[(first + turn) % len(ways.names)]
        if name == NEW and draw_new:
            book.add(draw_new(), around)
            book.changes[name] += 1
        elif _change_one(book, ways, name, before, around):
            book.changes[name] += 1


def _change_one(
    book: Book[Record], ways: Ways[Record], name: str, before: int, around: Around
) -> bool:
    """Send one record in the way *name*; return whether there is one that it suits."""
    entry = ailing(book, around) if name == MENDED else untouched(book, before, around)
    if entry is None:
        return False
    if name == MENDED:
        entry.record = ways.confirm(entry.record, around)
        book.send_mended(entry, around)
    elif name == RESENT:
        book.send(entry, around)
    elif name == BACK_IN_TIME:
        if entry.fault or not ways.look_back:
            return False
        book.send_stale(entry, ways.look_back(entry.record, around), around)
    else:
        entry.record = ways.revise[name](entry.record, around)
        book.send(entry, around)
    return True


PATIENT_WAYS = Ways(
    (NEW, "moved", MENDED, BACK_IN_TIME, "renamed", RESENT, NEW, "moved", MENDED),
    {"moved": patients.move, "renamed": patients.rename},
    patients.confirm,
    patients.look_back,
)
PROVIDER_WAYS = Ways(
    ("facility_changed", MENDED, "specialty_changed", RESENT),
    {
        "facility_changed": providers.change_facility,
        "specialty_changed": providers.change_specialty,
    },
    providers.confirm,
)
CLAIM_WAYS = Ways(
    (
        *(NEW, "billed", MENDED, "repriced", BACK_IN_TIME, NEW, "coverage_changed", RESENT),
        *("service_dated_back", NEW, "billed", MENDED, NEW, "billed"),
    ),
    {
        "billed": claims.bill,
        "repriced": claims.reprice,
        "coverage_changed": claims.cover,
        "service_dated_back": claims.date_back,
    },
    claims.confirm,
    claims.look_back,
)
