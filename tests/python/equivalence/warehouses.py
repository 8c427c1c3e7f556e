"""Warehouses of the series, made anew to compare with."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from building import build_tables, dbt

from medicare_claims.home import Home

if TYPE_CHECKING:
    from pathlib import Path

TESTS = (
    *("test", "--exclude-resource-type", "unit_test"),
    # The persons' summaries are not brought into line with their changed claims.
    *("--exclude", "assert_claims_rebuild_cms_annual_amounts"),
)


def fully_refreshed(home: Home, empty: Home, folder: Path, *, is_tested: bool) -> Home:
    """Return a home with the lake of *home*, and a warehouse that is one full refresh over it.

    *is_tested* runs every test on it, too.
    """
    fresh = Home(shutil.copytree(empty.root, folder))
    shutil.rmtree(fresh.lake)
    shutil.copytree(home.lake, fresh.lake)
    build_tables(fresh, full_refresh=True)
    if is_tested:
        dbt(fresh, TESTS)
    return fresh
