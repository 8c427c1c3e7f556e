"""Cohort after cohort, made by several processes and written by one: memory stays bounded.

A cohort is a few hundred persons that are drawn, kept and written together.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from medicare_claims.generate.writing import OutputFile, Publication, WrittenFile

MOST_PROCESSES = 3
"""Beside the one that writes: each takes 120 MB, and more would only wait for the writing."""

ChangeCounts = dict[str, dict[str, int]]
"""How many records of each dataset changed in each way."""

File = TypeVar("File")
Options = TypeVar("Options")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Part:
    """A cohort's rows in one file."""

    row_count: int
    text: bytes


@dataclass(frozen=True, slots=True)
class DeliveryParts(Generic[File]):
    """A cohort's rows in one delivery, by file, and what was changed how often."""

    parts: dict[File, Part]
    changes: ChangeCounts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """What one delivery holds; number 0 is the base.

    *changes* counts, by dataset, how many claims or fills changed in which way.
    """

    number: int
    files: tuple[WrittenFile, ...]
    changes: ChangeCounts


@dataclass(frozen=True, slots=True)
class GenerateSummary:
    """What was written: the base, then the later deliveries."""

    deliveries: tuple[DeliverySummary, ...]


def write_cohorts(
    cohorts: Iterable[list[DeliveryParts[File]]],
    publication: Publication,
    base_files: Mapping[File, OutputFile],
    later_files: Mapping[File, OutputFile],
    describe: Callable[[int, ChangeCounts], dict[str, Any]],
    deliveries: int,
    report: Callable[[int], None],
) -> GenerateSummary:
    """Write each of *cohorts* (the base first, then each delivery) and publish the files.

    Every one of *base_files* is begun, of *later_files* in a delivery those it has rows for: the
    same names, perhaps in another layout. *describe* says what
    the manifest of a delivery tells beside its files; *report* is told how many cohorts are done.
    """
    changes: list[ChangeCounts] = [{} for _ in range(deliveries + 1)]
    for output_file in base_files.values():
        publication.file(0, output_file)
    for done, made in enumerate(cohorts, start=1):
        for number, delivery in enumerate(made):
            files = later_files if number else base_files
            for file, part in delivery.parts.items():
                publication.file(number, files[file]).write(part.text, part.row_count)
            add_counts(delivery.changes, changes[number])
        report(done)
    written = publication.publish(
        [describe(number, counts) for number, counts in enumerate(changes)]
    )
    return GenerateSummary(
        tuple(
            DeliverySummary(number, tuple(paths), counts)
            for number, (paths, counts) in enumerate(zip(written, changes, strict=True))
        )
    )


def in_order(
    make: Callable[[Options, int], Made], options: Options, count: int, processes: int
) -> Iterator[Made]:
    """Yield `make(options, 0)` to `make(options, count - 1)`, by at most three *processes*.

    Few are made ahead of those taken, which bounds memory. Raises ClaimsError if a process was
    ended from outside.
    """
    processes = min(processes, count, MOST_PROCESSES)
    if processes == 1:
        for cohort in range(count):
            yield make(options, cohort)
        return
    ahead: deque[Future[Made]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin_worker) as pool:
        try:
            for cohort in range(count):
                ahead.append(pool.submit(make, options, cohort))
                if len(ahead) > processes + 1:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        except BrokenProcessPool as error:
            raise ClaimsError(
                "a process that makes claims was ended from outside, most likely for lack of "
                "memory: free some and run the command again"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    # Ctrl-C is for the process that writes the files: it ends the others and cleans up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Records never form a cycle: not to search for cycles saves a tenth of the time.
    gc.disable()


def add_counts(counts: ChangeCounts, into: ChangeCounts) -> None:
    """Add *counts* to those in *into*."""
    for dataset, kinds in counts.items():
        total = into.setdefault(dataset, {})
        for kind, count in kinds.items():
            total[kind] = total.get(kind, 0) + count
