"""Load feeds the way tests do: at a fixed time, dated by their names."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from medicare_claims.lake.load import LoadOptions, Outcome, load_files
from medicare_claims.layouts.feeds import DATASETS

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.home import Home

NOON = datetime(2026, 1, 1, 12)


def load_all(
    home: Home, *paths: Path, loaded_at: datetime = NOON, **options: Any
) -> list[Outcome]:
    """Load *paths* into *home*."""
    return load_files(home, paths, DATASETS, LoadOptions(**options), loaded_at=loaded_at)


def load_one(home: Home, path: Path, **options: Any) -> Outcome:
    """Load the file *path*."""
    (outcome,) = load_all(home, path, **options)
    return outcome
