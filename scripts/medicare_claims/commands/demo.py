"""`claims demo`: the whole way from files to member-years, on a small generated sample."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from medicare_claims.commands.build import show_report
from medicare_claims.errors import DATA_OR_BUILD_PROBLEM
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.home import Home
from medicare_claims.lake.load import LoadOptions, load_files
from medicare_claims.layouts.desynpuf import DATASETS
from medicare_claims.warehouse.build import build
from medicare_claims.warehouse.docs import build_docs
from medicare_claims.warehouse.reading import open_warehouse
from medicare_claims.warehouse.summary import (
    MemberYear,
    costliest_members,
    reconciliation_counts,
)

DEMO_FOLDER = "demo"
SHOWN_MEMBERS = 3
SHOWN_DIAGNOSES = 3


def command(
    beneficiaries: Annotated[int, typer.Option(metavar="N", help="Persons to generate.")] = 2_000,
    seed: Annotated[int, typer.Option(metavar="S", help="Same seed, same persons.")] = 2008,
) -> None:
    """Generate a small sample, load it, build the warehouse and its docs, show member-years.

    Everything happens in the folder `demo` of the home, which is made anew each time; what is
    loaded in the home itself is never touched.
    """
    home = Home(Home.from_environment().root / DEMO_FOLDER)
    console = Console(soft_wrap=True)
    _clear(home)

    console.print(f"1. generating {beneficiaries:,} persons into {home.raw}", markup=False)
    options = GenerateOptions(
        seed=seed, beneficiaries=beneficiaries, processes=os.cpu_count() or 1
    )
    generate_desynpuf(options, home.raw)

    console.print(f"2. loading them into {home.lake}", markup=False)
    load_files(home, [home.raw], DATASETS, LoadOptions(), loaded_at=datetime.now(UTC))

    console.print(f"3. building {home.warehouse}", markup=False)
    report = build(home, full_refresh=False)
    show_report(report, home, console)
    if not report.is_good:
        raise typer.Exit(DATA_OR_BUILD_PROBLEM)

    console.print("4. writing the docs site", markup=False)
    site = build_docs(home)

    with open_warehouse(home) as connection:
        member_years = costliest_members(connection, SHOWN_MEMBERS)
        statuses = reconciliation_counts(connection)
    _show_member_years(member_years, console)
    _show_reconciliation(statuses, console)
    console.print(f"\nwarehouse: {home.warehouse.resolve()}", markup=False)
    console.print(f"docs site: {site.resolve()}", markup=False)


def _clear(home: Home) -> None:
    """Remove what an earlier demo left; nothing else lies in this folder."""
    if home.root.exists():
        shutil.rmtree(home.root)


def _show_member_years(member_years: list[MemberYear], console: Console) -> None:
    console.print(f"\nThe {SHOWN_MEMBERS} costliest members, in dollars\n")
    for position, member_year in enumerate(member_years):
        if (
            position == 0
            or member_years[position - 1].beneficiary_id != member_year.beneficiary_id
        ):
            console.print(f"[bold]{member_year.beneficiary_id}[/bold]")
        _show_member_year(member_year, console)


def _show_member_year(member_year: MemberYear, console: Console) -> None:
    lines = [
        f"  {member_year.year}  paid {member_year.total_paid:,.2f}:"
        f" medical {member_year.medical_paid:,.2f}, drugs {member_year.plan_paid:,.2f};"
        f" own share {member_year.own_share:,.2f}",
        f"        {member_year.stays} stays, {member_year.visits} visits,"
        f" {member_year.fills} fills, {member_year.providers} providers",
        *(f"        {diagnosis}" for diagnosis in member_year.top_diagnoses[:SHOWN_DIAGNOSES]),
    ]
    console.print("\n".join(lines), markup=False, highlight=False)


def _show_reconciliation(statuses: dict[str, int], console: Console) -> None:
    total = sum(statuses.values())
    matched = statuses.get("matched", 0)
    console.print(
        f"\nReconciliation: {matched:,} of {total:,} of CMS's annual amounts rebuilt to the cent",
        markup=False,
    )
