"""What is wrong in feeds' files and what is current of them, in plain Python from the files alone.

It shares nothing with generator, loader and models but the names of rules and columns.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Row = dict[str, str]

IDS = {"patients": "patient_id", "providers": "provider_id", "claims": "claim_id"}
KEYS = {"patients": "feeds:patient:", "providers": "feeds:provider:", "claims": "feeds:visit:"}
REQUIRED = {
    **{feed: (column,) for feed, column in IDS.items()},
    "claims": ("claim_id", "patient_id"),
}
DATES = {
    "patients": ("date_of_birth", "date_of_residence", "last_modified_date"),
    "providers": ("start_date",),
    "claims": ("date_of_service", "claim_date", "last_modified_date"),
}
WORDS = {
    "specialty_code": {"family_physician", "orthopedist", "heart_surgeon", "physical_therapist"},
    "visit_type": {"physical", "routine", "illness", "surgery"},
    "coverage_type": {"100", "50", "0"},
    "billed": {"0", "1"},
}
STATES = {
    row["state_abbreviation"]
    for row in csv.DictReader(
        (Path(__file__).parents[2] / "seeds" / "ssa_states.csv").read_text("utf-8").splitlines()
    )
    if row["state_abbreviation"]
}


@dataclass(frozen=True)
class FeedFile:
    """A file of one delivery; *number* is its place among all that are loaded."""

    number: int
    path: Path
    feed: str
    delivered_on: date


@dataclass(frozen=True)
class Sent:
    """A row of a file; *row* is its number, from 1."""

    file: FeedFile
    row: int
    values: Row

    @property
    def version(self) -> date:
        """The day that orders versions."""
        if self.file.feed == "providers":
            return self.file.delivered_on
        return day(self.values["last_modified_date"]) or self.file.delivered_on

    @property
    def place(self) -> tuple[date, int]:
        """Its place among the versions of its record; rows of one delivery may share one."""
        return self.version, self.file.number


@dataclass(frozen=True)
class Shown:
    """A fault that a row shows."""

    rule: str
    key: str
    column: str
    file: FeedFile
    row: int
    value: str


@dataclass(frozen=True)
class Rejected(Shown):
    """A row that was no version, and the place it would have had among those of its record."""

    place: tuple[date, int]


def feed_file(path: Path, number: int) -> FeedFile:
    """Return what the name of a generated file tells."""
    feed, _, delivered_on = path.stem.split("_")
    return FeedFile(number, path, feed, date.fromisoformat(delivered_on))


def files_below(folder: Path) -> list[FeedFile]:
    """Return the generated files below *folder* in the order in which they are meant."""
    paths = sorted(
        folder.glob("delivery_*/*.csv"),
        key=lambda path: (path.parent.name, list(IDS).index(path.name.split("_")[0])),
    )
    return [feed_file(path, number) for number, path in enumerate(paths, start=1)]


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a file, values without blanks around them."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: value.strip() for name, value in row.items()} for row in csv.DictReader(file)
        ]


def day(text: str) -> date | None:
    """Return the day that *text* writes as YYYY-MM-DD, if any."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def money(text: str) -> Decimal | None:
    """Return the dollars that *text* writes, if any."""
    return Decimal(text) if re.fullmatch(r"-?\d{1,12}(\.\d{0,2})?", text) else None


def word(text: str) -> str:
    """Return *text* in the one spelling of a word with blanks."""
    return re.sub(r"[ _]+", "_", text.lower())


class Judged:
    """What *files*, in the order of their numbers, show and leave behind.

    *shown* are faults that single rows and files show, *rejects* rows that were no version, *sent*
    the versions by key, *current* the one that counts.
    """

    def __init__(self, files: Iterable[FeedFile]) -> None:
        self.shown: list[Shown] = []
        self.rejects: list[Rejected] = []
        self.sent: dict[str, list[Sent]] = defaultdict(list)
        for file in files:
            self._read(file)
        self.current = {key: current_of(versions) for key, versions in self.sent.items()}

    def _read(self, file: FeedFile) -> None:
        read: dict[str, list[Sent]] = defaultdict(list)
        for number, values in enumerate(rows_of(file.path), start=1):
            key = KEYS[file.feed] + values[IDS[file.feed]] if values[IDS[file.feed]] else ""
            sent = Sent(file, number, values)
            blank = [column for column in REQUIRED[file.feed] if not values[column]]
            if blank:
                rule = "stale_after_reject" if key in self.sent else "missing_after_reject"
                self.rejects += [
                    Rejected(rule, key, column, file, number, "", sent.place) for column in blank
                ]
                continue
            read[key].append(sent)
            self.shown += [
                Shown(rule, key, column, file, number, values[column])
                for rule, column in faults_of(sent)
            ]
        for key, twins in read.items():
            if len(twins) > 1:
                column = "source_row_number"
                last = max(sent.row for sent in twins)
                self.shown.append(Shown("repeated_in_file", key, column, file, last, ""))
            before = [sent.version for sent in self.sent[key]]
            for sent in twins:
                if before and sent.version < max(before):
                    column = "last_modified_date"
                    value = sent.values.get(column, "")
                    self.shown.append(Shown("stale_version", key, column, file, sent.row, value))
            self.sent[key] += twins

    def is_current(self, shown: Shown) -> bool:
        """Whether the row that shows a fault is the version that counts.

        A stale one never is: it is told until a newer version comes.
        """
        current = self.current[shown.key]
        if shown.rule == "stale_version":
            return current.file.number < shown.file.number
        return (current.file, current.row) == (shown.file, shown.row)

    def orphans(self) -> set[tuple[str, str]]:
        """Return rule and key of patients and providers whom claims name and nothing brings."""
        found = set()
        for key, sent in self.current.items():
            if not key.startswith(KEYS["claims"]):
                continue
            patient, provider = sent.values["patient_id"], sent.values["provider_id"]
            if KEYS["patients"] + patient not in self.current:
                found.add(("orphan_beneficiary", "feeds:" + patient))
            if provider and KEYS["providers"] + provider not in self.current:
                found.add(("orphan_provider", "feeds_provider:" + provider))
        return found

    def open_rejects(self) -> set[tuple[str, str, str, int]]:
        """Return rule, key, file and row of the rejected rows that nothing made up for."""
        found = set()
        for reject in self.rejects:
            current = self.current.get(reject.key)
            if current and current.place >= reject.place:
                continue
            rule = "stale_after_reject" if current else "missing_after_reject"
            found.add((rule, reject.key, reject.file.path.name, reject.row))
        return found


def current_of(versions: Sequence[Sent]) -> Sent:
    """Return the version of a record that counts: the latest by its day, then as delivered."""
    return max(versions, key=lambda sent: (sent.version, sent.file.number, sent.row))


def faults_of(sent: Sent) -> Iterator[tuple[str, str]]:
    """Yield rule and column of what one row has wrong by itself."""
    feed, values, today = sent.file.feed, sent.values, sent.file.delivered_on
    for column, value in values.items():
        if not value and column not in REQUIRED[feed]:
            is_provider = (feed, column) == ("claims", "provider_id")
            yield "missing_billing_provider" if is_provider else "missing_field", column
        elif value:
            yield from ((rule, column) for rule, is_wrong in RULES if is_wrong(column, value))
    days = {column: day(values[column]) for column in DATES[feed]}
    for column, found in days.items():
        if found and found > today and column != "start_date":
            is_birth = column == "date_of_birth"
            yield "implausible_birth_date" if is_birth else "date_in_future", column
    if (born := days.get("date_of_birth")) and born > today:
        # A day that is wrong by itself puts no other in the wrong.
        del days["date_of_birth"]
    for rule, column, first, second in ORDERS:
        if (
            first in days
            and (before := days[first])
            and (after := days[second])
            and before > after
        ):
            yield rule, column


ORDERS = (
    ("residence_before_birth", "date_of_residence", "date_of_birth", "date_of_residence"),
    ("service_after_claim_date", "date_of_service", "date_of_service", "claim_date"),
)

RULES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("unreadable_date", lambda column, value: column in ALL_DATES and not day(value)),
    ("unreadable_amount", lambda column, value: column == "total_cost" and money(value) is None),
    ("negative_amount", lambda column, value: column == "total_cost" and (money(value) or 0) < 0),
    ("unknown_value", lambda column, value: column in WORDS and word(value) not in WORDS[column]),
    ("malformed_state", lambda column, value: column == "state" and value.upper() not in STATES),
    (
        "malformed_zipcode",
        lambda column, value: column == "zipcode" and not re.fullmatch(r"\d{5}(-\d{4})?", value),
    ),
)
ALL_DATES = {column for columns in DATES.values() for column in columns}


def planted_in(folder: Path) -> list[Row]:
    """Return the list of planted faults below *folder*."""
    return rows_of(folder / "planted_faults.csv")


def count_open(planted: Iterable[Row]) -> Counter[tuple[str, str, str]]:
    """Count by rule, key and column the rows with a fault that nothing mended."""
    return Counter(
        (row["rule_id"], row["record_key"], row["column_name"])
        for row in planted
        if not row["resolved_by"]
    )
