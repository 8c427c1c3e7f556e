"""The DuckDB connection that loads run on."""

from __future__ import annotations

import glob
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MEMORY_LIMIT = "2GB"
"""DuckDB's own limit; what it counts is not all that it takes."""


class EngineError(ClaimsError):
    """DuckDB could not finish for want of disk or memory."""


@contextmanager
def engine(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection without a database that spills into *scratch* and loads no extension.

    Raises `EngineError` where disk or memory run out, and `KeyboardInterrupt` where a person
    stops a query.
    """
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
    except duckdb.IOException as error:
        raise EngineError(f"a file could not be written or read: {_first_line(error)}") from error
    except duckdb.OutOfMemoryException as error:
        raise EngineError(
            f"not enough memory or disk: {_first_line(error)}; free some and load again"
        ) from error
    except RuntimeError as error:
        # DuckDB swallows the KeyboardInterrupt that comes while it works and raises this.
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.close()


def text_literal(value: str) -> str:
    """Return *value* as an SQL literal, for the places that take no bound parameter."""
    return "'" + value.replace("'", "''") + "'"


def text_literals(values: Sequence[str]) -> str:
    """Return *values* as an SQL list literal."""
    return "[" + ", ".join(map(text_literal, values)) + "]"


def path_literals(paths: Iterable[Path]) -> str:
    """Return *paths* as an SQL list literal to read from; what is odd in a name is no pattern."""
    return text_literals([glob.escape(path.as_posix()) for path in paths])


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0]
