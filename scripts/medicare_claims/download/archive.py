"""Reading a downloaded file whole: every byte, once."""

from __future__ import annotations

import errno
import hashlib
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import IO

BLOCK = 1 << 20

_BEGINNING = 512

ENCRYPTED = 0x1
"""Bit of a member's flags."""


class WrongFile(ClaimsError):
    """A file is there and is not what it should be; the sentence says what it is."""


class DamagedFile(WrongFile):
    """Bytes are missing or wrong: another transfer may bring them whole."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one file of rows holds, inside a zip or on its own.

    *size* and *sha256* are of the uncompressed bytes, *header* the column names in upper case,
    *row_count* the lines below the header that are not blank, *persons* their first values,
    where those were asked for.
    """

    member: str
    size: int
    sha256: str
    header: tuple[str, ...]
    row_count: int
    persons: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Rows:
    """How to read rows: what stands between values, and whether to collect the first ones."""

    delimiter: bytes
    with_persons: bool


_PERSONS = Rows(b",", with_persons=True)


def read_whole(
    path: Path, pattern: re.Pattern[str], progress: Callable[[int, int], None]
) -> Contents:
    """Read the comma-separated member of the zip *path* whose name fits *pattern*.

    See `read_members`; that one gets no persons.
    """
    (contents,) = _read_members(path, [pattern], _PERSONS, progress)
    return contents


def read_members(
    path: Path,
    patterns: Sequence[re.Pattern[str]],
    delimiter: str,
    progress: Callable[[int, int], None],
) -> list[Contents]:
    """Read the members of the zip *path* whose names fit *patterns*, checksums included.

    *progress* takes bytes read and bytes to read. Raises `WrongFile` for a file that is no zip or
    lacks such a member, `DamagedFile` for a zip that cannot be read to its end.
    """
    return _read_members(path, patterns, Rows(delimiter.encode(), with_persons=False), progress)


def read_plain(path: Path, delimiter: str, progress: Callable[[int, int], None]) -> Contents:
    """Read *path*, a file of rows on its own; *progress* as in `read_members`.

    Raises `WrongFile` for a web page, `DamagedFile` for a file whose last row is cut short.
    """
    rows = Rows(delimiter.encode(), with_persons=False)
    size = path.stat().st_size
    with path.open("rb") as stream:
        _refuse_web_page(stream.read(_BEGINNING), "a CSV")
        stream.seek(0)
        contents = _read(stream, path.name, rows, lambda done: progress(done, size))
        stream.seek(max(0, size - BLOCK))
        last = stream.read().rstrip(b"\r\n").rpartition(b"\n")[2]
    if last.count(rows.delimiter) + 1 != len(contents.header):
        raise DamagedFile(
            f"cut short: its last row has {last.count(rows.delimiter) + 1} of"
            f" {len(contents.header)} columns"
        )
    return contents


def _read_members(
    path: Path,
    patterns: Sequence[re.Pattern[str]],
    rows: Rows,
    progress: Callable[[int, int], None],
) -> list[Contents]:
    _refuse_what_is_no_zip(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [_only_member(archive, pattern) for pattern in patterns]
            return list(_read_each(archive, members, rows, progress))
    except WrongFile:
        raise
    except NotImplementedError as error:
        raise WrongFile(
            f"the zip is packed in a way that Python cannot read ({error}); unzip it with another"
            " program and load the CSV"
        ) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        ValueError,
    ) as error:
        raise DamagedFile(_damage(error)) from error
    except OSError as error:
        if error.errno not in (None, errno.EINVAL):
            raise  # the disk's fault
        raise DamagedFile(_damage(error)) from error  # a position outside of the file


def _read_each(
    archive: zipfile.ZipFile,
    members: Sequence[zipfile.ZipInfo],
    rows: Rows,
    progress: Callable[[int, int], None],
) -> Iterator[Contents]:
    before, total = 0, sum(member.file_size for member in members)
    for member in members:

        def progress_of_all(done: int, before: int = before) -> None:
            progress(before + done, total)

        with archive.open(member) as stream:
            yield _read(stream, member.filename, rows, progress_of_all)
        before += member.file_size


def _damage(error: Exception) -> str:
    return f"the zip is cut short or damaged ({error})"


def _refuse_what_is_no_zip(path: Path) -> None:
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if beginning.startswith(b"PK"):
        return
    _refuse_web_page(beginning, "a zip")
    raise WrongFile(f"not a zip: it begins with {beginning[:16]!r}")


def _refuse_web_page(beginning: bytes, wanted: str) -> None:
    text = " ".join(beginning.decode("utf-8", "replace").split())
    if text[:1] == "<":
        raise WrongFile(f"a web page, not {wanted}: {text[:80]}")


def _only_member(archive: zipfile.ZipFile, pattern: re.Pattern[str]) -> zipfile.ZipInfo:
    fitting = [info for info in archive.infolist() if pattern.fullmatch(info.filename)]
    if len(fitting) != 1:
        names = ", ".join(archive.namelist()) or "nothing"
        reason = "the zip holds none of" if not fitting else "the zip holds more than one of"
        raise WrongFile(f"{reason} the files expected in it: {names}")
    if fitting[0].flag_bits & ENCRYPTED:
        raise WrongFile("the zip asks for a password; CMS's do not")
    return fitting[0]


def _read(stream: IO[bytes], name: str, rows: Rows, progress: Callable[[int], None]) -> Contents:
    digest = hashlib.sha256()
    header: tuple[str, ...] | None = None
    persons: set[bytes] = set()
    row_count = done = 0
    rest = b""
    while block := stream.read(BLOCK):
        digest.update(block)
        done += len(block)
        progress(done)
        *lines, rest = (rest + block).split(b"\n")
        if len(rest) >= BLOCK:
            raise WrongFile(f"{name} is no text of lines")
        if header is None and lines:
            header = _names(lines.pop(0), rows)
        filled = [line for line in lines if line.strip()]
        row_count += len(filled)
        if rows.with_persons:
            persons.update(line.partition(rows.delimiter)[0] for line in filled)
    if header is None:
        header, rest = _names(rest, rows), b""
    if rest.strip():
        row_count += 1
        if rows.with_persons:
            persons.add(rest.partition(rows.delimiter)[0])
    return Contents(
        member=name,
        size=done,
        sha256=digest.hexdigest(),
        header=header,
        row_count=row_count,
        persons=frozenset(person.strip(b' "\r') for person in persons),
    )


def _names(line: bytes, rows: Rows) -> tuple[str, ...]:
    text = line.decode("utf-8-sig", "replace")
    return tuple(name.strip(' "\r').upper() for name in text.split(rows.delimiter.decode()))
