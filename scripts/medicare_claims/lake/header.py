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

    from medicare_claims.lake.sources import Source
    from medicare_claims.layouts.layout import Dataset, FileFormat, Layout

MAX_HEADER_BYTES = 1 << 16
"""The longest header of CMS has 4 KB; a first line beyond this is no header."""

LEAST_KNOWN = 0.5
"""A file of which a smaller share of columns is known is something else altogether."""

LEAST_PRESENT = 0.25
"""So is one that has a smaller share of the layout's columns."""

_DELIMITERS = {",": "commas", "|": "bars", ";": "semicolons", "\t": "tabs"}
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class HeaderError(ClaimsError):
    """The first line is not the header of a whole file of a known dataset."""


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header.

    *names* are the lake's columns in file order; a name that has none stands as sent, and is one
    of *kept_names*. *extra_columns* are those of them that the layout does not know.
    """

    dataset: Dataset
    layout: Layout
    names: tuple[str, ...]
    kept_names: tuple[str, ...]
    extra_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A header read as one of a layout.

    *missing* are names of the layout, *known* counts the file's own names that are known.
    """

    header: Header
    missing: tuple[str, ...]
    known: int

    @property
    def likeness(self) -> float:
        """The share of columns in common, of all that file or layout have."""
        layout = len(self.header.layout.fields)
        common = layout - len(self.missing)
        return common / (layout + len(self.header.names) - common)

    @property
    def is_foreign(self) -> bool:
        layout = len(self.header.layout.fields)
        return (
            self.known < LEAST_KNOWN * len(self.header.names)
            or layout - len(self.missing) < LEAST_PRESENT * layout
        )

    @property
    def difference(self) -> str:
        if not self.known:
            return "none of its columns is known"
        return (
            f"{self.known} of its {len(self.header.names)} columns are known, and it lacks "
            f"{len(self.missing)} of the {len(self.header.layout.fields)} columns of "
            f"{self.words}, which is nearest"
        )

    @property
    def words(self) -> str:
        layout = self.header.layout.name
        return (
            f"{self.header.dataset.name} in the {layout} layout"
            if layout
            else self.header.dataset.name
        )


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
    nearest = _nearest(text, datasets)
    if nearest.is_foreign:
        _check_delimiter(text, datasets, label)
        raise ForeignFileError(
            f"{label} is no {datasets[0].source_system} file: {nearest.difference}"
        )
    _check_complete(nearest, label)
    return nearest.header


def dataset_of(source: Source, datasets: Sequence[Dataset]) -> Dataset | None:
    """Return what *source* is; None for a file that its own load will have words for."""
    try:
        with source.opened() as stream:
            return read_header(stream.readline(MAX_HEADER_BYTES), datasets, source.label).dataset
    except ClaimsError:
        return None


def _nearest(text: str, datasets: Sequence[Dataset], delimiter: str | None = None) -> _Candidate:
    """Return the reading of the header *text* that has most in common with it."""
    candidates = [
        _read_as(dataset, layout, _split(text, dataset.format, delimiter))
        for dataset in datasets
        for layout in dataset.known_layouts
    ]
    return max(candidates, key=lambda candidate: candidate.likeness)


def _check_delimiter(text: str, datasets: Sequence[Dataset], label: str) -> None:
    for delimiter, word in _DELIMITERS.items():
        nearest = _nearest(text, datasets, delimiter)
        if not nearest.is_foreign:
            raise HeaderError(
                f"{label} looks like {nearest.words}, but its columns are parted by {word}, not "
                f"by {_DELIMITERS[nearest.header.dataset.format.delimiter]}; "
                "load the file as it was sent"
            )


def _read_as(dataset: Dataset, layout: Layout, sent: Sequence[str]) -> _Candidate:
    fields = {name.lower(): column and column.lake_name for name, column in layout.fields}
    filled = set(fields.values())
    lake_names = {
        column.lake_name: column.lake_name
        for column in dataset.columns
        if column.lake_name not in filled
    } | fields
    names = tuple(lake_names.get(name.lower()) or name for name in sent)
    kept = tuple(name for name in sent if not lake_names.get(name.lower()))
    extra = tuple(name for name in kept if name.lower() not in lake_names)
    present = {name.lower() for name in sent}
    missing = tuple(name for name in layout.names if name.lower() not in present)
    header = Header(dataset, layout, names, kept, extra)
    return _Candidate(header, missing, len(sent) - len(extra))


def _split(text: str, form: FileFormat, delimiter: str | None) -> list[str]:
    delimiter = delimiter or form.delimiter
    if not form.has_quotes:
        return [name.strip() for name in text.split(delimiter)]
    try:
        names = next(csv.reader([text], delimiter=delimiter))
    except csv.Error:
        names = []
    return [name.strip() for name in names] or [text]


def _check_complete(candidate: _Candidate, label: str) -> None:
    header = candidate.header
    repeated = [name for name, count in Counter(header.names).items() if count > 1]
    if repeated:
        raise HeaderError(
            f"{label} names columns twice: {listed(repeated)}; correct the header and load again"
        )
    if candidate.missing:
        unknown = f" and has {listed(header.extra_columns)}" if header.extra_columns else ""
        raise HeaderError(
            f"{label} looks like {candidate.words} but lacks {listed(candidate.missing)}"
            f"{unknown}; a file is loaded with all columns of its layout or not at all"
        )


def listed(names: Sequence[str], most: int = 8) -> str:
    """Return column *names* in words, so many at *most*."""
    rest = len(names) - most
    words = ", ".join(name or "one without a name" for name in names[:most])
    return words + (f" and {rest} more" if rest > 0 else "")
