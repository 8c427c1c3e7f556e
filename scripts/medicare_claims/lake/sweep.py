"""Removing what a load that was killed left behind."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from medicare_claims.lake.ledger import LEDGER_NAME, LedgerError, ledger_path, write_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from medicare_claims.lake.ledger import Delivery

STAGING_NAME = ".staging"


def staging_folder(lake: Path) -> Path:
    """Return the folder that a load in progress writes to."""
    return lake / STAGING_NAME


def sweep(lake: Path, deliveries: Sequence[Delivery]) -> None:
    """Clear the staging folder of *lake* and remove the data files that no delivery lists.

    The first sweep of a lake writes its empty ledger, so that a ledger that is missing later is
    known to be lost. Raises `LedgerError` then, and removes nothing.
    """
    shutil.rmtree(staging_folder(lake), ignore_errors=True)
    present = set(lake.rglob("*.parquet"))
    if not ledger_path(lake).exists():
        if present:
            raise LedgerError(
                f"{lake} holds {len(present)} data files but no {LEDGER_NAME}; restore it from a "
                "copy, or remove the folder and load again"
            )
        write_ledger(lake, [])
    listed = {
        lake / file
        for delivery in deliveries
        for file in (*delivery.data_files, *delivery.reject_files)
    }
    for path in present - listed:
        path.unlink()
