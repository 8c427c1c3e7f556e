"""From options to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medicare_claims.generate.cohorts import (
    DeliverySummary,
    GenerateSummary,
    add_counts,
    in_order,
)
from medicare_claims.generate.feeds.around import PRIMING
from medicare_claims.generate.feeds.book import FileKey, quoted
from medicare_claims.generate.feeds.calendar import TEXT, delivery_day
from medicare_claims.generate.feeds.cohort import make_cohort
from medicare_claims.generate.feeds.records import COLUMNS, FEEDS
from medicare_claims.generate.writing import OutputFile, Publication, alone_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medicare_claims.generate.cohorts import ChangeCounts
    from medicare_claims.generate.feeds.cohort import MadeCohort
    from medicare_claims.generate.feeds.options import FeedsOptions

_MANIFEST = "manifest_feeds.json"

FAULT_COLUMNS = (
    *("delivery_file", "row_number", "record_key", "column_name", "value", "rule_id"),
    "resolved_by",
)
FAULTS = OutputFile(
    "planted_faults.csv", "planted_faults.csv", quoted(FAULT_COLUMNS).encode("ascii")
)
_BESIDE = 0
"""The place of what stands beside the deliveries' folders."""


def generate_feeds(
    options: FeedsOptions,
    destination: Path,
    report: Callable[[int], None] = lambda _: None,
) -> GenerateSummary:
    """Write a priming delivery of the three feeds and its updates below *destination*.

    Each delivery has a folder, named so that the folders sort in the order of delivery, with one
    file a feed; `planted_faults.csv` beside the folders tells what is wrong where: one row for
    each row with a fault, counted from 1 after the header, and the file that mended it, if any.
    Raises ClaimsError if a file cannot be written or one of someone else's is in the way; nothing
    is visible then. With more than one process the caller must be importable (`if __name__ ==
    "__main__":`). *report* is told, from time to time, how many patients are written.
    """
    numbers = range(PRIMING, PRIMING + options.deliveries + 1)
    files = {FileKey(number, feed): _output(number, feed) for number in numbers for feed in FEEDS}
    with (
        alone_in(destination),
        Publication(
            destination, (FAULTS, *files.values()), _MANIFEST, len(numbers), folder_name
        ) as publication,
    ):
        writer = _Writer(publication, files)
        for done, made in enumerate(
            in_order(make_cohort, options, 1 + options.cohorts, options.processes)
        ):
            writer.write(made)
            report(options.patients * done // options.cohorts)
        changes: list[ChangeCounts] = [{}, *(writer.changes[number] for number in numbers)]
        written = publication.publish(
            [_description(options, number, counts) for number, counts in enumerate(changes)]
        )
    return GenerateSummary(
        tuple(
            DeliverySummary(number, tuple(paths), counts)
            for number, (paths, counts) in enumerate(zip(written, changes, strict=True))
        )
    )


def folder_name(number: int) -> str:
    """Return the folder of delivery *number*, from 1."""
    return f"delivery_{number:02d}_{TEXT[delivery_day(number)]}"


def file_name(number: int, feed: str) -> str:
    """Return the name of *feed*'s file in delivery *number*: it tells stage and date."""
    stage = "priming" if number == PRIMING else "update"
    return f"{feed}_{stage}_{TEXT[delivery_day(number)]}.csv"


class _Writer:
    """Appends cohorts to the files, and their faults to the list, by the files' own rows."""

    def __init__(self, publication: Publication, files: dict[FileKey, OutputFile]) -> None:
        self._publication = publication
        self._files = files
        self._rows = dict.fromkeys(files, 0)
        self.changes: dict[int, ChangeCounts] = {}
        publication.file(_BESIDE, FAULTS)
        for key, file in files.items():
            publication.file(key.delivery, file)

    def write(self, made: MadeCohort) -> None:
        """Append one cohort."""
        lines = [
            quoted(
                (
                    _path(fault.file),
                    str(self._rows[fault.file] + fault.row),
                    fault.record_key,
                    fault.column,
                    fault.value,
                    fault.rule,
                    _path(fault.by) if fault.by else "",
                )
            )
            for fault in made.planted
        ]
        self._publication.file(_BESIDE, FAULTS).write("".join(lines).encode(), len(lines))
        for key, part in made.parts.items():
            file = self._publication.file(key.delivery, self._files[key])
            file.write(part.text, part.row_count)
            self._rows[key] += part.row_count
        for number, counts in made.changes.items():
            add_counts(counts, self.changes.setdefault(number, {}))


def _path(key: FileKey) -> str:
    return f"{folder_name(key.delivery)}/{file_name(*key)}"


def _output(number: int, feed: str) -> OutputFile:
    name = file_name(number, feed)
    return OutputFile(name, name, quoted(COLUMNS[feed]).encode("ascii"))


def _description(options: FeedsOptions, number: int, changes: ChangeCounts) -> dict[str, Any]:
    return {
        "written_by": "claims generate feeds",
        "seed": options.seed,
        "patients": options.patients,
        "providers": options.providers,
        "claims": options.claims,
        "bad_share": options.bad_share,
        "delivery": number,
        "changes": {feed: dict(sorted(kinds.items())) for feed, kinds in sorted(changes.items())},
    }
