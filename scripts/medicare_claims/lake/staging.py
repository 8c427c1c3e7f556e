"""Cutting a source into pieces that DuckDB reads fast, with every row's number known.

The bytes are read once. On the way they are hashed, and each chunk of them is looked at as a
whole: most consist of lines without quotes whose commas add up, and go into *plain* pieces
byte for byte. A chunk with anything else in it (quotes, blank lines, a line with too few values,
bytes that are no text) is taken apart line by line into *numbered* pieces: well-formed CSV whose
first column is the row number. Lines that are no row at all go to `unreadable`.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHUNK_BYTES = 4 << 20
PIECE_BYTES = 32 << 20
"""Pieces are read in parallel, one thread a piece: many enough to end together."""

LONGEST_LINE_BYTES = 16 << 20
LONGEST_RAW_LINE = 1 << 16
"""Characters of a line that the record of a rejected row keeps."""


class StagingError(ClaimsError):
    """The bytes are no lines of text."""


@dataclass(frozen=True, slots=True)
class PlainPiece:
    """Lines as sent; the first of them is row *first_row*."""

    path: Path
    first_row: int


@dataclass(slots=True)
class Staged:
    """A source on its way into the lake.

    *unreadable* is a CSV of row number, reason and line; *rows* counts its lines too.
    """

    folder: Path
    plain: list[PlainPiece] = field(default_factory=list)
    numbered: list[Path] = field(default_factory=list)
    sha256: str = ""
    rows: int = 0
    unreadable_rows: int = 0

    @property
    def unreadable(self) -> Path:
        """The file of the lines that are no rows; it exists always."""
        return self.folder / "unreadable.csv"


class HashedStream:
    """A stream that hashes what is read from it, the header included."""

    def __init__(self, stream: IO[bytes], on_bytes: Callable[[int], None]) -> None:
        self._stream = stream
        self._on_bytes = on_bytes
        self._digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return up to *size* bytes."""
        return self._hashed(self._stream.read(size))

    def readline(self, size: int) -> bytes:
        """Return one line, its end included, or its first *size* bytes."""
        return self._hashed(self._stream.readline(size))

    def hexdigest(self) -> str:
        """Return the SHA-256 of all bytes read so far."""
        return self._digest.hexdigest()

    def _hashed(self, data: bytes) -> bytes:
        self._digest.update(data)
        self._on_bytes(len(data))
        return data


def stage(
    stream: HashedStream, folder: Path, *, columns: int, delimiter: str, careful: bool = False
) -> Staged:
    """Cut the rest of *stream*, whose header is read, into pieces below *folder*.

    *columns* is how many values a line must have. *careful* takes every line apart, for a source
    in which two wrong lines hide each other.
    """
    staged = Staged(folder)
    folder.mkdir(parents=True)
    with _Writer(staged, columns, delimiter) as writer:
        for chunk in _whole_lines(stream):
            if not careful and _is_plain(chunk, columns, delimiter.encode()):
                writer.write_plain(chunk)
            else:
                writer.write_numbered(chunk)
    staged.sha256 = stream.hexdigest()
    return staged


def _whole_lines(stream: HashedStream) -> Iterator[bytes]:
    """Yield chunks that end at a line's end; a last line without one gets it."""
    rest = b""
    while chunk := stream.read(CHUNK_BYTES):
        end = chunk.rfind(b"\n") + 1
        if end == 0:
            rest += chunk
            if len(rest) > LONGEST_LINE_BYTES:
                raise StagingError(
                    f"a line is longer than {LONGEST_LINE_BYTES:,} bytes: this is no CSV"
                )
            continue
        yield rest + chunk[:end]
        rest = chunk[end:]
    if rest:
        yield rest + b"\n"


def _is_plain(chunk: bytes, columns: int, delimiter: bytes) -> bool:
    """Whether *chunk* can go to DuckDB as it is.

    The delimiters are counted over the whole chunk. Lines that are wrong in ways that cancel out
    make DuckDB's strict reader stop, and the source is staged anew with care.
    """
    lines = chunk.count(b"\n")
    returns = chunk.count(b"\r")
    return (
        chunk.count(delimiter) == lines * (columns - 1)
        and b'"' not in chunk
        and b"\0" not in chunk
        and (returns == 0 or (returns == lines and chunk.count(b"\r\n") == lines))
        and _is_text(chunk)
    )


def _is_text(chunk: bytes) -> bool:
    if chunk.isascii():
        return True
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Writer:
    """The pieces being written, and the count of rows so far."""

    def __init__(self, staged: Staged, columns: int, delimiter: str) -> None:
        self._staged = staged
        self._columns = columns
        self._delimiter = delimiter
        self._next_row = 1
        self._plain: IO[bytes] | None = None
        self._returns = False
        self._numbered: IO[str] | None = None

    def __enter__(self) -> _Writer:
        self._unreadable = self._staged.unreadable.open("w", encoding="utf-8", newline="")
        self._unreadable_rows = csv.writer(self._unreadable, lineterminator="\n")
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._plain, self._numbered, self._unreadable):
            if file is not None:
                file.close()

    def write_plain(self, chunk: bytes) -> None:
        """Append *chunk* to a plain piece, byte for byte."""
        has_returns = chunk.endswith(b"\r\n")
        if (
            self._plain is None
            or self._plain.tell() >= PIECE_BYTES
            or self._returns != has_returns
        ):
            self._end_plain()
            self._returns = has_returns
            path = self._staged.folder / f"plain_{len(self._staged.plain):04}.csv"
            self._staged.plain.append(PlainPiece(path, self._next_row))
            self._plain = path.open("wb")
        self._plain.write(chunk)
        lines = chunk.count(b"\n")
        self._next_row += lines
        self._staged.rows += lines

    def write_numbered(self, chunk: bytes) -> None:
        """Take *chunk* apart; blank lines count as rows' places but are none."""
        self._end_plain()
        if self._numbered is None or self._numbered.tell() >= PIECE_BYTES:
            if self._numbered is not None:
                self._numbered.close()
            path = self._staged.folder / f"numbered_{len(self._staged.numbered):04}.csv"
            self._staged.numbered.append(path)
            self._numbered = path.open("w", encoding="utf-8", newline="")
        rows = csv.writer(self._numbered, lineterminator="\n")
        lines = chunk.split(b"\n")
        lines.pop()
        for number, line in enumerate(lines, self._next_row):
            line = line.removesuffix(b"\r")
            if not line:
                continue
            self._staged.rows += 1
            try:
                rows.writerow((number, *self._values(line)))
            except _UnreadableLine as error:
                self._staged.unreadable_rows += 1
                self._unreadable_rows.writerow((number, error, raw_line(line)))
        self._next_row += len(lines)

    def _values(self, line: bytes) -> list[str]:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _UnreadableLine(f"byte {error.start + 1} is not UTF-8 text") from None
        if "\0" in text:
            raise _UnreadableLine("a NUL character stands in the line")
        try:
            values = next(csv.reader([text], delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            raise _UnreadableLine(f"not readable as CSV: {error}") from None
        if len(values) != self._columns:
            raise _UnreadableLine(
                f"{len(values)} values where the header has {self._columns} columns"
            )
        return values

    def _end_plain(self) -> None:
        if self._plain is not None:
            self._plain.close()
            self._plain = None


class _UnreadableLine(Exception):
    """A line that is no row; the text is the reason."""


def raw_line(line: bytes) -> str:
    """Return *line* as text that can be shown and stored, whatever its bytes are."""
    text = line.removesuffix(b"\r").decode("utf-8", errors="backslashreplace")
    text = text.replace("\0", "\\x00")
    return text if len(text) <= LONGEST_RAW_LINE else text[:LONGEST_RAW_LINE] + "…"


def row_lines(stream: IO[bytes], wanted: set[int]) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of the *wanted* rows of *stream*, which starts at its header."""
    stream.readline()
    for number, line in enumerate(stream, 1):
        if number in wanted:
            yield number, line.removesuffix(b"\n")
