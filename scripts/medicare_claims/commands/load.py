"""`claims load`: files into the lake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from medicare_claims.home import Home
from medicare_claims.lake.load import Listener, LoadOptions, Outcome, Result, load_files
from medicare_claims.layouts.desynpuf import DATASETS

app = typer.Typer(help="Load files into the lake.", no_args_is_help=True)


@app.command()
def desynpuf(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="CSV, zip or gz files, or folders of them."),
    ],
    sample: Annotated[
        int | None, typer.Option(min=0, help="Sample of the files, where their names do not tell.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=1900, max=2100, help="Year of a Beneficiary Summary file.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="The files hold only some of a sample's claims.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Load a file although its content is loaded already.")
    ] = False,
) -> None:
    """Load CMS DE-SynPUF files; what each one is, its header tells."""
    outcomes = _load_with_progress(
        paths, LoadOptions(sample=sample, year=year, is_partial=partial, again=again)
    )
    raise typer.Exit(max((_exit_status(outcome) for outcome in outcomes), default=0))


def _load_with_progress(paths: list[Path], options: LoadOptions) -> list[Outcome]:
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task("", total=None)
        listener = Listener(
            on_start=lambda source: progress.reset(task, description=source.file_name, total=None),
            on_bytes=lambda count: progress.advance(task, count),
            on_write=lambda rows: progress.update(task, description=f"writing {rows:,} rows"),
            on_wait=lambda: console.print("another load is running; waiting for it to end"),
        )
        outcomes = load_files(
            Home.from_environment(),
            paths,
            DATASETS,
            options,
            loaded_at=datetime.now(UTC),
            listener=listener,
        )
    _show(outcomes)
    return outcomes


def _show(outcomes: list[Outcome]) -> None:
    console = Console()
    table = Table("batch", "dataset", "sample", "read", "accepted", "rejected", "file", box=None)
    for outcome in outcomes:
        delivery = outcome.delivery
        if outcome.result is Result.LOADED and delivery:
            table.add_row(
                delivery.batch_id,
                delivery.dataset,
                f"{delivery.sample}{delivery.part or ''}",
                f"{delivery.rows_read:,}",
                f"{delivery.rows_accepted:,}",
                f"{delivery.rows_rejected:,}",
                delivery.source_file,
            )
    if table.row_count:
        console.print(table)
    for outcome in outcomes:
        if outcome.delivery and outcome.result is Result.KNOWN:
            console.print(
                f"{outcome.source.label}: already loaded as {outcome.delivery.batch_id}",
                soft_wrap=True,
            )
        elif outcome.error:
            console.print(f"{outcome.result.value}: {outcome.error}", soft_wrap=True)
        for note in outcome.notes:
            console.print(f"{outcome.source.label}: {note}", soft_wrap=True)


def _exit_status(outcome: Outcome) -> int:
    if outcome.result is Result.REFUSED and outcome.error:
        return outcome.error.exit_status
    return 0
