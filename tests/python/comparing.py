"""Compare two warehouses table by table, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from medicare_claims.home import Home

COMPARED_SCHEMAS = ("core", "marts", "quality", "intermediate")

ROWS_COMPARED = {
    "quality.build_positions": "where model_name <> 'tests'",
    "quality.view_definitions": "where false",
}
"""Which rows of a table, where not all: one warehouse may have been tested, and the other not; and
of one the views were made anew, of the other those alone that say something else."""


def differing_tables(
    one: Home,
    other: Home,
    without: tuple[str, ...] = (),
    but: tuple[str, ...] = (),
    *,
    stored_alone: bool = False,
) -> dict[str, int]:
    """Return the tables whose rows are not the same in both, with how many rows differ.

    *without* names columns that may differ, *but* the beginnings of tables that may. Public views
    are tables too, unless what is *stored_alone* is compared.
    """
    with duckdb.connect() as connection:
        for name, home in (("one", one), ("other", other)):
            connection.execute(f"attach '{home.warehouse}' as {name} (read_only)")
        tables = _tables(connection, "one", stored_alone=stored_alone)
        assert tables == _tables(connection, "other", stored_alone=stored_alone)
        different = {}
        for table, columns in tables.items():
            if not table.startswith(but):
                compared = {name: kind for name, kind in columns.items() if name not in without}
                count = _count_differing(connection, table, compared)
                if count:
                    different[table] = count
    return different


def _count_differing(
    connection: duckdb.DuckDBPyConnection, table: str, compared: dict[str, str]
) -> int:
    # Most tables are the same, and to see that takes a fifth of the time that it takes to count.
    if _fingerprint(connection, "one", table, compared) == _fingerprint(
        connection, "other", table, compared
    ):
        return 0
    # A view over the whole lake takes its time: it is read once more, not once for each question.
    for name in ("one", "other"):
        connection.execute(
            f"create or replace temp table rows_of_{name} as"
            f" select {', '.join(compared)} from {name}.{table} {ROWS_COMPARED.get(table, '')}"
        )
    rows, other_rows = "from rows_of_one", "from rows_of_other"
    counted = connection.execute(
        f"select count(*) from (({rows} except all {other_rows})"
        f" union all ({other_rows} except all {rows}))"
    ).fetchone()
    assert counted is not None
    return int(counted[0])


def _fingerprint(
    connection: duckdb.DuckDBPyConnection, catalog: str, table: str, compared: dict[str, str]
) -> tuple[object, ...] | None:
    """Return the number of rows and the sum of their hashes, of 64 bits each: no order counts."""
    # DuckDB gives an empty list the hash of null, and mixes the last value in but poorly.
    values = [f"cast({c} as varchar)" if "[]" in kind else c for c, kind in compared.items()]
    return connection.execute(
        f"select count(*), sum(hash({', '.join(values)}, 0))"
        f" from {catalog}.{table} {ROWS_COMPARED.get(table, '')}"
    ).fetchone()


def _tables(
    connection: duckdb.DuckDBPyConnection, catalog: str, *, stored_alone: bool
) -> dict[str, dict[str, str]]:
    """Return the columns and their types of every stored table, and of the public views.

    What a killed build left between two names is not one: the next build removes it.
    """
    rows = connection.execute(
        """
        select table_schema || '.' || table_name, map(
                list(column_name order by ordinal_position),
                list(data_type order by ordinal_position)
            )
        from information_schema.columns
        inner join information_schema.tables using (table_catalog, table_schema, table_name)
        where
            table_catalog = ?
            and list_contains(?, table_schema)
            and (
                table_type = 'BASE TABLE'
                or (not ? and table_schema in ('core', 'marts', 'quality'))
            )
            and not contains(table_name, '__dbt_')
        group by all
        order by 1
        """,
        [catalog, list(COMPARED_SCHEMAS), stored_alone],
    ).fetchall()
    return dict(rows)
