"""Cutting a source into pieces that DuckDB reads fast, each row with its number.

The bytes are read once. On the way they are hashed, and each chunk of them is looked at as a
whole: most consist of lines without quotes whose delimiters add up, and those lines need nothing
but a number in front. A chunk with anything else in it (quotes, blank lines, a line with too few
values, bytes that are no text) is looked at block by block, and the blocks with such lines are
taken apart line by line and written as well-formed CSV. Lines that are no row at all are set
aside as *unreadable*.

A row's number is its place in its piece plus the first row of the piece, which the piece's name
tells. DuckDB's own `row_number()` would make it read one file at a time.

A value never spans lines: CMS writes none that does, and so a quote that is never closed spoils
one line, not the rest of the file.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medicare_claims.lake.hashing import HashedStream
    from medicare_claims.layouts.layout import FileFormat

CHUNK_BYTES = 512 << 10
"""What is looked at as a whole; it stays in a core's cache while it is."""

PIECE_BYTES = 32 << 20
"""DuckDB's reader takes a file in buffers of this size."""

BLOCK_LINES = 256
"""Of a chunk with an odd line in it, so many are looked at at once."""

LONGEST_LINE_BYTES = 1 << 20
"""A longer line is no row; the longest that CMS can write has some 3 KB."""

LONGEST_RAW_LINE = 1 << 16
"""Characters of a line that the record of a rejected row keeps."""


class StagingError(ClaimsError):
    """The bytes are no lines of text."""


@dataclass(slots=True)
class Staged:
    """A source on its way into the lake, in *folder*.

    *pieces* are CSV files without a header, named `<first row>.csv` in twelve digits; the first
    value of a line is the row's place in the piece, from 0. *rows* counts every line but blank
    ones, *unreadable_rows* those among them that are no row.
    """

    folder: Path
    pieces: list[Path] = field(default_factory=list)
    sha256: str = ""
    rows: int = 0
    unreadable_rows: int = 0

    @property
    def unreadable(self) -> Path:
        """The CSV of the unreadable lines: row number, reason, line. It always exists."""
        return self.folder / "unreadable.csv"


def stage(
    stream: HashedStream,
    folder: Path,
    label: str,
    *,
    columns: int,
    form: FileFormat,
    careful: bool = False,
) -> Staged:
    """Cut the rest of *stream*, whose header is read, into pieces in *folder*.

    *columns* is how many values a line must have, written in *form*. *careful* takes every line
    apart, for a source in which wrong lines hide each other. Raises `StagingError` for bytes
    without line ends; *label* names the source in it.
    """
    staged = Staged(folder)
    folder.mkdir(parents=True)
    with _Writer(staged, columns, form) as writer:
        for chunk in _whole_lines(stream, label):
            lines = chunk.split(b"\n")[:-1]
            if careful:
                writer.take_apart(lines)
            elif _is_plain(chunk, len(lines) * (columns - 1), form):
                writer.number(lines)
            else:
                _write_by_blocks(writer, lines, columns, form)
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


def _write_by_blocks(writer: _Writer, lines: list[bytes], columns: int, form: FileFormat) -> None:
    """Write the *lines* of a chunk that is not plain: an odd one costs its block, not the chunk.

    All of them end alike in the piece, so that it goes on whatever a block is.
    """
    for first in range(0, len(lines), BLOCK_LINES):
        block = [line.removesuffix(b"\r") for line in lines[first : first + BLOCK_LINES]]
        if _is_plain(b"\n".join(block), len(block) * (columns - 1), form):
            writer.number(block)
        else:
            writer.take_apart(block)


def _is_plain(chunk: bytes, delimiters: int, form: FileFormat) -> bool:
    """Whether the lines of *chunk*, which should hold *delimiters*, can go to DuckDB as they are.

    The delimiters are counted over the whole chunk. Lines that are wrong in ways that cancel out
    make DuckDB's strict reader stop, as stray carriage returns do, and the source is staged anew
    with care.
    """
    return (
        chunk.count(form.delimiter.encode()) == delimiters
        and not (form.has_quotes and b'"' in chunk)
        and b"\0" not in chunk
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


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE_BYTES:
        raise _UnreadableLineError(f"longer than {LONGEST_LINE_BYTES:,} bytes")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _UnreadableLineError(f"byte {error.start + 1} is not UTF-8 text") from None
    for character, name in (("\0", "NUL character"), ("\r", "carriage return")):
        if character in text:
            raise _UnreadableLineError(f"a {name} stands in the line")
    return text


def _is_all_quoted(text: str, columns: int, delimiter: str) -> bool:
    """Whether *text* is nothing but *columns* quoted values without quotes in them."""
    return (
        text.count('"') == 2 * columns
        and text.startswith('"')
        and text.endswith('"')
        and text[1:-1].count(f'"{delimiter}"') == columns - 1
    )


def _values(text: str, columns: int, form: FileFormat) -> list[str]:
    try:
        values = (
            next(csv.reader([text], delimiter=form.delimiter, strict=True))
            if form.has_quotes and '"' in text
            else text.split(form.delimiter)
        )
    except csv.Error as error:
        raise _UnreadableLineError(f"not readable as CSV: {error}") from None
    if len(values) != columns:
        raise _UnreadableLineError(f"{len(values)} values where the header has {columns} columns")
    return values


class _Writer:
    """The pieces being written, and the count of rows so far."""

    def __init__(self, staged: Staged, columns: int, form: FileFormat) -> None:
        self._staged = staged
        self._columns = columns
        self._form = form
        self._delimiter = form.delimiter
        self._next_row = 1
        self._piece: IO[bytes] | None = None
        self._first_row = 1
        self._line_end = b""
        self._places: list[bytes] = []

    def __enter__(self) -> _Writer:
        self._unreadable = self._staged.unreadable.open("w", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self._unreadable.close()
        self._end_piece()

    def number(self, lines: list[bytes]) -> None:
        """Write *lines* as they are, each behind its place in the piece."""
        piece = self._piece_for(b"\r\n" if lines[-1].endswith(b"\r") else b"\n")
        first = self._next_row - self._first_row
        after = first + len(lines)
        self._places += [
            f"\n{place}{self._delimiter}".encode() for place in range(len(self._places), after)
        ]
        parts = [b""] * (2 * len(lines))
        parts[::2] = self._places[first:after]
        parts[1::2] = lines
        piece.write(b"".join(parts)[1:] + b"\n")
        self._next_row += len(lines)
        self._staged.rows += len(lines)

    def take_apart(self, lines: list[bytes]) -> None:
        """Write *lines* as well-formed CSV; a blank line takes a number but is no row."""
        piece = self._piece_for(b"\n")
        readable = io.StringIO()
        rewritten = csv.writer(readable, delimiter=self._delimiter, lineterminator="\n")
        unreadable = csv.writer(self._unreadable, lineterminator="\n")
        for row, line in enumerate(lines, self._next_row):
            content = line.removesuffix(b"\r")
            if not content:
                continue
            self._staged.rows += 1
            place = row - self._first_row
            try:
                text = _text(content)
                if (
                    self._form.has_quotes
                    and '"' in text
                    and not _is_all_quoted(text, self._columns, self._delimiter)
                ):
                    rewritten.writerow((place, *_values(text, self._columns, self._form)))
                else:
                    _values(text, self._columns, self._form)
                    readable.write(f"{place}{self._delimiter}{text}\n")
            except _UnreadableLineError as error:
                self._staged.unreadable_rows += 1
                unreadable.writerow((row, error, raw_line(line)))
        piece.write(readable.getvalue().encode())
        self._next_row += len(lines)

    def _piece_for(self, line_end: bytes) -> IO[bytes]:
        """Return the piece to go on with, a new one where that is full or ends lines otherwise."""
        is_full = self._piece is not None and self._piece.tell() >= PIECE_BYTES
        if self._piece is None or is_full or self._line_end != line_end:
            self._end_piece()
            path = self._staged.folder / f"{self._next_row:012}.csv"
            self._staged.pieces.append(path)
            self._piece = path.open("wb")
            self._first_row = self._next_row
            self._line_end = line_end
        return self._piece

    def _end_piece(self) -> None:
        if self._piece is not None:
            self._piece.close()
            self._piece = None
