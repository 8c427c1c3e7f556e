"""`claims retract`: a delivery that shall count as if it had never come."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from medicare_claims.home import Home
from medicare_claims.lake.retract import retract


def command(
    batch: Annotated[
        str,
        typer.Argument(
            metavar="BATCH",
            help="Its id or number, as `claims status` shows it.",
            show_default=False,
        ),
    ],
) -> None:
    """Take a delivery back: the next build makes every table as if it had never come.

    Its rows stay in the lake, unread, and the ledger keeps it as retracted. The same file can be
    loaded again, as a new delivery.
    """
    console = Console(soft_wrap=True, highlight=False)
    delivery = retract(
        Home.from_environment(),
        batch,
        on_wait=lambda: console.print("a load is running; waiting for it to end"),
    )
    console.print(
        f"{delivery.batch_id} ({delivery.source_file}) "
        + (
            "is retracted; `claims build` builds what it was part of anew"
            if delivery.is_committed
            else "was retracted before; nothing changed"
        ),
        markup=False,
    )
