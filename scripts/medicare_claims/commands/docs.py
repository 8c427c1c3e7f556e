"""`claims docs`: the docs site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from medicare_claims.home import Home
from medicare_claims.warehouse.docs import build_docs


def command(
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder to write to. Without it: $CLAIMS_HOME/site.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make the docs site: models, columns, tests, and lineage column by column.

    It describes the warehouse as it is built, in one folder that opens offline.

    Exit status: 0 the site is there, 1 nothing is built yet or it cannot be made, 2 wrong use.
    """
    home = Home.from_environment()
    with Console(stderr=True).status(f"describing {home.warehouse}"):
        index = build_docs(home, to)
    Console(soft_wrap=True).print(f"docs site: {index}", markup=False, highlight=False)
