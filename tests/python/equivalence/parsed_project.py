"""The project as dbt knows it once parsed. The fork server imports this, and each build is born
with it: three quarters of a small build's time would go into importing dbt and parsing."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from dbt.cli.main import dbtRunner

from medicare_claims.home import HOME_VARIABLE
from medicare_claims.warehouse.dbt import project_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dbt.contracts.graph.manifest import Manifest


def flags(target: Path | str) -> list[str]:
    """Return the options that every invocation shares; *target* takes what dbt writes."""
    project = str(project_folder())
    return [
        *("--project-dir", project, "--profiles-dir", project),
        *("--target-path", f"{target}/target", "--log-path", f"{target}/logs"),
        *("--log-level-file", "none"),
    ]


def run(home: Path, arguments: Sequence[str]) -> None:
    """Run dbt on *home* in this process and exit with its status; its words go to `dbt.txt`."""
    with (home / "dbt.txt").open("w") as words:
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    os.environ[HOME_VARIABLE] = str(home)
    result = dbtRunner(manifest=MANIFEST).invoke(["--quiet", *arguments, *flags(home)])
    if result.exception:
        print(result.exception, flush=True)
    raise SystemExit(0 if result.success else 1)


def _parse() -> Manifest:
    with tempfile.TemporaryDirectory() as folder:
        os.environ[HOME_VARIABLE] = folder
        result = dbtRunner().invoke(["--quiet", "parse", "--no-write-json", *flags(folder)])
    if result.exception:
        raise result.exception
    return result.result


MANIFEST = _parse()
