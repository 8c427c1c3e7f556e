"""`claims download`: source files from their publisher, checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import typer
from rich.console import Console

from medicare_claims.download import desynpuf as desynpuf_download
from medicare_claims.download.desynpuf_files import SAMPLES, desynpuf_files
from medicare_claims.download.folder import Outcome, Status, download_all
from medicare_claims.download.progress import ProgressBar
from medicare_claims.download.rif_checks import check
from medicare_claims.download.rif_files import rif_files
from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from medicare_claims.download.report import Report

app = typer.Typer(help="Fetch source files; broken transfers resume.", no_args_is_help=True)

TIMEOUT = httpx.Timeout(60.0, connect=20.0)

INTERRUPTED = 130
"""Exit status of a command ended by Ctrl-C."""


class SomeFailed(ClaimsError):
    """Not every file could be fetched; the sentence names those that could not."""


@app.command()
def desynpuf(
    sample: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N|all",
            help="A sample from 1 to 20, or all of them; may be repeated. Without it: 1.",
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder to fetch into. Without it: $CLAIMS_HOME/raw/desynpuf.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Fetch CMS DE-SynPUF 2008-2010: eight zips a sample, about 3 GB unzipped.

    Run it again after a break: what came stays, what is missing is continued.

    Every file is read whole, also one that is already there: the zip's checksum,
    name and header of the CSV inside, and whether its persons are those of the
    sample, since a link can lead to another one. A wrong file is kept aside as
    NAME.zip.refused.

    Exit status: 0 all files are there and right, 1 at least one is not, 2 wrong use.
    """
    console = Console()
    if not sample:
        console.print("No --sample given: fetching sample 1 of 20.", highlight=False)
    files = desynpuf_files(_samples(sample or ["1"]))
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT) as client:
        folder = to or Home.from_environment().raw / "desynpuf"
        fetch_all(
            folder,
            console,
            lambda report: desynpuf_download.download(files, folder, client, report),
        )


@app.command()
def rif(
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder to fetch into. Without it: $CLAIMS_HOME/raw/rif.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Fetch CMS's Synthetic Medicare RIF 2015-2025: two zips and pde.csv, 1 GB unzipped.

    Run it again after a break: what came stays, what is missing is continued.

    Every file is read whole, also one that is already there: the zips' checksums,
    the CSVs inside and their headers. A wrong file is kept aside as NAME.refused.

    Exit status: 0 all files are there and right, 1 at least one is not, 2 wrong use.
    """
    folder = to or Home.from_environment().raw / "rif"
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT) as client:
        fetch_all(
            folder,
            Console(),
            lambda report: download_all(
                rif_files(),
                folder,
                client,
                lambda file, path: check(file, path, report),
                report,
            ),
        )


def fetch_all(
    folder: Path, console: Console, download: Callable[[Report], Sequence[Outcome]]
) -> None:
    """Let *download* fill *folder*, say how that went; raise `SomeFailed` if not all are there."""
    try:
        with ProgressBar(console) as report:
            outcomes = download(report)
    except KeyboardInterrupt:
        console.print("Stopped. Run the same command again to go on from here.", highlight=False)
        raise typer.Exit(INTERRUPTED) from None
    _summarise(outcomes, folder, console)


def _summarise(outcomes: Sequence[Outcome], folder: Path, console: Console) -> None:
    counts = ", ".join(
        f"{count} {status.value}"
        for status in Status
        if (count := sum(outcome.status is status for outcome in outcomes))
    )
    console.print(f"{folder}: {counts}", markup=False, highlight=False, soft_wrap=True)
    failed = [outcome.name for outcome in outcomes if outcome.status is Status.FAILED]
    if failed:
        raise SomeFailed(
            f"{len(failed)} of {len(outcomes)} files failed: {', '.join(failed)}. Run the same"
            " command again later, or fetch them by hand into the folder and run it to check them"
        )


def _samples(words: Sequence[str]) -> tuple[int, ...]:
    by_word = {str(sample): (sample,) for sample in SAMPLES} | {"all": SAMPLES}
    for word in words:
        if word not in by_word:
            raise UsageError(
                f"--sample {word}: DE-SynPUF has samples 1 to 20; give one of them, or all"
            )
    return tuple(sorted({sample for word in words for sample in by_word[word]}))
