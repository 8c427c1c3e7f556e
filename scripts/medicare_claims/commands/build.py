"""`claims build`: dbt over what is loaded."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer
from rich.console import Console

from medicare_claims.errors import DATA_OR_BUILD_PROBLEM
from medicare_claims.home import Home
from medicare_claims.warehouse.build import BuildReport, build

SHOWN_FILES = 10
"""Files that are named for one failed test."""


def command(
    full_refresh: Annotated[
        bool,
        typer.Option("--full-refresh", help="Build every table anew and test every row."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show dbt's own words.")] = False,
) -> None:
    """Build and test the warehouse over what is loaded; the same work as `dbt build`.

    Without --full-refresh only what new deliveries changed is built, and tested; nothing at all
    where nothing has changed since a build that passed.

    Exit status: 0 everything built and every test passed, 1 something failed, 2 wrong use.
    """
    home = Home.from_environment()
    console = Console(soft_wrap=True)
    aside = Console(stderr=True, soft_wrap=True)
    with nullcontext() if verbose else aside.status(f"building {home.warehouse}"):
        report = build(
            home,
            full_refresh=full_refresh,
            quiet=not verbose,
            on_wait=lambda: aside.print("another build is running; waiting for it to end"),
        )
    show_report(report, home, console)
    if not report.is_good:
        raise typer.Exit(DATA_OR_BUILD_PROBLEM)


def show_report(report: BuildReport, home: Home, console: Console) -> None:
    """Print what was built and found; what failed first, each with what to do."""
    if report.is_unchanged:
        console.print(
            f"nothing has changed since the last build, which passed; warehouse: {home.warehouse}",
            markup=False,
        )
        return
    for failure in report.failures:
        found = f", {failure.rows:,} rows" if failure.is_test and failure.rows else ""
        console.print(f"failed: {failure.name}{found}: {failure.message.strip()}", markup=False)
        files = report.files.get(failure.name, ())
        for file in files[:SHOWN_FILES]:
            console.print(f"  in {file}", markup=False)
        if len(files) > SHOWN_FILES:
            console.print(f"  and {len(files) - SHOWN_FILES:,} more files")
    for warning in report.warnings:
        console.print(f"warning: {warning.name}: {warning.rows or 0:,} rows", markup=False)
    for mismatch in report.mismatches:
        console.print(
            f"mismatch: {mismatch.measure} of sample {mismatch.sample}:"
            f" {mismatch.person_years:,} person-years, claims less summary"
            f" {mismatch.difference} dollars",
            markup=False,
        )
    console.print(
        f"{report.models_built} models built, {report.tests_passed} tests passed"
        + (f", {report.skipped} skipped" if report.skipped else "")
        + f"; warehouse: {home.warehouse}",
        markup=False,
    )
    if report.mismatches:
        console.print(
            "The claims do not add up to CMS's annual amounts; see"
            " marts.member_year_reconciliation. "
            + (
                "Everything was built all the same."
                if not report.failures and not report.skipped
                else ""
            )
            + " Files known to be a part are loaded with --partial.",
            markup=False,
        )
