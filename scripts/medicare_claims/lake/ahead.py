"""Staging one source ahead: while DuckDB writes a file, the next one is read.

Reading holds one core, and DuckDB seldom fills two: side by side they take the time of the longer
one. No more than two sources are staged at any time.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import TYPE_CHECKING

from medicare_claims.lake.hashing import HashedStream
from medicare_claims.lake.header import MAX_HEADER_BYTES, read_header
from medicare_claims.lake.staging import stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.sources import Source
    from medicare_claims.lake.staging import Staged
    from medicare_claims.layouts.layout import Dataset


def stage_source(
    source: Source,
    datasets: Sequence[Dataset],
    folder: Path,
    on_bytes: Callable[[int], None],
    *,
    careful: bool = False,
) -> tuple[Header, Staged]:
    """Read *source* into *folder*, which is made anew; return its header and what was staged.

    *on_bytes* gets how many unpacked bytes were read since the last call. *careful* is as in
    `stage`. Raises the errors of `Source.opened`, `read_header` and `stage`, and leaves nothing.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with source.opened() as stream, HashedStream(stream, on_bytes) as hashed:
            header = read_header(hashed.readline(MAX_HEADER_BYTES), datasets, source.label)
            staged = stage(
                hashed,
                folder,
                source.label,
                columns=len(header.names),
                form=header.dataset.format,
                careful=careful,
            )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return header, staged


class StagedAhead:
    """*sources* in their order, each staged in a folder of its own below *folder*.

    Leaving it stops a reading in progress and removes *folder*.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        datasets: Sequence[Dataset],
        folder: Path,
        on_bytes: Callable[[int], None],
    ) -> None:
        self._waiting = enumerate(sources, 1)
        self._datasets = datasets
        self._folder = folder
        self._on_bytes = on_bytes
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._is_stopped = Event()

    def __enter__(self) -> StagedAhead:
        self._next = self._begun()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_stopped.set()
        self._thread.shutdown()
        shutil.rmtree(self._folder, ignore_errors=True)

    def take(self) -> tuple[Header, Staged]:
        """Wait for the next source and begin with the one after it.

        Raises what `stage_source` raises for it. Whoever takes it removes its folder.
        """
        if self._next is None:
            raise IndexError("every source was taken")
        bytes_read, staged = self._next
        bytes_read.tell(self._on_bytes)
        try:
            return staged.result()
        finally:
            self._next = self._begun()

    def _begun(self) -> tuple[_BytesRead, Future[tuple[Header, Staged]]] | None:
        for number, source in self._waiting:
            bytes_read = _BytesRead(self._is_stopped)
            folder = self._folder / str(number)
            return bytes_read, self._thread.submit(
                stage_source, source, self._datasets, folder, bytes_read.add
            )
        return None


class _StoppedError(Exception):
    """Nobody waits for the source any more."""


class _BytesRead:
    """How many bytes of a source were read: gathered until somebody listens."""

    def __init__(self, is_stopped: Event) -> None:
        self._is_stopped = is_stopped
        self._lock = Lock()
        self._untold = 0
        self._listener: Callable[[int], None] | None = None

    def add(self, count: int) -> None:
        if self._is_stopped.is_set():
            raise _StoppedError
        with self._lock:
            if self._listener:
                self._listener(count)
            else:
                self._untold += count

    def tell(self, listener: Callable[[int], None]) -> None:
        with self._lock:
            listener(self._untold)
            self._listener = listener
