"""`claims generate`: seeded source files in the exact layout of the systems they stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from medicare_claims.errors import UsageError
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.generate.feeds import FeedsOptions, generate_feeds
from medicare_claims.generate.rif import RifOptions, generate_rif
from medicare_claims.generate.rif.calendar import FIRST_YEAR, LAST_YEAR
from medicare_claims.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.generate.cohorts import GenerateSummary

app = typer.Typer(
    help="Make seeded source files: exact layout, quirks, answer key.", no_args_is_help=True
)


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
        list[float] | None,
        typer.Option(
            metavar="X",
            help="Share of claims each later delivery touches; given again, of the next one on."
            " Without it 0.01.",
            show_default=False,
        ),
    ] = None,
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
        change_shares=tuple(change_share or [0.01]),
        with_summary=not stale_summary,
        file_format=file_format,
        processes=os.cpu_count() or 1,
    )
    _write(
        options.beneficiaries,
        lambda report: generate_desynpuf(options, to or _raw("desynpuf"), report),
    )


@app.command()
def rif(
    seed: Annotated[int, typer.Option(metavar="S", help="Same seed and options, same bytes.")],
    beneficiaries: Annotated[
        int, typer.Option(metavar="N", help="Persons in the last year; CMS's release has 10,000.")
    ] = 2_000,
    years: Annotated[
        str, typer.Option(metavar="A-B", help="First and last year, or one.")
    ] = f"{FIRST_YEAR}-{LAST_YEAR}",
    deliveries: Annotated[
        int, typer.Option(metavar="D", help="Later deliveries of new and changed records.")
    ] = 0,
    change_share: Annotated[
        float, typer.Option(metavar="X", help="Share of records each later delivery touches.")
    ] = 0.01,
    answer_key: Annotated[
        bool,
        typer.Option(
            "--answer-key",
            help="Also write answer_key.csv: each person's years after the last delivery.",
        ),
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder to write to. Without it: $CLAIMS_HOME/raw/rif.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a release of CMS's Synthetic Medicare RIF: nine kinds of file.

    One beneficiary file a year, and carrier, outpatient, inpatient, dme, snf,
    hospice, hha and pde, named and laid out as on data.cms.gov, with the
    defects of CMS's release.

    A later delivery stands in delivery_01, … below the folder, in the richer
    layout of change files: records inserted, updated and deleted, also deleted
    and inserted again in one file, deleted without ever having been sent, and
    claims that are not the final action. However small the share, each of
    these happens.

    Running it again replaces what it wrote before, and nothing else.

    Exit status: 0 everything is written, 1 a file is in the way or cannot be
    written, 2 wrong use.
    """
    first_year, last_year = _years(years)
    options = RifOptions(
        seed=seed,
        beneficiaries=beneficiaries,
        first_year=first_year,
        last_year=last_year,
        deliveries=deliveries,
        change_share=change_share,
        with_answer_key=answer_key,
        processes=os.cpu_count() or 1,
    )
    _write(options.beneficiaries, lambda report: generate_rif(options, to or _raw("rif"), report))


@app.command()
def feeds(
    seed: Annotated[int, typer.Option(metavar="S", help="Same seed and options, same bytes.")],
    patients: Annotated[
        int, typer.Option(metavar="N", help="Patients in the priming file.")
    ] = 2_000,
    providers: Annotated[
        int, typer.Option(metavar="N", help="Providers in the priming file.")
    ] = 100,
    claims: Annotated[int, typer.Option(metavar="N", help="Claims in the priming file.")] = 10_000,
    deliveries: Annotated[
        int, typer.Option(metavar="D", help="Update deliveries after the priming one.")
    ] = 2,
    change_share: Annotated[
        float, typer.Option(metavar="X", help="Share of records each update touches.")
    ] = 0.01,
    bad_share: Annotated[
        float, typer.Option(metavar="X", help="Share of rows with something wrong.")
    ] = 0.05,
    id_prefix: Annotated[str, typer.Option(metavar="TEXT", help="Stands before every id.")] = "",
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder to write to. Without it: $CLAIMS_HOME/raw/feeds.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make an insurer's feeds of patients, providers and claims: priming, then updates.

    Each delivery stands in a folder of its own, delivery_01_2024-01-02 and on.
    An update brings new and changed records, some sent again unchanged, some
    older than what was delivered before, and some that mend an earlier fault.

    Of all rows, --bad-share have one thing wrong, in one column.
    planted_faults.csv tells which, what the finding about it is, and which file
    mended it.

    Running it again replaces what it wrote before, and nothing else.

    Exit status: 0 everything is written, 1 a file is in the way or cannot be
    written, 2 wrong use.
    """
    options = FeedsOptions(
        seed=seed,
        patients=patients,
        providers=providers,
        claims=claims,
        deliveries=deliveries,
        change_share=change_share,
        bad_share=bad_share,
        id_prefix=id_prefix,
        processes=os.cpu_count() or 1,
    )
    _write(options.patients, lambda report: generate_feeds(options, to or _raw("feeds"), report))


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise UsageError(f"--years {text}: give two years, as in 2016-2019, or one")
    return int(first), int(last or first)


def _raw(source_system: str) -> Path:
    return Home.from_environment().raw / source_system


def _write(persons: int, generate: Callable[[Callable[[int], None]], GenerateSummary]) -> None:
    """Let *generate* work with a progress bar, and list the files it wrote."""
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
        task = progress.add_task("persons", total=persons)
        summary = generate(lambda done: progress.update(task, completed=done))
    for delivery in summary.deliveries:
        for file in delivery.files:
            typer.echo(
                f"{file.row_count:>12,} rows {file.byte_count / 1e6:>9,.1f} MB  {file.path}"
            )
