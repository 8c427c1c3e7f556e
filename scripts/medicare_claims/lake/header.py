"""The header tells what a file is; its name does not."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError
from medicare_claims.lake.sources import ForeignFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.layouts.layout import Dataset

MAX_HEADER_BYTES = 1 << 16
"""The longest header of CMS has 4 KB; a first line beyond this is no header."""

LEAST_SHARED = 0.5
"""A file with a smaller share of known columns is something else altogether."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class HeaderError(ClaimsError):
    """The first line is not the header of a whole file of a known dataset."""


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header: *names* in file order, in lower case where the layout knows them."""

    dataset: Dataset
    names: tuple[str, ...]
    extra_columns: tuple[str, ...]


def read_header(line: bytes, datasets: Sequence[Dataset], label: str) -> Header:
    """Return what the first *line* of a file says; read up to `MAX_HEADER_BYTES` of it.

    Raises `ForeignFileError` for a file of another kind and `HeaderError` for one whose columns
    are incomplete, repeated or unreadable. *label* names the file in the message.
    """
    if not line:
        raise HeaderError(f"{label} is empty: it has not even a header; fetch it again")
    if line.startswith(_UTF16_MARKS):
        raise HeaderError(f"{label} is UTF-16 text; save it as UTF-8 and load it again")
    line = line.removeprefix(codecs.BOM_UTF8)
    if b"\0" in line or len(line) == MAX_HEADER_BYTES:
        raise ForeignFileError(f"{label} is not a text file with a header line")
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ForeignFileError(f"{label} is not UTF-8 text") from None
    candidates = [_read_as(dataset, text) for dataset in datasets]
    header, known_share = max(candidates, key=lambda candidate: candidate[1])
    if known_share < LEAST_SHARED:
        raise ForeignFileError(
            f"{label} is no {datasets[0].source_system} file: "
            "fewer than half of its columns are known"
        )
    _check_complete(header, label)
    return header


def _read_as(dataset: Dataset, text: str) -> tuple[Header, float]:
    """Return the header read as one of *dataset*, and the share of its columns that are known."""
    known = {column.name.lower() for column in dataset.columns}
    names = tuple(
        name.lower() if name.lower() in known else name for name in _split(text, dataset.delimiter)
    )
    extra = tuple(name for name in names if name not in known)
    return Header(dataset, names, extra), len(known.intersection(names)) / len(names)


def _split(text: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([text], delimiter=delimiter))
    except csv.Error:
        names = []
    return [name.strip() for name in names] or [text]


def _check_complete(header: Header, label: str) -> None:
    repeated = [name for name, count in Counter(header.names).items() if count > 1]
    if repeated:
        raise HeaderError(
            f"{label} names columns twice: {_listed(repeated)}; correct the header and load again"
        )
    present = set(header.names)
    missing = [
        column.name for column in header.dataset.columns if column.name.lower() not in present
    ]
    if missing:
        raise HeaderError(
            f"{label} looks like {header.dataset.name} but lacks {_listed(missing)}; "
            "a file is loaded with all columns of its layout or not at all"
        )


def _listed(names: Sequence[str], most: int = 8) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
