"""Loading: from paths to committed deliveries, one file at a time, all or nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.lake.ahead import StagedAhead, stage_source
from medicare_claims.lake.beneficiaries import samples_of
from medicare_claims.lake.feeds import feed_file, feed_notes, in_delivery_order
from medicare_claims.lake.header import dataset_of, listed
from medicare_claims.lake.ledger import COMMITTED, Delivery, read_ledger, write_ledger
from medicare_claims.lake.lock import only_writer
from medicare_claims.lake.naming import Told, told_by
from medicare_claims.lake.outcome import Listener, LoadOptions, Outcome, Result
from medicare_claims.lake.rejects import check_share, write_rejects
from medicare_claims.lake.shape import Batch
from medicare_claims.lake.sources import ForeignFileError, find_sources
from medicare_claims.lake.sweep import staging_folder, sweep
from medicare_claims.lake.writing import put_in_place, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from medicare_claims.home import Home
    from medicare_claims.lake.feeds import FeedFile
    from medicare_claims.lake.header import Header
    from medicare_claims.lake.sources import Source
    from medicare_claims.lake.staging import Staged
    from medicare_claims.lake.writing import Written
    from medicare_claims.layouts.layout import Dataset

__all__ = [
    "LakeError",
    "Listener",
    "LoadOptions",
    "NothingToLoadError",
    "Outcome",
    "Result",
    "load_files",
]


class NothingToLoadError(ClaimsError):
    """The paths hold no file."""


class LakeError(ClaimsError):
    """The lake cannot be written to."""


class UnreadableFileError(ClaimsError):
    """A file whose lines cannot be told apart, even taken one by one."""


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

    Files are committed one by one in natural order of their paths, a folder's own before those of
    its subfolders; those of a feed by stage and day (`in_delivery_order`). A file that is refused
    stops no other one. *loaded_at* is in UTC.

    Raises `UsageError` for a path that does not exist or options that cannot be meant,
    `NothingToLoadError` for empty folders, and `LakeError` for a lake that cannot be written to;
    what was committed before stays.
    """
    listener = listener or Listener()
    sources = find_sources(paths, besides=home.lake)
    if not sources:
        raise NothingToLoadError(f"there is no file in {', '.join(map(str, paths))}")
    _check_options(sources, datasets, options)
    if any(dataset.is_feed for dataset in datasets):
        sources = in_delivery_order(sources, datasets, options, loaded_at.date())
    try:
        home.lake.mkdir(parents=True, exist_ok=True)
        with only_writer(home.lake, listener.on_wait):
            loader = _Loader(home, datasets, options, loaded_at, listener)
            return loader.load(sources)
    except OSError as error:
        raise LakeError(
            f"{home.lake} cannot be written to: {error}; what was not committed is not visible"
        ) from error


def _check_options(
    sources: Sequence[Source], datasets: Sequence[Dataset], options: LoadOptions
) -> None:
    """Refuse one `--sample` or `--year` for files whose names tell different ones."""
    if options.sample is None and options.year is None:
        return
    samples: set[int] = set()
    years: set[int] = set()
    for source in sources:
        told = told_by(source.names)
        dataset = dataset_of(source, datasets)
        if dataset and told.sample is not None:
            samples.add(told.sample)
        if dataset and dataset.is_yearly and told.year is not None:
            years.add(told.year)
    for option, given, values in (
        ("--sample", options.sample, samples),
        ("--year", options.year, years),
    ):
        if given is not None and len(values) > 1:
            raise UsageError(
                f"{option} {given} cannot be meant for files whose names tell "
                f"{', '.join(map(str, sorted(values)))}; load them one by one"
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
        self._lake = home.lake
        self._staging = staging_folder(home.lake)
        self._datasets = datasets
        self._options = options
        self._loaded_on = loaded_at.date()
        self._loaded_at = loaded_at.strftime("%Y-%m-%dT%H:%M:%S")
        self._listener = listener
        self._deliveries = read_ledger(home)
        sweep(self._lake, self._deliveries)

    def load(self, sources: Sequence[Source]) -> list[Outcome]:
        """Load *sources* one by one, or say why not."""
        with StagedAhead(
            sources, self._datasets, self._staging, self._listener.on_bytes
        ) as staged_ahead:
            return [self._outcome(source, staged_ahead) for source in sources]

    def _outcome(self, source: Source, staged_ahead: StagedAhead) -> Outcome:
        self._listener.on_start(source)
        try:
            outcome = self._load(source, *staged_ahead.take())
        except ForeignFileError as error:
            result = Result.REFUSED if source.is_named else Result.SKIPPED
            outcome = Outcome(source, result, error=error)
        except ClaimsError as error:
            outcome = Outcome(source, Result.REFUSED, error=error)
        self._listener.on_outcome(outcome)
        return outcome

    def _load(self, source: Source, header: Header, staged: Staged) -> Outcome:
        try:
            return self._committed(source, header, staged)
        finally:
            shutil.rmtree(staged.folder, ignore_errors=True)

    def _committed(self, source: Source, header: Header, staged: Staged) -> Outcome:
        feed = (
            feed_file(source, self._options, self._loaded_on) if header.dataset.is_feed else None
        )
        known = self._known(staged.sha256, feed)
        if known and not self._options.again:
            return Outcome(source, Result.KNOWN, known)
        told = told_by(source.names)
        sample = self._sample(source, header, staged, told)
        batch = self._batch(source, header, staged, told, feed)
        self._listener.on_write(staged.rows)
        staged, written = self._written(source, header, staged, batch)
        reject_files = {}
        if written.rejected_rows:
            rejects = write_rejects(source, staged, written.rejects, header, batch)
            check_share(source, staged, written.rejected_rows, rejects)
            reject_files[f"rejected_rows/{batch.id}.parquet"] = rejects
        delivery = Delivery(
            batch_sequence=batch.sequence,
            batch_id=batch.id,
            source_system=header.dataset.source_system,
            dataset=header.dataset.name,
            layout=header.layout.name or None,
            source_file=batch.source_file,
            file_sha256=staged.sha256,
            sample=sample,
            part=told.part if header.dataset.group else None,
            file_year=batch.file_year,
            is_partial=self._options.is_partial,
            delivered_on=feed.delivered_on.isoformat() if feed else None,
            feed_stage=feed.stage.value if feed else None,
            rows_read=staged.rows,
            rows_accepted=written.accepted_rows,
            rows_rejected=written.rejected_rows,
            amounts=written.amounts,
            status=COMMITTED,
            loaded_at=self._loaded_at,
            extra_columns=header.extra_columns,
            data_files=tuple(written.data_files),
            reject_files=tuple(reject_files),
        )
        put_in_place(self._lake, written.data_files | reject_files)
        write_ledger(self._lake, [*self._deliveries, delivery])
        notes = _notes(told, delivery)
        if feed:
            notes += feed_notes(feed, header.dataset, self._deliveries, self._loaded_on)
        self._deliveries.append(delivery)
        return Outcome(source, Result.LOADED, delivery, notes=notes)

    def _written(
        self, source: Source, header: Header, staged: Staged, batch: Batch
    ) -> tuple[Staged, Written]:
        try:
            return staged, write_rows(staged, header, batch)
        except duckdb.InvalidInputException:
            _, staged = stage_source(
                source, self._datasets, staged.folder, self._listener.on_bytes, careful=True
            )
        try:
            return staged, write_rows(staged, header, batch)
        except duckdb.InvalidInputException as error:
            raise UnreadableFileError(f"{source.label} cannot be read: {error}") from error

    def _batch(
        self,
        source: Source,
        header: Header,
        staged: Staged,
        told: Told,
        feed: FeedFile | None,
    ) -> Batch:
        sequence = max((delivery.batch_sequence for delivery in self._deliveries), default=0) + 1
        return Batch(
            sequence=sequence,
            id=f"{sequence:06}-{staged.sha256[:8]}",
            source_file=source.file_name,
            file_year=self._file_year(source, header.dataset, told),
            delivered_on=feed.delivered_on if feed else None,
        )

    def _known(self, sha256: str, feed: FeedFile | None) -> Delivery | None:
        """Return the delivery of the same content; for a dated file of a feed, of the same day.

        A feed that says today what it said a month ago, and something else since, goes back.
        """
        for delivery in self._deliveries:
            is_same = delivery.is_committed and delivery.file_sha256 == sha256
            is_of_another_day = (
                feed and feed.is_dated and delivery.delivered_on != feed.delivered_on.isoformat()
            )
            if is_same and not is_of_another_day:
                return delivery
        return None

    def _file_year(self, source: Source, dataset: Dataset, told: Told) -> int | None:
        if not dataset.is_yearly:
            return None
        year = self._options.year if self._options.year is not None else told.year
        if year is None:
            raise UsageError(
                f"{source.label}: its name does not tell its year, and nothing in the file does; "
                "load it by itself with --year"
            )
        return year

    def _sample(self, source: Source, header: Header, staged: Staged, told: Told) -> int | None:
        if not header.dataset.has_samples:
            return None
        if self._options.sample is not None:
            return self._options.sample
        if told.sample is not None:
            return told.sample
        samples = samples_of(staged, header, self._deliveries, self._lake)
        if len(samples) == 1:
            return samples.pop()
        found = (
            f"its beneficiaries are in samples {', '.join(map(str, sorted(samples)))}"
            if samples
            else "none of its beneficiaries is loaded"
        )
        raise UsageError(
            f"{source.label}: its name does not tell its sample, and {found}; "
            "load it with --sample"
        )


def _notes(told: Told, delivery: Delivery) -> tuple[str, ...]:
    notes = []
    for word, name_tells, used in (
        ("sample", told.sample, delivery.sample),
        ("year", told.year, delivery.file_year),
    ):
        if used is not None and name_tells is not None and used != name_tells:
            notes.append(f"loaded as {word} {used} although its name says {name_tells}")
    if delivery.extra_columns:
        notes.append(f"columns beyond the layout kept: {listed(delivery.extra_columns)}")
    return tuple(notes)
