"""The review list of one delivery: what could not be read, cell by cell."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError
from medicare_claims.lake.engine import engine, path_literals, text_literal
from medicare_claims.lake.shape import CSV_OPTIONS, bad_cells_sql, rows_sql
from medicare_claims.lake.staging import raw_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.shape import Batch
    from medicare_claims.lake.sources import Source
    from medicare_claims.lake.staging import Staged

MAX_REJECTED_SHARE = 0.10
"""A file with a greater share of rows that cannot be read is refused: it is damaged as a whole."""

TOLERATED_REJECTS = 5
"""So many rejected rows never refuse a file, however short it is."""

_EXAMPLES = 3


class DamagedFileError(ClaimsError):
    """Too many rows cannot be read; nothing of the file is stored."""


def write_rejects(
    source: Source, staged: Staged, bad_rows: tuple[Path, ...], header: Header, batch: Batch
) -> Path:
    """Write one row per bad cell, and one per line that is no row; return the file.

    Of a bad cell's row it keeps the identity, so that its record can be found.

    *bad_rows* are Parquet files of the rows with bad cells. Their lines are read from the source
    again: they are needed only where something is wrong.
    """
    target = staged.folder / "rejected.parquet"
    found = [
        "select source_row_number, null::varchar as column_name, null::varchar as raw_value, "
        "reason, raw_line, null::map(varchar, varchar) as row_identity "
        f"from read_csv({path_literals([staged.unreadable])}, "
        "columns = {'source_row_number': 'bigint', 'reason': 'varchar', 'raw_line': 'varchar'}, "
        f"{CSV_OPTIONS}, delim = ',')"
    ]
    with engine(staged.folder / "spilled") as connection:
        if bad_rows:
            connection.execute(
                "create table bad_rows as "
                f"select source_row_number from read_parquet({path_literals(bad_rows)})"
            )
            wanted = {row for (row,) in connection.execute("from bad_rows").fetchall()}
            found.append(_bad_cells(staged, header, _raw_lines(source, staged, wanted)))
        connection.execute(
            f"copy (select {batch.sequence}::integer as batch_sequence, "
            f"{text_literal(batch.id)} as batch_id, "
            f"{text_literal(batch.source_file)} as source_file, source_row_number, column_name, "
            "raw_value, reason, raw_line, row_identity "
            f"from ({' union all '.join(found)}) "
            "order by source_row_number, column_name) "
            f"to {text_literal(target.as_posix())} (format parquet, compression zstd)"
        )
    return target


def check_share(source: Source, staged: Staged, rejected_rows: int, rejects: Path) -> None:
    """Raise `DamagedFileError` where *rejected_rows* are too many, with the first examples."""
    if rejected_rows <= max(TOLERATED_REJECTS, staged.rows * MAX_REJECTED_SHARE):
        return
    with engine(staged.folder / "spilled") as connection:
        examples = connection.execute(
            "select source_row_number, column_name, raw_value, reason "
            f"from read_parquet({path_literals([rejects])}) order by all limit {_EXAMPLES}"
        ).fetchall()
    raise DamagedFileError(
        f"{source.label}: {rejected_rows:,} of {staged.rows:,} rows cannot be read, more than "
        f"{MAX_REJECTED_SHARE:.0%}, so nothing of it is stored. First: "
        f"{'; '.join(_in_words(*example) for example in examples)}. "
        "Correct the file or fetch it again"
    )


def _bad_cells(staged: Staged, header: Header, raw_lines: Path) -> str:
    bad = f"select * from ({rows_sql(staged, header)}) where source_row_number in (from bad_rows)"
    return (
        "select cells.source_row_number, cells.column_name, cells.raw_value, cells.reason, "
        f"lines.raw_line, cells.row_identity from ({bad_cells_sql(bad, header)}) as cells "
        f"join read_csv({path_literals([raw_lines])}, "
        "columns = {'source_row_number': 'bigint', 'raw_line': 'varchar'}, "
        f"{CSV_OPTIONS}, delim = ',') as lines using (source_row_number)"
    )


def _raw_lines(source: Source, staged: Staged, wanted: set[int]) -> Path:
    path = staged.folder / "raw_lines.csv"
    with source.opened() as stream, path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerows((row, raw_line(line)) for row, line in _lines(stream) if row in wanted)
    return path


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield every line after the header with its number, without the line feed."""
    stream.readline()
    for number, line in enumerate(stream, 1):
        yield number, line.removesuffix(b"\n")


def _in_words(row: int, column: str | None, value: str | None, reason: str) -> str:
    return f"row {row}, {column} {value!r}: {reason}" if column else f"row {row}: {reason}"
