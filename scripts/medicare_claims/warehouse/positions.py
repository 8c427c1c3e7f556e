"""How far each table of the warehouse has been built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.warehouse.reading import open_warehouse

if TYPE_CHECKING:
    from medicare_claims.home import Home

_TESTS = "tests"
"""The position up to which a passed build has tested; it is no table."""


def read_positions(home: Home) -> dict[str, int]:
    """Return the last batch_sequence that each incremental model has built, by model name.

    Empty when nothing has been built. Raises `WarehouseError` while a build is writing.
    """
    if not home.warehouse.is_file():
        return {}
    with open_warehouse(home) as connection:
        known = connection.execute(
            "select count(*) from information_schema.tables"
            " where table_schema = 'quality' and table_name = 'build_positions'"
        ).fetchone()
        if known == (0,):
            return {}
        return dict(
            connection.execute(
                "select model_name, batch_sequence from quality.build_positions"
                " where model_name <> ?",
                [_TESTS],
            ).fetchall()
        )
