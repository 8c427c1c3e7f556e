"""Loading: from paths to committed deliveries, one file at a time, all or nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import duckdb

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.lake.engine import engine, text_literals
from medicare_claims.lake.header import MAX_HEADER_BYTES, read_header
from medicare_claims.lake.ledger import (
    COMMITTED,
    LEDGER_NAME,
    Delivery,
    LedgerError,
    ledger_path,
    read_ledger,
    write_ledger,
)
from medicare_claims.lake.lock import only_writer
from medicare_claims.lake.naming import Told, told_by
from medicare_claims.lake.shape import rows_sql
from medicare_claims.lake.sources import ForeignFileError, find_sources
from medicare_claims.lake.staging import HashedStream, stage
from medicare_claims.lake.writing import Batch, put_in_place, write_rejects, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from medicare_claims.home import Home
    from medicare_claims.lake.header import Header
    from medicare_claims.lake.sources import Source
    from medicare_claims.lake.staging import Staged
    from medicare_claims.lake.writing import Written
    from medicare_claims.layouts.layout import Dataset

MAX_REJECTED_SHARE = 0.10
"""A file with a greater share of rows that cannot be read is refused: it is damaged as a whole."""

TOLERATED_REJECTS = 5
"""So many rejected rows never refuse a file, however short it is."""

BENEFICIARY_DATASET = "beneficiary_summary"
BENEFICIARY_COLUMN = "desynpuf_id"
"""The column by which a file's rows tell whose they are, and so the file's sample."""

GUESSED_FROM_ROWS = 100_000
"""How many of a file's rows are looked at to tell its sample."""


class RefusedError(ClaimsError):
    """A file that is not taken, nothing of it stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """What the command line says about the files; it wins over what their names tell."""

    sample: int | None = None
    year: int | None = None
    is_partial: bool = False
    again: bool = False


class Result(Enum):
    """What became of a file."""

    LOADED = "loaded"
    KNOWN = "already loaded"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    *delivery* is the one committed, or the earlier one of a file that is known. *error* says why
    a file was skipped or refused. *notes* are words that a person should see.
    """

    source: Source
    result: Result
    delivery: Delivery | None = None
    error: ClaimsError | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told how a load goes on.

    *on_start* gets the source and its size on disk, *on_bytes* the uncompressed bytes read since
    the last call, *on_write* the rows about to be written, *on_outcome* each file's outcome,
    *on_wait* is called when another load holds the lock.
    """

    on_start: Callable[[Source], None] = lambda _: None
    on_bytes: Callable[[int], None] = lambda _: None
    on_write: Callable[[int], None] = lambda _: None
    on_outcome: Callable[[Outcome], None] = lambda _: None
    on_wait: Callable[[], None] = lambda: None


def load_files(
    home: Home,
    paths: Sequence[Path],
    datasets: Sequence[Dataset],
    options: LoadOptions,
    *,
    loaded_at: datetime,
    listener: Listener | None = None,
) -> list[Outcome]:
    """Load every file of *paths* that is one of *datasets*; return what became of each.

    Files are committed one by one in natural order of their paths. A file that is refused stops
    no other one. *loaded_at* is in UTC.

    Raises `UsageError` for a path that does not exist or options that cannot be meant, and
    `ClaimsError` for a lake that cannot be written to; what was committed before stays.
    """
    listener = listener or Listener()
    sources = find_sources(paths, besides=home.lake)
    if not sources:
        raise RefusedError(f"there is no file in {', '.join(map(str, paths))}")
    _check_options(sources, options)
    try:
        home.lake.mkdir(parents=True, exist_ok=True)
        with only_writer(home.lake, listener.on_wait):
            loader = _Loader(home, datasets, options, loaded_at, listener)
            outcomes = []
            for source in sources:
                outcome = loader.load(source)
                listener.on_outcome(outcome)
                outcomes.append(outcome)
            return outcomes
    except OSError as error:
        raise ClaimsError(
            f"{home.lake} cannot be written to: {error.strerror}; nothing half-loaded is visible"
        ) from error


def _check_options(sources: Sequence[Source], options: LoadOptions) -> None:
    """Refuse one `--sample` or `--year` for files whose names tell different ones."""
    told = [told_by(source.names) for source in sources]
    for option, given, values in (
        ("--sample", options.sample, {names.sample for names in told} - {None}),
        ("--year", options.year, {names.year for names in told} - {None}),
    ):
        if given is not None and len(values) > 1:
            raise UsageError(
                f"{option} {given} cannot be meant for files whose names tell "
                f"{', '.join(map(str, sorted(filter(None, values))))}; load them one by one"
            )


class _Loader:
    """One load command, under the lock."""

    def __init__(
        self,
        home: Home,
        datasets: Sequence[Dataset],
        options: LoadOptions,
        loaded_at: datetime,
        listener: Listener,
    ) -> None:
        self._home = home
        self._lake = home.lake
        self._staging = home.lake / ".staging"
        self._datasets = datasets
        self._options = options
        self._loaded_at = loaded_at.strftime("%Y-%m-%dT%H:%M:%S")
        self._listener = listener
        self._deliveries = read_ledger(home)
        sweep(self._lake, self._deliveries)

    def load(self, source: Source) -> Outcome:
        """Load *source*, or say why not."""
        self._listener.on_start(source)
        try:
            return self._load(source)
        except ForeignFileError as error:
            result = Result.REFUSED if source.is_named else Result.SKIPPED
            return Outcome(source, result, error=error)
        except ClaimsError as error:
            return Outcome(source, Result.REFUSED, error=error)
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)

    def _load(self, source: Source) -> Outcome:
        header, staged = self._staged(source)
        known = self._known(staged.sha256)
        if known and not self._options.again:
            return Outcome(source, Result.KNOWN, known)
        told = told_by(source.names)
        sample = self._sample(source, header, staged, told)
        year = self._file_year(source, header.dataset, told)
        batch_sequence = max((known.batch_sequence for known in self._deliveries), default=0) + 1
        batch = Batch(
            sequence=batch_sequence,
            id=f"{batch_sequence:06}-{staged.sha256[:8]}",
            source_file=source.file_name,
            file_year=year,
        )
        self._listener.on_write(staged.rows)
        staged, written = self._written(source, header, staged, batch)
        files = dict(written.data_files)
        reject_files = {}
        if written.rejected_rows:
            rejects = write_rejects(source, staged, written, header, batch, self._staging)
            _check_share(source, staged.rows, written.rejected_rows, rejects)
            reject_files[f"rejected_rows/{batch.id}.parquet"] = rejects
        delivery = Delivery(
            batch_sequence=batch.sequence,
            batch_id=batch.id,
            source_system=header.dataset.source_system,
            dataset=header.dataset.name,
            source_file=batch.source_file,
            file_sha256=staged.sha256,
            sample=sample,
            part=told.part,
            file_year=year,
            is_partial=self._options.is_partial,
            rows_read=staged.rows,
            rows_accepted=written.accepted_rows,
            rows_rejected=written.rejected_rows,
            status=COMMITTED,
            loaded_at=self._loaded_at,
            extra_columns=header.extra_columns,
            data_files=tuple(files),
            reject_files=tuple(reject_files),
        )
        put_in_place(self._lake, files | reject_files)
        write_ledger(self._lake, [*self._deliveries, delivery])
        self._deliveries.append(delivery)
        return Outcome(source, Result.LOADED, delivery, notes=self._notes(told, delivery))

    def _staged(self, source: Source, *, careful: bool = False) -> tuple[Header, Staged]:
        shutil.rmtree(self._staging, ignore_errors=True)
        with source.opened() as stream:
            hashed = HashedStream(stream, self._listener.on_bytes)
            line = hashed.readline(MAX_HEADER_BYTES)
            header = read_header(line, self._datasets, source.label)
            staged = stage(
                hashed,
                self._staging,
                columns=len(header.names),
                delimiter=header.dataset.delimiter,
                careful=careful,
            )
        return header, staged

    def _written(
        self, source: Source, header: Header, staged: Staged, batch: Batch
    ) -> tuple[Staged, Written]:
        try:
            return staged, write_rows(staged, header, batch, self._staging)
        except duckdb.InvalidInputException:
            header, staged = self._staged(source, careful=True)
            return staged, write_rows(staged, header, batch, self._staging)

    def _known(self, sha256: str) -> Delivery | None:
        for delivery in self._deliveries:
            if delivery.is_committed and delivery.file_sha256 == sha256:
                return delivery
        return None

    def _file_year(self, source: Source, dataset: Dataset, told: Told) -> int | None:
        if not dataset.is_yearly:
            return None
        year = self._options.year if self._options.year is not None else told.year
        if year is None:
            raise UsageError(
                f"the name of {source.label} does not tell its year, and nothing in the file "
                "does; load it by itself with --year"
            )
        return year

    def _sample(self, source: Source, header: Header, staged: Staged, told: Told) -> int:
        if self._options.sample is not None:
            return self._options.sample
        if told.sample is not None:
            return told.sample
        samples = self._samples_of_beneficiaries(header, staged)
        if len(samples) == 1:
            return samples.pop()
        found = (
            f"its beneficiaries are in samples {', '.join(map(str, sorted(samples)))}"
            if samples
            else "none of its beneficiaries is loaded"
        )
        raise UsageError(
            f"the sample of {source.label} is not told by its name, and {found}; "
            "load it with --sample"
        )

    def _samples_of_beneficiaries(self, header: Header, staged: Staged) -> set[int]:
        samples = {
            delivery.batch_sequence: delivery.sample
            for delivery in self._deliveries
            if delivery.is_committed and delivery.dataset == BENEFICIARY_DATASET
        }
        files = [
            (self._lake / file).as_posix()
            for delivery in self._deliveries
            if delivery.batch_sequence in samples
            for file in delivery.data_files
        ]
        if not files or not (staged.plain or staged.numbered):
            return set()
        with engine(self._staging / "spilled") as connection:
            batches = connection.execute(
                f"select distinct batch_sequence from read_parquet({text_literals(files)}) "
                f"where {BENEFICIARY_COLUMN} in (select {BENEFICIARY_COLUMN} "
                f"from ({rows_sql(staged, header)}) limit {GUESSED_FROM_ROWS})"
            ).fetchall()
        found = {samples[batch_sequence] for (batch_sequence,) in batches}
        return {sample for sample in found if sample is not None}

    def _notes(self, told: Told, delivery: Delivery) -> tuple[str, ...]:
        notes = []
        for word, name_tells, used in (
            ("sample", told.sample, delivery.sample),
            ("year", told.year, delivery.file_year),
        ):
            if used is not None and name_tells is not None and used != name_tells:
                notes.append(f"loaded as {word} {used}; its name says {name_tells}")
        if delivery.extra_columns:
            notes.append(f"columns beyond the layout kept: {', '.join(delivery.extra_columns)}")
        return tuple(notes)


def sweep(lake: Path, deliveries: Sequence[Delivery]) -> None:
    """Remove from *lake* what an interrupted load left: its staging and unlisted Parquet files."""
    shutil.rmtree(lake / ".staging", ignore_errors=True)
    present = set(lake.rglob("*.parquet"))
    if present and not ledger_path(lake).exists():
        raise LedgerError(
            f"{lake} holds {len(present)} data files but no {LEDGER_NAME}; restore it from a "
            "copy, or remove the folder and load again"
        )
    if not ledger_path(lake).exists():
        write_ledger(lake, [])
    listed = {
        lake / file
        for delivery in deliveries
        for file in (*delivery.data_files, *delivery.reject_files)
    }
    for path in present - listed:
        path.unlink()


def _check_share(source: Source, rows: int, rejected: int, rejects: Path) -> None:
    if rejected <= TOLERATED_REJECTS or rejected <= rows * MAX_REJECTED_SHARE:
        return
    with engine(rejects.parent / "spilled") as connection:
        examples = connection.execute(
            "select source_row_number, column_name, raw_value, reason from read_parquet(?) "
            "order by all limit 3",
            [rejects.as_posix()],
        ).fetchall()
    shown = "; ".join(
        f"row {row}, {f'{column} {value!r}: ' if column else ''}{reason}"
        for row, column, value, reason in examples
    )
    raise RefusedError(
        f"{source.label}: {rejected:,} of {rows:,} rows cannot be read, more than "
        f"{MAX_REJECTED_SHARE:.0%}, so nothing of it is stored. First: {shown}. "
        "Correct the file or fetch it again"
    )
