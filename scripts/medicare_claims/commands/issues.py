"""`claims issues`: findings to review."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from medicare_claims.commands.status import PIPED_WIDTH
from medicare_claims.errors import UsageError
from medicare_claims.home import Home
from medicare_claims.warehouse.issues import (
    ALL_STATUSES,
    SEVERITIES,
    STATUSES,
    Filters,
    Issues,
)
from medicare_claims.warehouse.reading import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.warehouse.issues import Issue, RuleCount


def command(
    rule: Annotated[str | None, typer.Option(metavar="RULE", help="Findings of one rule.")] = None,
    severity: Annotated[
        str | None, typer.Option(metavar="|".join(SEVERITIES), help="Findings of one severity.")
    ] = None,
    status: Annotated[
        str,
        typer.Option(
            metavar="|".join((*STATUSES, ALL_STATUSES)),
            help="Findings in one status; the summary counts every one.",
        ),
    ] = "open",
    table: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="Findings in one kind of file or table."),
    ] = None,
    beneficiary: Annotated[
        str | None, typer.Option(metavar="ID", help="Findings of one person.")
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="The day to judge waivers on. Without it: the current day.",
            show_default=False,
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write all findings there instead of showing the first ones.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many findings to show.")] = 20,
) -> None:
    """Show what a person should look at: by rule, then finding by finding.

    Findings stop no build and hide no row: quality.issues holds them, docs/quality.md
    explains every rule. A row of waivers.csv, in the project or in $CLAIMS_HOME, waives
    findings until a day; it is read by the next build.

    Exit status: 0 shown, however much was found, 1 nothing is built or a waiver cannot
    be read, 2 wrong use.
    """
    filters = Filters(
        rule_id=rule,
        severity=severity,
        status=status,
        table_name=table,
        beneficiary_id=beneficiary,
    )
    day = _day(today)
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    with open_warehouse(Home.from_environment()) as connection:
        issues = Issues(connection, filters, today=day)
        counts, chosen = issues.by_rule(), issues.count()
        if csv is not None:
            issues.write_csv(csv)
        shown = [] if csv is not None else issues.first(limit)
    if not counts:
        console.print("No findings.")
        return
    console.print(_summary(counts))
    if shown:
        console.print()
        console.print(_details(shown))
    words = f"{chosen:,} findings" + ("" if status == ALL_STATUSES else f", {status}")
    if csv is not None:
        words += f", written to {csv}"
    elif len(shown) < chosen:
        words += f"; {len(shown)} shown: --limit N shows more, --csv FILE writes all"
    console.print(words, markup=False, highlight=False, soft_wrap=True)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today {text}: give a day written YYYY-MM-DD") from None


def _summary(counts: Sequence[RuleCount]) -> Table:
    table = Table(box=None)
    table.add_column("severity")
    table.add_column("rule", no_wrap=True)
    for status in STATUSES:
        table.add_column(status, justify="right")
    table.add_column("what it is, and what it means for the numbers")
    for count in counts:
        table.add_row(
            count.severity,
            count.rule_id,
            f"{count.open:,}",
            f"{count.waived:,}",
            f"{count.resolved:,}",
            f"{count.message} {count.meaning}",
        )
    return table


def _details(issues: Sequence[Issue]) -> Table:
    table = Table(
        *("rule", "table", "record", "column", "observed", "first seen", "last seen", "status"),
        box=None,
    )
    for issue in issues:
        table.add_row(
            issue.rule_id,
            issue.table_name,
            escape(issue.record_key),
            issue.column_name,
            escape(issue.observed_value),
            issue.first_seen_batch,
            issue.last_seen_batch,
            issue.status,
        )
    return table
