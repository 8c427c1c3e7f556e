"""Writing one delivery: staged rows to Parquet files in staging, then to their places."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError
from medicare_claims.lake.amounts import amount_sums
from medicare_claims.lake.engine import engine, path_literals, text_literal
from medicare_claims.lake.ledger import sync_folder
from medicare_claims.lake.shape import REJECTED_YEAR, lake_sql, rows_sql

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.shape import Batch
    from medicare_claims.lake.staging import Staged

ROW_GROUP_ROWS = 61_440
BUFFERED_ROWS = 2 * ROW_GROUP_ROWS
"""Rows of a year that are gathered before they are written. With DuckDB's own 524,288 the carrier
file takes more than twice the memory, and no less time."""

PARQUET_OPTIONS = (
    "format parquet, parquet_version v2, compression zstd, compression_level 1, "
    f"write_bloom_filter false, row_group_size {ROW_GROUP_ROWS}"
)
"""Smaller by an eighth than with DuckDB's own, written and read no slower. Nothing that reads the
lake asks for one value, which is all that a Bloom filter helps."""


class CountError(ClaimsError):
    """The rows read and the rows written do not add up; nothing of the file is kept."""


@dataclass(frozen=True, slots=True)
class Written:
    """A delivery in staging.

    *data_files* gives each place below the lake the file to be put there. *rejects* are the files
    of the rows with cells that cannot be read; *rejected_rows* counts the unreadable lines too.
    *amounts* are the accepted rows' dollars, by column.
    """

    accepted_rows: int
    rejected_rows: int
    amounts: dict[str, str]
    data_files: dict[str, Path]
    rejects: tuple[Path, ...]


def write_rows(staged: Staged, header: Header, batch: Batch) -> Written:
    """Write the staged rows to Parquet files beside them, split by claim year.

    Raises `CountError` where rows got lost on the way, `EngineError` where disk or memory run
    out, and `duckdb.InvalidInputException` where lines are wrong in ways that staging overlooked.
    """
    out = staged.folder / "rows"
    with engine(staged.folder / "spilled") as connection:
        if staged.pieces:
            connection.execute(f"set partitioned_write_flush_threshold = {BUFFERED_ROWS}")
            connection.execute(
                f"copy ({lake_sql(rows_sql(staged, header), header, batch)}) "
                f"to {text_literal(out.as_posix())} ({PARQUET_OPTIONS}, "
                "partition_by (claim_year), filename_pattern 'rows_{i}')"
            )
        counts = {path: _row_count(connection, path) for path in sorted(out.glob("*/*.parquet"))}
        rejects = tuple(
            path for path in counts if path.parent.name == f"claim_year={REJECTED_YEAR}"
        )
        rejected = staged.unreadable_rows + sum(counts.pop(path) for path in rejects)
        amounts = amount_sums(connection, counts, header.dataset)
    accepted = sum(counts.values())
    if accepted + rejected != staged.rows:
        raise CountError(
            f"{batch.source_file}: {staged.rows:,} rows were read but {accepted:,} accepted and "
            f"{rejected:,} rejected ones written, so nothing of it is stored"
        )
    return Written(
        accepted_rows=accepted,
        rejected_rows=rejected,
        amounts=amounts,
        data_files=_places(list(counts), header, batch),
        rejects=rejects,
    )


def put_in_place(lake: Path, files: dict[str, Path]) -> None:
    """Move *files* to their places below *lake*, durably. The ledger does not list them yet."""
    folders: set[Path] = set()
    for place, path in files.items():
        _sync_file(path)
        target = lake / place
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        folders.update(parent for parent in target.parents if parent.is_relative_to(lake))
    for folder in folders:
        sync_folder(folder)


def _places(paths: list[Path], header: Header, batch: Batch) -> dict[str, Path]:
    folder = f"{header.dataset.source_system}/{header.dataset.name}"
    places: dict[str, Path] = {}
    for path in paths:
        partition = f"{folder}/{path.parent.name}"
        number = 1 + sum(place.startswith(f"{partition}/") for place in places)
        places[f"{partition}/{batch.id}_{number}.parquet"] = path
    return places


def _row_count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    counted = connection.execute(
        f"select num_rows from parquet_file_metadata({path_literals([path])})"
    ).fetchall()
    return sum(rows for (rows,) in counted)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
