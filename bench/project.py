"""The project's own commands, as a person runs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from medicare_claims.home import HOME_VARIABLE
from medicare_claims.warehouse.dbt import target_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medicare_claims.home import Home

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = Path(sys.executable).parent
MEMORY_VARIABLE = "CLAIMS_MEMORY_LIMIT"
THREADS_VARIABLE = "CLAIMS_THREADS"
THREADS = 2

Command = list[str | Path]


def environment(home: Home, memory_limit: str) -> dict[str, str]:
    """Return what the commands find in their environment."""
    return {
        HOME_VARIABLE: str(home.root.resolve()),
        MEMORY_VARIABLE: memory_limit,
        THREADS_VARIABLE: str(THREADS),
    }


def load(files: Iterable[Path]) -> Command:
    """Return the command that loads *files*."""
    return [COMMANDS / "claims", "load", "desynpuf", *files]


def build_and_test() -> Command:
    """Return the command that builds and tests."""
    return [COMMANDS / "claims", "build"]


def build(home: Home) -> Command:
    """Return the command that builds and tests nothing; `claims build` always tests."""
    untested = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    return _dbt(home, "build", *untested)


def start_up(home: Home) -> Command:
    """Return a command that does no more than every one of dbt's does first."""
    return _dbt(home, "ls", "--resource-type", "model")


def _dbt(home: Home, *arguments: str) -> Command:
    target = target_folder(home)
    folders: Command = ["--target-path", target, "--log-path", target.parent / "logs"]
    project: Command = ["--project-dir", ROOT, "--profiles-dir", ROOT]
    return [COMMANDS / "dbt", "--quiet", *arguments, *project, *folders]
