"""Retracting: the ledger says that a delivery shall count as if it had never come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from medicare_claims.errors import UsageError
from medicare_claims.lake.ledger import RETRACTED, Delivery, read_ledger, write_ledger
from medicare_claims.lake.load import LakeError
from medicare_claims.lake.lock import only_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from medicare_claims.home import Home


def find_delivery(deliveries: Sequence[Delivery], batch: str) -> Delivery:
    """Return the delivery named by *batch*: a batch id, or its number with or without zeros.

    Raises `UsageError` when there is none.
    """
    for delivery in deliveries:
        if batch == delivery.batch_id or (
            batch.isascii() and batch.isdigit() and int(batch) == delivery.batch_sequence
        ):
            return delivery
    known = (
        f"the ledger lists {deliveries[0].batch_id} to {deliveries[-1].batch_id}"
        if deliveries
        else "nothing is loaded"
    )
    raise UsageError(f"there is no delivery {batch}: {known}; `claims status` shows them all")


def retract(home: Home, batch: str, on_wait: Callable[[], None] = lambda: None) -> Delivery:
    """Mark a delivery as retracted, and return it as it was before.

    Nothing leaves the lake: its rows stay, and no build reads them. The models that hold them are
    built anew by the next build. The same file may then be loaded again, as a new delivery.

    Raises `UsageError` for an unknown batch and `LakeError` where the ledger cannot be written.
    """
    if not home.lake.is_dir():
        find_delivery((), batch)
    try:
        with only_writer(home.lake, on_wait):
            deliveries = read_ledger(home)
            retracted = find_delivery(deliveries, batch)
            if retracted.is_committed:
                write_ledger(
                    home.lake,
                    [
                        replace(delivery, status=RETRACTED) if delivery is retracted else delivery
                        for delivery in deliveries
                    ],
                )
            return retracted
    except OSError as error:
        raise LakeError(f"{home.lake} cannot be written to: {error}; nothing changed") from error
