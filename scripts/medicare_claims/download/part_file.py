"""A file on its way: the bytes received so far, and what they are the beginning of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Beginning:
    """Bytes that can be continued: *size* of *total*, of the file that *validator* names.

    *validator* is the server's ETag or Last-Modified; *total* is None where it told none.
    """

    size: int
    total: int | None
    validator: str

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing any more."""
        return self.size == self.total


@dataclass(frozen=True, slots=True)
class PartFile:
    """`<name>.part`, and beside it `<name>.part.json` with its address, validator and size."""

    path: Path

    @property
    def origin(self) -> Path:
        """The small file that tells where the bytes come from."""
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    def beginning_of(self, address: str) -> Beginning | None:
        """Return what is here of *address*, None where it cannot be continued safely."""
        try:
            origin = json.loads(self.origin.read_text())
            if origin["address"] != address:
                return None
            beginning = Beginning(self.size, origin["total"], origin["validator"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None  # never written, or cut off while it was: the bytes are of no known file
        is_too_long = beginning.total is not None and beginning.size > beginning.total
        return None if beginning.size == 0 or is_too_long else beginning

    def start(self, address: str, total: int | None, validator: str | None) -> None:
        """Drop what is here and note what the bytes to come belong to.

        The order matters: a crash at any point leaves no note about other bytes than its own.
        """
        self.origin.unlink(missing_ok=True)
        self.path.open("wb").close()
        if validator is not None:
            origin = {"address": address, "total": total, "validator": validator}
            self.origin.write_text(json.dumps(origin))

    def move_to(self, path: Path) -> None:
        """Give the bytes their name, replacing what bore it."""
        self.path.replace(path)
        self.origin.unlink(missing_ok=True)

    def discard(self) -> None:
        """Drop the bytes and the note."""
        self.origin.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
