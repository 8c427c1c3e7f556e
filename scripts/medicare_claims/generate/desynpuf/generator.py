"""From options to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from medicare_claims.generate.cohorts import (
    ChangeCounts,
    GenerateSummary,
    in_order,
    write_cohorts,
)
from medicare_claims.generate.desynpuf.cohort import make_cohort
from medicare_claims.generate.desynpuf.files import SAMPLE_FILES
from medicare_claims.generate.desynpuf.identifiers import COHORT_SIZE
from medicare_claims.generate.desynpuf.options import FORMATS
from medicare_claims.generate.desynpuf.rows import header
from medicare_claims.generate.writing import OutputFile, Publication, alone_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medicare_claims.generate.desynpuf.files import SampleFile
    from medicare_claims.generate.desynpuf.options import GenerateOptions


def generate_desynpuf(
    options: GenerateOptions,
    destination: Path,
    report: Callable[[int], None] = lambda _: None,
) -> GenerateSummary:
    """Write a sample in CMS's layout, with its answer key, to *destination*.

    The eight files of the base stand in *destination* itself, each later delivery in a folder
    `delivery_01`, … below it, with the files it has rows for. Raises ClaimsError if a file
    cannot be written or one of someone else's is in the way; nothing is visible then. With
    more than one process the caller must be importable (`if __name__ == "__main__":`).
    *report* is told, from time to time, how many persons are written.
    """
    files = {sample_file: _output(sample_file, options) for sample_file in SAMPLE_FILES}
    with (
        alone_in(destination),
        Publication(
            destination,
            tuple(files.values()),
            f"manifest_sample_{options.sample}.json",
            options.deliveries,
        ) as publication,
    ):
        return write_cohorts(
            in_order(make_cohort, options, options.cohorts, options.processes),
            publication,
            files,
            files,
            lambda number, changes: _description(options, number, changes),
            options.deliveries,
            lambda done: report(min(done * COHORT_SIZE, options.beneficiaries)),
        )


def _output(sample_file: SampleFile, options: GenerateOptions) -> OutputFile:
    return OutputFile(
        sample_file.name(options.sample, options.file_format),
        sample_file.name(options.sample, "csv"),
        header(sample_file.dataset).encode("ascii"),
        tuple(sample_file.name(options.sample, extension) for extension in FORMATS),
    )


def _description(options: GenerateOptions, number: int, changes: ChangeCounts) -> dict[str, Any]:
    return {
        "written_by": "claims generate desynpuf",
        "seed": options.seed,
        "sample": options.sample,
        "beneficiaries": options.beneficiaries,
        "delivery": number,
        "changes": {dataset: dict(sorted(kinds.items())) for dataset, kinds in changes.items()},
    }
