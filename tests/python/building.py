"""Builds as tests make them: each a process of its own, forked from one that knows the project.

`build` builds and tests what `claims build` does, `build_tables` the tables alone, for tests that
compare them. Only tests that are about the command, its process or dbt's own start go through
those.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from medicare_claims.warehouse.build import build_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.process import BaseProcess
    from types import ModuleType

    from mutating import Mutation

    from medicare_claims.home import Home

    Environment = Mapping[str, str]

FROM_NOTHING = ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")

TABLES = (
    "run",
    "--select",
    "config.materialized:incremental",
    "config.materialized:table",
    "tag:union_of_sources",
)
"""Every table. Seeds and other views stand since the warehouse was empty, and nothing in them
depends on what is loaded."""

PARSED = "parsed_project"
"""What the fork server imports before it forks anything."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([PARSED])


def build(home: Home, *, full_refresh: bool = False) -> None:
    """Build and test the warehouse of *home*, as `claims build` does; everything must pass."""
    arguments, environment = build_arguments(full_refresh=full_refresh)
    dbt(home, arguments, environment)


def build_tables(home: Home, *, full_refresh: bool = False) -> None:
    """Build the tables of *home*, whose warehouse was built before, and test nothing."""
    dbt(home, [*TABLES, *["--full-refresh"] * full_refresh])


def build_empty(home: Home) -> None:
    """Build a warehouse from nothing: seeds, views, and tables without rows."""
    home.lake.mkdir(parents=True)
    dbt(home, FROM_NOTHING)


def dbt(home: Home, arguments: Sequence[str], environment: Environment | None = None) -> None:
    """Run dbt with *arguments* on *home*; it must succeed."""
    assert dbt_status(home, arguments, environment) == 0, dbt_words(home)


def dbt_status(
    home: Home,
    arguments: Sequence[str],
    environment: Environment | None = None,
    *,
    broken: Sequence[Mutation] = (),
) -> int | None:
    """Run dbt with *arguments* on *home*, rules *broken*; return its exit status."""
    home.root.mkdir(parents=True, exist_ok=True)
    changes = [(mutation.file, mutation.before, mutation.after) for mutation in broken]
    return _in_process(_run, home, arguments, environment or {}, changes)


def dbt_words(home: Home) -> str:
    """Return what the last run of dbt on *home* printed."""
    return (home.root / "dbt.txt").read_text(encoding="utf-8")


def leave_parsed(home: Home) -> Home:
    """Spare the next command on *home*, a process of its own, the parsing of the project."""
    assert _in_process(_leave_parsed, home) == 0
    return home


def forked(target: Callable[..., None], *arguments: object) -> BaseProcess:
    """Return a process, not started yet, that the fork server will fork."""
    _serve()
    return _processes.Process(target=target, args=arguments)


@cache
def _serve() -> None:
    # Before Python 3.12 the server does not get the path of its parent, and without a word goes
    # on without what it cannot import.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        forkserver.ensure_running()


def _in_process(target: Callable[..., None], home: Home, *arguments: object) -> int | None:
    process = forked(target, home, *arguments)
    process.start()
    process.join()
    return process.exitcode


def _run(
    home: Home,
    arguments: Sequence[str],
    environment: Environment,
    changes: Sequence[tuple[str, str, str]],
) -> None:
    parsed_project().run(home.root, arguments, environment, changes)


def _leave_parsed(home: Home) -> None:
    parsed_project().leave_parsed(home.root)


def parsed_project() -> ModuleType:
    """Return the project as dbt has parsed it, in a process that the fork server has forked."""
    if PARSED not in sys.modules:
        raise RuntimeError(f"the fork server could not import {PARSED}: each build would parse")
    return sys.modules[PARSED]
