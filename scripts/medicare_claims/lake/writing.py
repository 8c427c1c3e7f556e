"""Writing one delivery: staged rows to Parquet files in staging, then to their places."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError
from medicare_claims.lake.engine import engine, text_literal
from medicare_claims.lake.ledger import sync_folder
from medicare_claims.lake.shape import REJECTED_YEAR, bad_cells_sql, lake_sql, rows_sql
from medicare_claims.lake.staging import raw_line, row_lines

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.sources import Source
    from medicare_claims.lake.staging import Staged

ROW_GROUP_ROWS = 30_720
"""Small row groups halve the memory of a partitioned write of wide rows."""


class CountError(ClaimsError):
    """The rows read and the rows written do not add up; nothing of the file is kept."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What every row of a delivery is stamped with."""

    sequence: int
    id: str
    source_file: str
    file_year: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """A delivery in staging: *files* are places below the lake and what is to be put there."""

    accepted_rows: int
    rejected_rows: int
    data_files: dict[str, Path]
    rejects: Path | None


def write_rows(staged: Staged, header: Header, batch: Batch, folder: Path) -> Written:
    """Write the staged rows to Parquet files below *folder*, split by claim year.

    Raises `CountError` where rows got lost on the way.
    """
    if not staged.plain and not staged.numbered:
        return Written(0, staged.unreadable_rows, {}, None)
    out = folder / "rows"
    sql = lake_sql(
        rows_sql(staged, header),
        header,
        batch_sequence=batch.sequence,
        batch_id=batch.id,
        file_year=batch.file_year,
    )
    with engine(folder / "spilled") as connection:
        connection.execute(f"set partitioned_write_flush_threshold = {2 * ROW_GROUP_ROWS}")
        connection.execute(
            f"copy ({sql}) to {text_literal(out.as_posix())} (format parquet, compression zstd, "
            f"row_group_size {ROW_GROUP_ROWS}, partition_by (claim_year), "
            "filename_pattern 'rows_{i}')"
        )
        partitions = {
            partition: [
                (path, _row_count(connection, path)) for path in sorted(partition.iterdir())
            ]
            for partition in sorted(out.iterdir())
        }
    rejected = staged.unreadable_rows
    accepted = 0
    files: dict[str, Path] = {}
    rejects = None
    for partition, counted in partitions.items():
        rows = sum(count for _, count in counted)
        if partition.name == f"claim_year={REJECTED_YEAR}":
            rejected += rows
            rejects = partition
            continue
        accepted += rows
        below = f"{header.dataset.source_system}/{header.dataset.name}/{partition.name}"
        for number, (path, _) in enumerate(counted, 1):
            files[f"{below}/{batch.id}_{number}.parquet"] = path
    if accepted + rejected != staged.rows:
        raise CountError(
            f"{batch.source_file}: {staged.rows:,} rows were read but {accepted:,} accepted and "
            f"{rejected:,} rejected ones written; nothing was stored, please report this"
        )
    return Written(accepted, rejected, files, rejects)


def write_rejects(
    source: Source, staged: Staged, written: Written, header: Header, batch: Batch, folder: Path
) -> Path:
    """Write one row per bad cell, and one per line that is no row; return the file.

    The raw lines are read from the source again: they are needed only where something is wrong.
    """
    target = folder / "rejected.parquet"
    raw_lines = folder / "raw_lines.csv"
    with engine(folder / "spilled") as connection:
        connection.execute("create table bad_rows (source_row_number bigint)")
        if written.rejects is not None:
            connection.execute(
                "insert into bad_rows select source_row_number from read_parquet(?)",
                [(written.rejects / "*.parquet").as_posix()],
            )
        wanted = {row for (row,) in connection.execute("from bad_rows").fetchall()}
        with source.opened() as stream, raw_lines.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows((row, raw_line(line)) for row, line in row_lines(stream, wanted))
        found = [
            "select source_row_number, null::varchar as column_name, null::varchar as raw_value, "
            "reason, raw_line from read_csv(?, columns = {'source_row_number': 'bigint', "
            "'reason': 'varchar', 'raw_line': 'varchar'}, auto_detect = false, header = false, "
            "delim = ',', quote = '\"', escape = '\"')"
        ]
        parameters = [staged.unreadable.as_posix()]
        if wanted:
            bad = (
                f"select * from ({rows_sql(staged, header)}) "
                "where source_row_number in (from bad_rows)"
            )
            found.append(
                "select cells.*, lines.raw_line from "
                f"({bad_cells_sql(bad, header.dataset)}) as cells "
                "join read_csv(?, columns = {'source_row_number': 'bigint', "
                "'raw_line': 'varchar'}, auto_detect = false, header = false, delim = ',', "
                "quote = '\"', escape = '\"') as lines using (source_row_number)"
            )
            parameters.append(raw_lines.as_posix())
        connection.execute(
            f"create table rejected as select {batch.sequence}::integer as batch_sequence, "
            f"{text_literal(batch.id)} as batch_id, "
            f"{text_literal(batch.source_file)} as source_file, source_row_number, column_name, "
            f"raw_value, reason, raw_line from ({' union all '.join(found)})",
            parameters,
        )
        connection.execute(
            "copy (from rejected order by source_row_number, column_name) "
            f"to {text_literal(target.as_posix())} (format parquet, compression zstd)"
        )
    return target


def put_in_place(lake: Path, files: dict[str, Path]) -> None:
    """Move *files* to their places below *lake*, durably. The ledger does not list them yet."""
    folders: set[Path] = set()
    for place, path in files.items():
        _sync_file(path)
        target = lake / place
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        folders.update(parent for parent in target.parents if parent.is_relative_to(lake))
    for folder in sorted(folders, reverse=True):
        sync_folder(folder)


def _row_count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    row = connection.execute(
        "select num_rows from parquet_file_metadata(?)", [path.as_posix()]
    ).fetchone()
    return int(row[0]) if row else 0


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
