"""One feed of a cohort: its records as the deliveries leave them, its rows, and what is wrong.

Each fault that is written down tells which row shows it and, once a later row of the record does
not, which file mended it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from medicare_claims.generate.cohorts import Part
from medicare_claims.generate.draws import pick
from medicare_claims.generate.feeds.calendar import day_of_text
from medicare_claims.generate.feeds.records import (
    COLUMNS,
    RECORD_KEY,
    Record,
    modified_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from medicare_claims.generate.feeds.around import Around
    from medicare_claims.generate.feeds.records import Cells

Judged = TypeVar("Judged", contravariant=True)

REPEATED = "repeated_in_file"
REJECTED = "missing_after_reject"
REJECTED_LATER = "stale_after_reject"
STALE = "stale_version"


class FileKey(NamedTuple):
    """A file: the number of its delivery, from 1, and its feed."""

    delivery: int
    feed: str


@dataclass(slots=True, eq=False)
class Planted:
    """A fault in one row of *file*, *row* from 1 among those of the cohort; *by* mended it.

    *record_key* is blank where the row has no id, so that it belongs to nobody.
    """

    file: FileKey
    row: int
    record_key: str
    column: str
    value: str
    rule: str
    by: FileKey | None = None


@dataclass(frozen=True, slots=True)
class Fault(Generic[Judged]):
    """One way to be wrong, in one column: *spoil* returns what is to stand there.

    A fault that *persists* stays while its record is sent again for other reasons; the others
    depend on the day, on other columns or on the file, and are gone with the next row. The finding
    is about the record, or about what the text names: then its key begins with *key_of_text*.
    *dates_version* tells that the text is the day of the version. Where two columns contradict
    each other, *told_of* is the one that the finding is about, if it is not *column*.
    """

    rule: str
    column: str
    spoil: Callable[[Judged, Around], str]
    persists: bool = True
    key_of_text: str = ""
    dates_version: bool = False
    told_of: str = ""


@dataclass(slots=True, eq=False)
class Entry(Generic[Record]):
    """A record; *fault* and *text* are what its latest row has wrong, *open* tells which rows do.

    A record *is_known* once a row of it was not rejected. *overtaken* are stale rows that no newer
    version came after yet.
    """

    record: Record
    fault: Fault[Record] | None = None
    text: str = ""
    open: list[Planted] = field(default_factory=list)
    overtaken: list[Planted] = field(default_factory=list)
    is_known: bool = False
    sent_in: int = 0


class Book(Generic[Record]):
    """The records of *feed*; *faults* take turns from number *turn* on.

    *revise* makes another version of a record, for a file that holds it twice.
    """

    def __init__(
        self,
        feed: str,
        faults: Sequence[Fault[Record]],
        revise: Callable[[Record, Around], Record],
        bad_share: float,
        turn: int,
    ) -> None:
        self.entries: list[Entry[Record]] = []
        self.planted: list[Planted] = []
        self.changes: Counter[str] = Counter()
        self._feed = feed
        self._places = {name: place for place, name in enumerate(COLUMNS[feed])}
        self._faults: Sequence[Fault[Record]] = faults
        self._revise: Callable[[Record, Around], Record] = revise
        self._bad_share = bad_share
        self._turn = turn
        self._unhealthy: dict[Entry[Record], None] = {}
        self._rows: list[str] = []
        self._twins: list[Entry[Record]] = []

    def add(self, record: Record, around: Around) -> None:
        """Send *record* for the first time."""
        entry = Entry(record)
        self.entries.append(entry)
        self.send(entry, around)

    def send(self, entry: Entry[Record], around: Around) -> None:
        """Write the record of *entry*, with what was wrong before or, by chance, is now."""
        entry.sent_in = around.number
        if entry.fault and entry.fault.persists:
            self._write_spoilt(entry, around)
        elif entry.fault or around.uniform() >= self._bad_share:
            self.send_mended(entry, around)
        else:
            self._plant(entry, around)

    def send_mended(self, entry: Entry[Record], around: Around) -> None:
        """Write the record of *entry* as it should be."""
        entry.sent_in = around.number
        if entry.fault:
            self.resolve(entry, FileKey(around.number, self._feed))
        self._write(entry.record.cells)
        self._accept(entry, around)

    def send_stale(self, entry: Entry[Record], record: Record, around: Around) -> None:
        """Write *record*, a version of *entry* that is older than one delivered before."""
        entry.sent_in = around.number
        self._write(record.cells)
        column = "last_modified_date"
        value = record.cells[self._places[column]]
        entry.overtaken.append(self._note(around, self._key(record), column, value, STALE))

    def resolve(self, entry: Entry[Record], by: FileKey) -> None:
        """Say that *by* mends what is wrong with *entry*."""
        for planted in entry.open:
            planted.by = by
        entry.open.clear()
        entry.fault, entry.text = None, ""
        del self._unhealthy[entry]

    def unhealthy(self, rule: str | None = None) -> Iterator[Entry[Record]]:
        """Return the entries that have something wrong, all or by *rule*."""
        return (
            entry
            for entry in tuple(self._unhealthy)
            if rule is None or (entry.fault and entry.fault.rule == rule)
        )

    def finish(self, around: Around) -> Part:
        """Write what stands in the file twice once more and return the rows of the delivery."""
        for entry in self._twins:
            entry.record = self._revise(entry.record, around)
            self._write(entry.record.cells)
            self._open(entry, around, "source_row_number", "", REPEATED)
        part = Part(len(self._rows), "".join(self._rows).encode())
        self._rows, self._twins = [], []
        return part

    def _plant(self, entry: Entry[Record], around: Around) -> None:
        fault = self._faults[self._turn % len(self._faults)]
        self._turn += 1
        if fault.rule == REJECTED and fault.column == COLUMNS[self._feed][0]:
            self.send_mended(entry, around)
            self._write_nameless(entry, fault, around)
        elif fault.rule == REPEATED:
            self.send_mended(entry, around)
            entry.fault = fault
            self._unhealthy[entry] = None
            self._twins.append(entry)
        else:
            entry.fault, entry.text = fault, fault.spoil(entry.record, around)
            if fault.dates_version:
                # A later version must not be older than this one says it is.
                entry.record = modified_on(entry.record, day_of_text(entry.text))
            self._unhealthy[entry] = None
            self._write_spoilt(entry, around)

    def _write_spoilt(self, entry: Entry[Record], around: Around) -> None:
        fault = entry.fault
        assert fault
        cells = list(entry.record.cells)
        cells[self._places[fault.column]] = entry.text
        self._write(tuple(cells))
        rule = fault.rule
        if rule != REJECTED:
            self._accept(entry, around)
        elif entry.is_known:
            rule = REJECTED_LATER
        column = fault.told_of or fault.column
        self._open(entry, around, column, cells[self._places[column]], rule)

    def _accept(self, entry: Entry[Record], around: Around) -> None:
        """The row just written is a version: it comes after all that were."""
        entry.is_known = True
        for planted in entry.overtaken:
            planted.by = FileKey(around.number, self._feed)
        entry.overtaken.clear()

    def _write_nameless(self, entry: Entry[Record], fault: Fault[Record], around: Around) -> None:
        self._write(("", *self._revise(entry.record, around).cells[1:]))
        self._note(around, "", fault.column, "", fault.rule)

    def _open(
        self, entry: Entry[Record], around: Around, column: str, value: str, rule: str
    ) -> None:
        prefix = entry.fault.key_of_text if entry.fault else ""
        key = prefix + value if prefix else self._key(entry.record)
        entry.open.append(self._note(around, key, column, value, rule))

    def _note(self, around: Around, key: str, column: str, value: str, rule: str) -> Planted:
        file = FileKey(around.number, self._feed)
        self.planted.append(Planted(file, len(self._rows), key, column, value, rule))
        return self.planted[-1]

    def _key(self, record: Record) -> str:
        return RECORD_KEY[self._feed] + record.record_id

    def _write(self, cells: Cells) -> None:
        line = ",".join(cells) + "\n"
        self._rows.append(line if line.count(",") == len(cells) - 1 else quoted(cells))


def quoted(cells: Cells) -> str:
    """Return a line of CSV, values with a comma in quotes."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def untouched(book: Book[Record], before: int, around: Around) -> Entry[Record] | None:
    """Draw one of the first *before* entries that this delivery has not sent; None if it is hard.

    *before* counts the entries that stood before the delivery.
    """
    for _ in range(_TRIES if before else 0):
        entry = book.entries[int(around.uniform() * before)]
        if entry.sent_in != around.number:
            return entry
    return None


_TRIES = 20


def ailing(book: Book[Record], around: Around) -> Entry[Record] | None:
    """Draw an entry with something wrong that this delivery has not sent; None if all are well."""
    found = tuple(entry for entry in book.unhealthy() if entry.sent_in != around.number)
    return pick(found, around.uniform) if found else None
