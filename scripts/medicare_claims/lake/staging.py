"""Cutting a source into pieces that DuckDB reads fast, with every row's number known.

The bytes are read once. On the way they are hashed, and each chunk of them is looked at as a
whole: most consist of lines without quotes whose delimiters add up, and go into *plain* pieces
byte for byte. A chunk with anything else in it (quotes, blank lines, a line with too few values,
bytes that are no text) is taken apart line by line into *numbered* pieces: well-formed CSV whose
first column is the row number. Lines that are no row at all are set aside as *unreadable*.

A value never spans lines: CMS writes none that does, and so a quote that is never closed spoils
one line, not the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medicare_claims.lake.hashing import HashedStream

CHUNK_BYTES = 4 << 20
PIECE_BYTES = 32 << 20
"""Pieces are read in parallel, one thread a piece: many enough to end together."""

LONGEST_LINE_BYTES = 1 << 20
"""A longer line is no row; the longest that CMS can write has some 3 KB."""

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
    """A source on its way into the lake, in *folder*.

    *rows* counts every line but blank ones, *unreadable_rows* those among them that are no row.
    """

    folder: Path
    plain: list[PlainPiece] = field(default_factory=list)
    numbered: list[Path] = field(default_factory=list)
    sha256: str = ""
    rows: int = 0
    unreadable_rows: int = 0

    @property
    def unreadable(self) -> Path:
        """The CSV of the unreadable lines: row number, reason, line. It always exists."""
        return self.folder / "unreadable.csv"

    @property
    def has_rows(self) -> bool:
        """Whether there is a piece to read."""
        return bool(self.plain or self.numbered)


def stage(
    stream: HashedStream,
    folder: Path,
    label: str,
    *,
    columns: int,
    delimiter: str,
    careful: bool = False,
) -> Staged:
    """Cut the rest of *stream*, whose header is read, into pieces in *folder*.

    *columns* is how many values a line must have. *careful* takes every line apart, for a source
    in which wrong lines hide each other. Raises `StagingError` for bytes without line ends;
    *label* names the source in it.
    """
    staged = Staged(folder)
    folder.mkdir(parents=True)
    with _Writer(staged, columns, delimiter) as writer:
        for chunk in _whole_lines(stream, label):
            if not careful and _is_plain(chunk, columns, delimiter.encode()):
                writer.write_plain(chunk)
            else:
                writer.write_numbered(chunk)
    staged.sha256 = stream.hexdigest()
    return staged


def raw_line(line: bytes) -> str:
    """Return *line* as text that can be shown and stored, whatever its bytes are."""
    text = line.removesuffix(b"\r").decode("utf-8", errors="backslashreplace")
    text = text.replace("\0", "\\x00").replace("\r", "\\r")
    return text if len(text) <= LONGEST_RAW_LINE else text[:LONGEST_RAW_LINE] + "…"


def _whole_lines(stream: HashedStream, label: str) -> Iterator[bytes]:
    """Yield chunks that end at a line's end; a last line without one gets it."""
    rest = b""
    while chunk := stream.read(CHUNK_BYTES):
        end = chunk.rfind(b"\n") + 1
        if end:
            yield rest + chunk[:end]
            rest = chunk[end:]
        else:
            rest += chunk
        if len(rest) > CHUNK_BYTES + LONGEST_LINE_BYTES:
            raise StagingError(
                f"{label}: a line is longer than {LONGEST_LINE_BYTES:,} bytes; this is no CSV"
            )
    if rest:
        yield rest + b"\n"


def _is_plain(chunk: bytes, columns: int, delimiter: bytes) -> bool:
    """Whether *chunk* can go to DuckDB as it is.

    The delimiters are counted over the whole chunk. Lines that are wrong in ways that cancel out
    make DuckDB's strict reader stop, and the source is staged anew with care.
    """
    lines = chunk.count(b"\n")
    return (
        chunk.count(delimiter) == lines * (columns - 1)
        and chunk.count(b"\r\n") in (0, lines)
        and b'"' not in chunk
        and b"\0" not in chunk
        and not chunk.startswith(codecs.BOM_UTF8)
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


class _UnreadableLineError(Exception):
    """A line that is no row; the text is the reason."""


def _values(line: bytes, columns: int, delimiter: str) -> list[str]:
    if len(line) > LONGEST_LINE_BYTES:
        raise _UnreadableLineError(f"longer than {LONGEST_LINE_BYTES:,} bytes")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _UnreadableLineError(f"byte {error.start + 1} is not UTF-8 text") from None
    for character, name in (("\0", "NUL character"), ("\r", "carriage return")):
        if character in text:
            raise _UnreadableLineError(f"a {name} stands in the line")
    try:
        values = next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _UnreadableLineError(f"not readable as CSV: {error}") from None
    if len(values) != columns:
        raise _UnreadableLineError(f"{len(values)} values where the header has {columns} columns")
    return values


class _Writer:
    """The pieces being written, and the count of rows so far."""

    def __init__(self, staged: Staged, columns: int, delimiter: str) -> None:
        self._staged = staged
        self._columns = columns
        self._delimiter = delimiter
        self._next_row = 1
        self._plain: IO[bytes] | None = None
        self._has_returns = False
        self._numbered: IO[str] | None = None

    def __enter__(self) -> _Writer:
        self._unreadable = _opened(self._staged.unreadable)
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._plain, self._numbered, self._unreadable):
            if file is not None:
                file.close()

    def write_plain(self, chunk: bytes) -> None:
        """Append *chunk* to a plain piece, byte for byte; a piece has one kind of line end."""
        has_returns = chunk.endswith(b"\r\n")
        if (
            self._plain is None
            or self._plain.tell() >= PIECE_BYTES
            or self._has_returns != has_returns
        ):
            self._end_plain()
            path = self._staged.folder / f"plain_{len(self._staged.plain):04}.csv"
            self._staged.plain.append(PlainPiece(path, self._next_row))
            self._plain = path.open("wb")
            self._has_returns = has_returns
        self._plain.write(chunk)
        lines = chunk.count(b"\n")
        self._next_row += lines
        self._staged.rows += lines

    def write_numbered(self, chunk: bytes) -> None:
        """Take *chunk* apart; a blank line takes a number but is no row."""
        self._end_plain()
        readable = csv.writer(self._numbered_piece(), lineterminator="\n")
        unreadable = csv.writer(self._unreadable, lineterminator="\n")
        lines = chunk.split(b"\n")[:-1]
        for number, line in enumerate(lines, self._next_row):
            content = line.removesuffix(b"\r")
            if not content:
                continue
            self._staged.rows += 1
            try:
                values = _values(content, self._columns, self._delimiter)
            except _UnreadableLineError as error:
                self._staged.unreadable_rows += 1
                unreadable.writerow((number, error, raw_line(line)))
            else:
                readable.writerow((number, *values))
        self._next_row += len(lines)

    def _numbered_piece(self) -> IO[str]:
        if self._numbered is None or self._numbered.tell() >= PIECE_BYTES:
            if self._numbered is not None:
                self._numbered.close()
            path = self._staged.folder / f"numbered_{len(self._staged.numbered):04}.csv"
            self._staged.numbered.append(path)
            self._numbered = _opened(path)
        return self._numbered

    def _end_plain(self) -> None:
        if self._plain is not None:
            self._plain.close()
            self._plain = None


def _opened(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="")
