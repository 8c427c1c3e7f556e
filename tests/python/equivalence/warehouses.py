"""Warehouses of the series: empty at first, and made anew to compare with."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from building import dbt

from medicare_claims.home import Home

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = ("run", "--select", "config.materialized:incremental", "config.materialized:table")
"""Every table. The views stand since the warehouse was empty, and nothing in them depends on what
is loaded: to make them anew would take half of a build's time."""
FULL_REFRESH = (*EVERYTHING, "--full-refresh")
FROM_SCRATCH = ("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
TESTED_FULL_REFRESH = (
    *("build", "--full-refresh", "--exclude-resource-type", "unit_test"),
    # The persons' summaries are not brought into line with their changed claims.
    *("--exclude", "assert_claims_rebuild_cms_annual_amounts"),
)


def empty_warehouse(folder: Path) -> Home:
    """Return a home whose warehouse is built from nothing: seeds, and tables without rows."""
    home = Home(folder)
    home.lake.mkdir(parents=True)
    dbt(home, FROM_SCRATCH)
    return home


def fully_refreshed(home: Home, empty: Home, folder: Path, *, is_tested: bool) -> Home:
    """Return a home with the lake of *home*, and a warehouse that is one full refresh over it.

    *is_tested* runs every test on it, too.
    """
    fresh = Home(shutil.copytree(empty.root, folder))
    shutil.rmtree(fresh.lake)
    shutil.copytree(home.lake, fresh.lake)
    dbt(fresh, TESTED_FULL_REFRESH if is_tested else FULL_REFRESH)
    return fresh
