"""One download a folder: two would write into the same part files."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FolderInUse(ClaimsError):
    """Another download works in the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold *folder* while the block runs; the lock ends with the process, however that ends."""
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(
                f"another download works in {folder}: wait for it or name another folder with --to"
            ) from None
        yield
