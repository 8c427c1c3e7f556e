"""`python -m bench run` measures, `python -m bench page` publishes what is recorded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bench import page, results
from bench.project import ROOT
from bench.run import Run
from medicare_claims.errors import ClaimsError

FOLDER = ROOT / "data" / "bench"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

Folder = Annotated[Path, typer.Option(help="Where files, homes and results lie.")]


@app.command("run")
def run(
    scale: Annotated[float, typer.Option(help="Samples: a part of one, or 1 to 20.")] = 0.1,
    folder: Folder = FOLDER,
) -> None:
    """Measure every contender, record the results and show them."""
    measured = Run(scale, folder, lambda words: print(f"… {words}", file=sys.stderr)).measure()
    recorded = results.write(measured, folder)
    print(page.summary(measured))
    print(f"\nrecorded in {recorded}; `make bench-page` publishes all that is recorded")


@app.command("page")
def write_page(folder: Folder = FOLDER) -> None:
    """Write docs/benchmarks.md, its picture and the tables of docs/scale.md."""
    for path in page.write_pages(results.read_all(folder), ROOT / "docs"):
        print(path)


if __name__ == "__main__":
    try:
        app()
    except ClaimsError as error:
        print(f"bench: {error}", file=sys.stderr)
        raise SystemExit(error.exit_status) from None
