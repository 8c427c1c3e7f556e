"""From options to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medicare_claims.generate.cohorts import (
    ChangeCounts,
    GenerateSummary,
    in_order,
    write_cohorts,
)
from medicare_claims.generate.rif import answer_key
from medicare_claims.generate.rif.cohort import make_cohort
from medicare_claims.generate.rif.files import ANSWER_KEY, RifFile, release_files
from medicare_claims.generate.rif.identifiers import COHORT_SIZE
from medicare_claims.generate.rif.layout import LINE_END, Layout, header
from medicare_claims.generate.writing import OutputFile, Publication, alone_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medicare_claims.generate.rif.options import RifOptions

_MANIFEST = "manifest_rif.json"


def generate_rif(
    options: RifOptions,
    destination: Path,
    report: Callable[[int], None] = lambda _: None,
) -> GenerateSummary:
    """Write a release in the layout of data.cms.gov to *destination*.

    The files of the base stand in *destination* itself, each later delivery in a folder
    `delivery_01`, … below it, with the files it has rows for, in the layout of change files.
    Raises ClaimsError if a file cannot be written or one of someone else's is in the way; nothing
    is visible then. With more than one process the caller must be importable (`if __name__ ==
    "__main__":`). *report* is told, from time to time, how many persons are written.
    """
    files = release_files(range(options.first_year, options.last_year + 1))
    base = {file: _output(file, Layout.CMS) for file in files}
    changes = {file: _output(file, Layout.CHANGES) for file in files}
    if options.with_answer_key:
        base[ANSWER_KEY] = OutputFile(
            ANSWER_KEY.name,
            ANSWER_KEY.name,
            (",".join(answer_key.COLUMNS) + LINE_END).encode("ascii"),
        )
    with (
        alone_in(destination),
        Publication(
            destination, tuple(base.values()), _MANIFEST, options.deliveries
        ) as publication,
    ):
        return write_cohorts(
            in_order(make_cohort, options, options.cohorts, options.processes),
            publication,
            base,
            changes,
            lambda number, counts: _description(options, number, counts),
            options.deliveries,
            lambda done: report(min(done * COHORT_SIZE, options.beneficiaries)),
        )


def _output(file: RifFile, layout: Layout) -> OutputFile:
    return OutputFile(file.name, file.name, header(file.dataset, layout).encode("ascii"))


def _description(options: RifOptions, number: int, changes: ChangeCounts) -> dict[str, Any]:
    return {
        "written_by": "claims generate rif",
        "seed": options.seed,
        "years": [options.first_year, options.last_year],
        "beneficiaries": options.beneficiaries,
        "delivery": number,
        "changes": {dataset: dict(sorted(kinds.items())) for dataset, kinds in changes.items()},
    }
