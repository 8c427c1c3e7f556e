"""What a file's name tells: its sample, its part, its year, and its place in the order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAMPLE = re.compile(r"sample[ _-]?(\d{1,3})([ab])?(?![0-9a-z])", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COPY = re.compile(r"(?: - Copy(?: \(\d+\))?)+(?=\.[^.]*$|$)")
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Told:
    """What names tell; None where they do not.

    *part* is `A` or `B` of a carrier file. *year* is told by a name that holds one year only.
    """

    sample: int | None = None
    part: str | None = None
    year: int | None = None


def told_by(names: Iterable[str]) -> Told:
    """Return what *names* tell, the first one that says anything about a thing winning."""
    sample: int | None = None
    part: str | None = None
    year: int | None = None
    for name in names:
        match = _SAMPLE.search(name)
        if match and sample is None:
            sample = int(match[1])
            part = match[2].upper() if match[2] else None
        years = set(_YEAR.findall(name))
        if year is None and len(years) == 1:
            year = int(years.pop())
    return Told(sample, part, year)


def without_copy_mark(name: str) -> str:
    """Return *name* without the ` - Copy` that some CMS zips carry."""
    return _COPY.sub("", name)


def natural_key(path: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Return a sort key under which `Sample_2` comes before `Sample_10`.

    A folder's own files come before its subfolders: a release before its `delivery_01`.
    """
    *folders, name = path.split("/")
    return (*(((2, 0, ""), *_pieces(folder)) for folder in folders), _pieces(name))


def _pieces(part: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(piece), piece) if piece.isdecimal() else (1, 0, piece.casefold())
        for piece in _DIGITS.split(part)
        if piece
    )
