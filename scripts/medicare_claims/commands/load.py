"""`claims load`: files into the lake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from medicare_claims.home import Home
from medicare_claims.lake.load import load_files
from medicare_claims.lake.outcome import Listener, LoadOptions, Outcome, Result
from medicare_claims.layouts import desynpuf as desynpuf_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.layouts.layout import Dataset

app = typer.Typer(help="Load files into the lake.", no_args_is_help=True)


@app.callback()
def _load() -> None:
    """Keep the source's name in the command while there is only one source."""


@app.command()
def desynpuf(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…", help="CSV, zip or gz files, or folders of them.", show_default=False
        ),
    ],
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
    again: Annotated[
        bool, typer.Option("--again", help="Load even what is loaded already, as a new delivery.")
    ] = False,
) -> None:
    """Load CMS DE-SynPUF files; what each one is, its header tells."""
    options = LoadOptions(sample=sample, year=year, is_partial=partial, again=again)
    outcomes = _load_with_progress(paths, desynpuf_layout.DATASETS, options)
    raise typer.Exit(max(outcome.exit_status for outcome in outcomes))


def _load_with_progress(
    paths: Sequence[Path], datasets: Sequence[Dataset], options: LoadOptions
) -> list[Outcome]:
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
        return load_files(
            Home.from_environment(),
            paths,
            datasets,
            options,
            loaded_at=datetime.now(UTC),
            listener=listener,
        )


def _in_words(outcome: Outcome) -> list[str]:
    name = outcome.source.file_name
    if outcome.error:
        return [f"{outcome.result.value}: {outcome.error}"]
    if outcome.delivery and outcome.result is Result.KNOWN:
        return [
            f"already loaded: {name} is {outcome.delivery.batch_id}, "
            f"{_sample_and_years(outcome.delivery)}; --again loads it anew"
        ]
    lines = [_delivery_in_words(outcome.delivery)] if outcome.delivery else []
    return lines + [f"    {note}" for note in outcome.notes]


def _delivery_in_words(delivery: Delivery) -> str:
    rejected = f"{delivery.rows_rejected:,} rejected"
    if delivery.rows_rejected:
        rejected += " (listed in quality.rejected_rows)"
    return (
        f"loaded: {delivery.source_file} is {delivery.batch_id}: {delivery.dataset}, "
        f"{_sample_and_years(delivery)}; "
        f"{delivery.rows_read:,} rows read, {delivery.rows_accepted:,} accepted, {rejected}"
    )


def _sample_and_years(delivery: Delivery) -> str:
    years = sorted({int(Path(file).parent.name.split("=")[1]) for file in delivery.data_files})
    dated = [str(year) for year in years if year]
    words = f"{dated[0]}-{dated[-1]}" if len(dated) > 1 else "".join(dated) or "no year"
    if dated and 0 in years:
        words += " and undated"
    return f"sample {delivery.sample}{delivery.part or ''}, {words}"
