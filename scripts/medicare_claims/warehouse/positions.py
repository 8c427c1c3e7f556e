"""How far each table of the warehouse has been built, and over which deliveries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.warehouse.reading import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from medicare_claims.home import Home
    from medicare_claims.lake.ledger import Delivery

_TESTS = "tests"
"""The position up to which a passed build has tested; it is no table."""


@dataclass(frozen=True, slots=True)
class Positions:
    """What the tables hold, all taken together."""

    built: int
    """The last `batch_sequence` that every incremental model has built; 0 where one never was."""
    holds_retracted: bool
    """Whether some table still holds a delivery that was retracted since."""


def read_positions(home: Home, deliveries: Sequence[Delivery]) -> Positions:
    """Return how far the warehouse of *home* is built; *deliveries* are those of its ledger.

    Raises `WarehouseError` while a build is writing.
    """
    if not home.warehouse.is_file():
        return Positions(built=0, holds_retracted=False)
    with open_warehouse(home) as connection:
        return positions_in(connection, deliveries)


def positions_in(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[Delivery]
) -> Positions:
    """Return the same of a warehouse that is open."""
    known = connection.execute(
        "select count(*) from duckdb_columns() where schema_name = 'quality'"
        " and table_name = 'build_positions' and column_name = 'deliveries_hash'"
    ).fetchone()
    rows = (
        connection.execute(
            "select batch_sequence, deliveries_hash from quality.build_positions"
            " where model_name <> ?",
            [_TESTS],
        ).fetchall()
        if known == (1,)
        else []
    )
    return Positions(
        built=min((batch_sequence or 0 for batch_sequence, _ in rows), default=0),
        holds_retracted=any(
            deliveries_hash != _deliveries_hash(deliveries, batch_sequence)
            for batch_sequence, deliveries_hash in rows
            if batch_sequence is not None
        ),
    )


def _deliveries_hash(deliveries: Sequence[Delivery], batch_sequence: int) -> str:
    """Return what `histories_of` in `macros/build_positions.sql` has for *batch_sequence*."""
    names = [
        delivery.batch_id
        for delivery in deliveries
        if delivery.is_committed and delivery.batch_sequence <= batch_sequence
    ]
    return hashlib.md5(",".join(names).encode(), usedforsecurity=False).hexdigest()
