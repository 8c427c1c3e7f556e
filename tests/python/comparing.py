"""Compare two warehouses table by table, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from medicare_claims.home import Home

COMPARED_SCHEMAS = ("core", "marts", "quality", "intermediate")


def differing_tables(
    one: Home, other: Home, without: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> dict[str, int]:
    """Return the tables whose rows are not the same in both, with how many rows differ.

    *without* names columns that may differ, *but* the beginnings of tables that may.
    """
    left, right = _open(one), _open(other)
    tables = _tables(left)
    assert tables == _tables(right)
    different = {}
    for table, columns in tables.items():
        if table.startswith(but):
            continue
        compared = ", ".join(column for column in columns if column not in without)
        query = f"select {compared} from {table} order by all"
        rows, other_rows = left.execute(query).fetchall(), right.execute(query).fetchall()
        if rows != other_rows:
            different[table] = len(set(rows) ^ set(other_rows))
    left.close()
    right.close()
    return different


def _open(home: Home) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home.warehouse), read_only=True)


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the columns of every stored table, and of the views of marts and quality."""
    rows = connection.execute(
        """
        select table_schema || '.' || table_name, list(column_name order by ordinal_position)
        from information_schema.columns
        inner join information_schema.tables using (table_schema, table_name)
        where
            list_contains(?, table_schema)
            and (table_type = 'BASE TABLE' or table_schema in ('marts', 'quality'))
        group by all
        order by 1
        """,
        [list(COMPARED_SCHEMAS)],
    ).fetchall()
    return dict(rows)
