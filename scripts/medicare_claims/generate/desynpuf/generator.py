"""From options to files."""

from __future__ import annotations

import gc
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from medicare_claims.errors import ClaimsError
from medicare_claims.generate.desynpuf.cohort import DeliveryParts, make_cohort
from medicare_claims.generate.desynpuf.files import SAMPLE_FILES
from medicare_claims.generate.desynpuf.identifiers import COHORT_SIZE
from medicare_claims.generate.desynpuf.writing import Publication, WrittenFile, alone_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from medicare_claims.generate.desynpuf.deliveries import ChangeCounts
    from medicare_claims.generate.desynpuf.options import GenerateOptions

_BASE = 0

MOST_PROCESSES = 3
"""Beside the one that writes: each takes 120 MB, and more would only wait for the writing."""


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


def generate_desynpuf(
    options: GenerateOptions,
    destination: Path,
    report: Callable[[int], None] | None = None,
) -> GenerateSummary:
    """Write a sample in CMS's layout, with its answer key, to *destination*.

    The eight files of the base stand in *destination* itself, each later delivery in a folder
    `delivery_01`, … below it, with the files it has rows for. Raises ClaimsError if a file
    cannot be written or one of someone else's is in the way; nothing is visible then. With
    more than one process the caller must be importable (`if __name__ == "__main__":`).
    *report* is told, from time to time, how many persons are written.
    """
    changes: list[ChangeCounts] = [{} for _ in range(options.deliveries + 1)]
    with (
        alone_in(destination),
        Publication(
            destination, options.sample, options.deliveries, options.file_format
        ) as publication,
    ):
        for sample_file in SAMPLE_FILES:
            publication.file(_BASE, sample_file)
        for cohort, deliveries in enumerate(_cohorts(options)):
            for number, delivery in enumerate(deliveries):
                for sample_file, part in delivery.parts.items():
                    publication.file(number, sample_file).write(part.text, part.row_count)
                _count(delivery.changes, changes[number])
            if report is not None:
                report(min((cohort + 1) * COHORT_SIZE, options.beneficiaries))
        written = publication.publish(
            [_description(options, number, counts) for number, counts in enumerate(changes)]
        )
    return GenerateSummary(
        tuple(
            DeliverySummary(number, tuple(files), counts)
            for number, (files, counts) in enumerate(zip(written, changes, strict=True))
        )
    )


def _cohorts(options: GenerateOptions) -> Iterator[list[DeliveryParts]]:
    """Yield the cohorts in order; few are made ahead of those written, which bounds memory."""
    processes = min(options.processes, options.cohorts, MOST_PROCESSES)
    if processes == 1:
        for cohort in range(options.cohorts):
            yield make_cohort(options, cohort)
        return
    ahead: deque[Future[list[DeliveryParts]]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin_worker) as pool:
        try:
            for cohort in range(options.cohorts):
                ahead.append(pool.submit(make_cohort, options, cohort))
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


def _count(counts: ChangeCounts, into: ChangeCounts) -> None:
    for dataset, kinds in counts.items():
        total = into.setdefault(dataset, {})
        for kind, count in kinds.items():
            total[kind] = total.get(kind, 0) + count


def _description(options: GenerateOptions, number: int, changes: ChangeCounts) -> dict[str, Any]:
    return {
        "written_by": "claims generate desynpuf",
        "seed": options.seed,
        "sample": options.sample,
        "beneficiaries": options.beneficiaries,
        "delivery": number,
        "changes": {dataset: dict(sorted(kinds.items())) for dataset, kinds in changes.items()},
    }
