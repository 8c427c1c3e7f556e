"""`claims load`: files into the lake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from medicare_claims.errors import UsageError
from medicare_claims.home import Home
from medicare_claims.lake.feeds import FeedStage
from medicare_claims.lake.load import load_files
from medicare_claims.lake.outcome import Listener, LoadOptions, Outcome, Result
from medicare_claims.layouts import desynpuf as desynpuf_layout
from medicare_claims.layouts import feeds as feeds_layout
from medicare_claims.layouts import rif as rif_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.layouts.layout import Dataset

app = typer.Typer(help="Load files into the lake.", no_args_is_help=True)


Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH…", help="CSV, zip or gz files, or folders of them.", show_default=False
    ),
]
Again = Annotated[
    bool, typer.Option("--again", help="Load even what is loaded already, as a new delivery.")
]


@app.command()
def desynpuf(
    paths: Paths,
    sample: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Their sample, where their names do not tell."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=2100, metavar="Y", help="Year of a Beneficiary Summary file."),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="They hold only some of the sample's claims.")
    ] = False,
    again: Again = False,
) -> None:
    """Load CMS DE-SynPUF files; what each one is, its header tells."""
    options = LoadOptions(sample=sample, year=year, is_partial=partial, again=again)
    _load_with_progress(paths, desynpuf_layout.DATASETS, options)


@app.command()
def rif(paths: Paths, again: Again = False) -> None:
    """Load CMS synthetic RIF files, in the layout of data.cms.gov or of BFD.

    What each one is, and in which layout, its header tells.
    """
    _load_with_progress(paths, rif_layout.DATASETS, LoadOptions(again=again))


@app.command()
def feeds(
    paths: Paths,
    priming: Annotated[
        bool, typer.Option("--priming", help="They are the initial state, whatever their names.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="They are new and changed records only.")
    ] = False,
    delivered_on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day of their delivery. Without it: as their names tell, else today (UTC).",
            show_default=False,
        ),
    ] = None,
    again: Again = False,
) -> None:
    """Load an insurer's feeds of patients, providers and claims.

    What each one is, its header tells; whether it is a priming or an update, its name. Primings
    load first, then the updates by day.
    """
    if priming and update:
        raise UsageError("a file is a priming or an update: give --priming or --update, not both")
    stage = FeedStage.PRIMING if priming else FeedStage.UPDATE if update else None
    options = LoadOptions(
        again=again,
        feed_stage=stage,
        delivered_on=delivered_on.date() if delivered_on else None,
    )
    _load_with_progress(paths, feeds_layout.DATASETS, options)


def _load_with_progress(
    paths: Sequence[Path], datasets: Sequence[Dataset], options: LoadOptions
) -> None:
    """Load and tell how it goes; exit with the worst status of a file."""
    console = Console(highlight=False)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task("")

        def say(words: str) -> None:
            console.print(words, markup=False, soft_wrap=True)

        listener = Listener(
            on_start=lambda source: progress.reset(
                task, description=source.file_name, total=source.size
            ),
            on_bytes=lambda count: progress.advance(task, count),
            on_write=lambda rows: progress.update(
                task, description=f"writing {rows:,} rows", total=None
            ),
            on_outcome=lambda outcome: say("\n".join(_in_words(outcome))),
            on_wait=lambda: say("another load is running; waiting for it to end"),
        )
        outcomes = load_files(
            Home.from_environment(),
            paths,
            datasets,
            options,
            loaded_at=datetime.now(UTC),
            listener=listener,
        )
    raise typer.Exit(max(outcome.exit_status for outcome in outcomes))


def _in_words(outcome: Outcome) -> list[str]:
    name = outcome.source.file_name
    if outcome.error:
        return [f"{outcome.result.value}: {outcome.error}"]
    if outcome.delivery and outcome.result is Result.KNOWN:
        return [
            f"already loaded: {name} is {outcome.delivery.batch_id}, "
            f"{_whose_and_when(outcome.delivery)}; --again loads it anew"
        ]
    lines = [_delivery_in_words(outcome.delivery)] if outcome.delivery else []
    return lines + [f"    {note}" for note in outcome.notes]


def _delivery_in_words(delivery: Delivery) -> str:
    rejected = f"{delivery.rows_rejected:,} rejected"
    if delivery.rows_rejected:
        rejected += " (listed in quality.rejected_rows)"
    return (
        f"loaded: {delivery.source_file} is {delivery.batch_id}: {_kind(delivery)}, "
        f"{_whose_and_when(delivery)}; "
        f"{delivery.rows_read:,} rows read, {delivery.rows_accepted:,} accepted, {rejected}"
    )


def _kind(delivery: Delivery) -> str:
    return f"{delivery.dataset} ({delivery.layout})" if delivery.layout else delivery.dataset


def _whose_and_when(delivery: Delivery) -> str:
    if delivery.feed_stage:
        return f"{delivery.feed_stage} of {delivery.delivered_on}"
    years = sorted({int(Path(file).parent.name.split("=")[1]) for file in delivery.data_files})
    dated = [str(year) for year in years if year]
    words = f"{dated[0]}-{dated[-1]}" if len(dated) > 1 else "".join(dated) or "no year"
    if dated and 0 in years:
        words += " and undated"
    if delivery.sample is None:
        return words
    return f"sample {delivery.sample}{delivery.part or ''}, {words}"
