"""`claims status`: what is loaded, and what of it is built."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from medicare_claims.home import Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.warehouse.positions import read_positions

if TYPE_CHECKING:
    from medicare_claims.lake.ledger import Delivery

PIPED_WIDTH = 200
"""Columns of a table that no terminal shows: wide enough for whole file names."""


def command() -> None:
    """Show every delivery, what became of its rows, and whether it is built.

    A delivery is built when every table holds it; `claims build` builds the others.
    """
    home = Home.from_environment()
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
    deliveries = read_ledger(home)
    if not deliveries:
        console.print(
            f"Nothing is loaded in {home.lake}: run `claims load desynpuf PATH...`, "
            "`claims load rif PATH...` or `claims load feeds PATH...`"
        )
        return
    positions = read_positions(home, deliveries)
    built = positions.built
    # Only a feed's files come on a day of their own, as a priming or an update.
    has_feeds = any(delivery.feed_stage for delivery in deliveries)
    table = Table(
        "batch",
        "dataset",
        "sample",
        "year",
        *(("delivered",) if has_feeds else ()),
        "read",
        "accepted",
        "rejected",
        "state",
        "file",
        box=None,
    )
    for delivery in deliveries:
        state = "built" if delivery.batch_sequence <= built else "loaded"
        table.add_row(
            delivery.batch_id,
            delivery.dataset,
            f"{delivery.sample or ''}{delivery.part or ''}",
            str(delivery.file_year or ""),
            *((_delivered(delivery),) if has_feeds else ()),
            f"{delivery.rows_read:,}",
            f"{delivery.rows_accepted:,}",
            f"{delivery.rows_rejected:,}",
            (state if delivery.is_committed else delivery.status)
            + (", partial" if delivery.is_partial else ""),
            delivery.source_file,
        )
    console.print(table)
    waiting = sum(d.batch_sequence > built for d in deliveries if d.is_committed)
    console.print(
        f"{len(deliveries)} deliveries, {waiting} of them not built yet"
        + (": run `claims build`" if waiting else "")
    )
    if positions.holds_retracted:
        console.print("The tables still hold a retracted delivery: run `claims build`")


def _delivered(delivery: Delivery) -> str:
    return f"{delivery.feed_stage} {delivery.delivered_on}" if delivery.feed_stage else ""
