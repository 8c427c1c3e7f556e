"""The `claims` command."""

from __future__ import annotations

import sys

import typer

from medicare_claims.commands import (
    build,
    demo,
    docs,
    download,
    explain,
    generate,
    issues,
    load,
    retract,
    status,
)
from medicare_claims.errors import ClaimsError

app = typer.Typer(
    name="claims",
    help="Raw CMS claim files in; an audited star schema and member-year marts out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(download.app, name="download")
app.add_typer(generate.app, name="generate")
app.add_typer(load.app, name="load")
app.command(name="build")(build.command)
app.command(name="docs")(docs.command)
app.command(name="demo")(demo.command)
# The numbers of RIF's persons are negative, and must not be taken for options.
app.command(name="explain", context_settings={"ignore_unknown_options": True})(explain.command)
app.command(name="status")(status.command)
app.command(name="issues")(issues.command)
app.command(name="retract")(retract.command)


def main() -> None:
    """Run the command line; an expected failure becomes one sentence and an exit status."""
    try:
        app()
    except ClaimsError as error:
        print(f"claims: {error}", file=sys.stderr)
        raise SystemExit(error.exit_status) from None
