"""Load files the way tests do: at a fixed time, and with nothing refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from medicare_claims.lake.load import LoadOptions, load_files
from medicare_claims.layouts.desynpuf import DATASETS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from medicare_claims.home import Home

NOON = datetime(2026, 1, 1, 12)


def load(home: Home, paths: Sequence[Path], **options: Any) -> None:
    """Load *paths* into *home* and insist that no file was refused."""
    outcomes = load_files(home, paths, DATASETS, LoadOptions(**options), loaded_at=NOON)
    problems = [str(o.error) for o in outcomes if o.error and o.error.exit_status]
    refused = [problem for problem in problems if "manifest" not in problem]
    assert not refused, refused
