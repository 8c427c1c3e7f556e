"""A file's identity: the SHA-256 of its unpacked bytes."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class HashedStream:
    """A stream that hashes all that is read from it, beside the reader on a thread of its own."""

    def __init__(self, stream: IO[bytes], on_bytes: Callable[[int], None]) -> None:
        self._stream = stream
        self._on_bytes = on_bytes
        self._digest = hashlib.sha256()
        self._hasher = ThreadPoolExecutor(max_workers=1)
        self._hashed = self._hasher.submit(self._digest.update, b"")

    def __enter__(self) -> HashedStream:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hasher.shutdown()

    def read(self, size: int) -> bytes:
        """Return up to *size* bytes."""
        return self._taken(self._stream.read(size))

    def readline(self, size: int) -> bytes:
        """Return one line, its end included, or its first *size* bytes."""
        return self._taken(self._stream.readline(size))

    def hexdigest(self) -> str:
        """Return the SHA-256 of all bytes read so far."""
        self._hashed.result()
        return self._digest.hexdigest()

    def _taken(self, data: bytes) -> bytes:
        self._hashed.result()
        self._hashed = self._hasher.submit(self._digest.update, data)
        self._on_bytes(len(data))
        return data
