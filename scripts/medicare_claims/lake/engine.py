"""The DuckDB connection that loads run on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MEMORY_LIMIT = "2GB"
"""DuckDB's own limit; wide partitioned writes exceed it by up to a half."""


@contextmanager
def engine(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection without a database that spills into *scratch* and loads no extension."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        yield connection
    finally:
        connection.close()


def text_literal(value: str) -> str:
    """Return *value* as an SQL literal, for the places that take no bound parameter."""
    return "'" + value.replace("'", "''") + "'"


def text_literals(values: Sequence[str]) -> str:
    """Return *values* as an SQL list literal."""
    return "[" + ", ".join(map(text_literal, values)) + "]"
