"""`claims generate`: seeded source files in the exact layout of the systems they stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from medicare_claims.generate.desynpuf import (
    DeliverySummary,
    GenerateOptions,
    generate_desynpuf,
)
from medicare_claims.home import Home

app = typer.Typer(
    help="Make seeded source files: exact layout, quirks, answer key.", no_args_is_help=True
)


@app.callback()
def _generate() -> None:
    """Keep the source's name in the command while there is only one source."""


@app.command()
def desynpuf(
    seed: Annotated[int, typer.Option(metavar="S", help="Same seed and options, same bytes.")],
    beneficiaries: Annotated[
        int, typer.Option(metavar="N", help="Persons in the sample; CMS's have about 116,352.")
    ] = 2_000,
    sample: Annotated[
        int, typer.Option(metavar="K", help="The sample's number, 1 to 20. Persons differ.")
    ] = 1,
    deliveries: Annotated[
        int, typer.Option(metavar="D", help="Later deliveries of new and changed claims.")
    ] = 0,
    change_share: Annotated[
        float, typer.Option(metavar="X", help="Share of claims each later delivery touches.")
    ] = 0.01,
    stale_summary: Annotated[
        bool,
        typer.Option(
            "--stale-summary",
            help="Leave the Beneficiary Summary out of later deliveries: it no longer agrees.",
        ),
    ] = False,
    file_format: Annotated[
        str, typer.Option("--format", metavar="zip|csv", help="As CMS sends them, or bare.")
    ] = "zip",
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder to write to. Without it: $CLAIMS_HOME/raw/desynpuf.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a CMS DE-SynPUF sample: eight files, named and laid out as CMS's.

    The nine annual amounts of the Beneficiary Summary are added up from the
    very claims written beside them. Codes, amounts and quirks come about as
    often as in CMS's files.

    A later delivery stands in delivery_01, … below the folder: new claims,
    corrected ones, some with fewer or more lines, some moved to another year
    or beneficiary, some unchanged, and the summaries of the persons and years
    whose amounts changed. However small the share, each of these happens.

    Running it again for a sample replaces what it wrote for that sample
    before, and nothing else.

    Exit status: 0 everything is written, 1 a file is in the way or cannot be
    written, 2 wrong use.
    """
    options = GenerateOptions(
        seed=seed,
        beneficiaries=beneficiaries,
        sample=sample,
        deliveries=deliveries,
        change_share=change_share,
        with_summary=not stale_summary,
        file_format=file_format,
        processes=os.cpu_count() or 1,
    )
    folder = to or Home.from_environment().raw / "desynpuf"
    console = Console(stderr=True)
    with Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task("persons", total=beneficiaries)
        summary = generate_desynpuf(
            options, folder, lambda done: progress.update(task, completed=done)
        )
    for delivery in summary.deliveries:
        _show(delivery)


def _show(delivery: DeliverySummary) -> None:
    for file in delivery.files:
        typer.echo(f"{file.row_count:>12,} rows {file.byte_count / 1e6:>9,.1f} MB  {file.path}")
