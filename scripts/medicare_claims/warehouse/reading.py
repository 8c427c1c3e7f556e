"""Open the warehouse without keeping others from it for longer than one question."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medicare_claims.home import Home


class WarehouseError(ClaimsError):
    """The warehouse is missing or open elsewhere; the sentence says what to do."""


@contextmanager
def open_warehouse(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse of *home* for reading.

    Raises `WarehouseError` when it has not been built, or another process is writing it.
    """
    if not home.warehouse.is_file():
        raise WarehouseError(f"{home.warehouse} does not exist yet: run `claims build` first")
    try:
        connection = duckdb.connect(str(home.warehouse), read_only=True)
    except duckdb.IOException as error:
        raise WarehouseError(
            f"{home.warehouse} cannot be opened: another process has it open for writing,"
            f" a build perhaps; wait for it to end, or close it ({error})"
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def check_free(home: Home) -> None:
    """Return if a build could write the warehouse of *home*, or make it.

    Raises `WarehouseError` when another process has it open, or it cannot be written to.
    """
    if not home.warehouse.exists():
        return
    try:
        duckdb.connect(str(home.warehouse)).close()
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        if "lock" in reason:
            raise WarehouseError(
                f"{home.warehouse} cannot be written: another process has it open, a build or a"
                f" reader; wait for it to end, or close it, and run the command again ({reason})"
            ) from error
        raise WarehouseError(f"{home.warehouse} cannot be written: {reason}") from error
