"""Reading a downloaded zip whole: every byte, once."""

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
    from collections.abc import Callable
    from pathlib import Path
    from typing import IO

BLOCK = 1 << 20

ENCRYPTED = 0x1
"""Bit of a member's flags."""


class WrongFile(ClaimsError):
    """A file is there and is not what it should be; the sentence says what it is."""


class DamagedFile(WrongFile):
    """Bytes are missing or wrong: another transfer may bring them whole."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one comma-separated file inside a zip holds.

    *size* and *sha256* are of the uncompressed bytes, *header* the column names in upper case,
    *row_count* the lines below the header that are not blank, *persons* their first values.
    """

    member: str
    size: int
    sha256: str
    header: tuple[str, ...]
    row_count: int
    persons: frozenset[bytes]


def read_whole(
    path: Path, pattern: re.Pattern[str], progress: Callable[[int, int], None]
) -> Contents:
    """Read the member of the zip *path* whose name fits *pattern*, checksum included.

    *progress* takes bytes read and bytes to read. Raises `WrongFile` for a file that is no zip or
    holds no such member, `DamagedFile` for a zip that cannot be read to its end.
    """
    _refuse_what_is_no_zip(path)
    try:
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive, pattern)
            with archive.open(member) as stream:
                return _read(stream, member, progress)
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


def _damage(error: Exception) -> str:
    return f"the zip is cut short or damaged ({error})"


def _refuse_what_is_no_zip(path: Path) -> None:
    with path.open("rb") as file:
        beginning = file.read(512)
    if beginning.startswith(b"PK"):
        return
    text = " ".join(beginning.decode("utf-8", "replace").split())
    if text[:1] == "<":
        raise WrongFile(f"a web page, not a zip: {text[:80]}")
    raise WrongFile(f"not a zip: it begins with {beginning[:16]!r}")


def _only_member(archive: zipfile.ZipFile, pattern: re.Pattern[str]) -> zipfile.ZipInfo:
    fitting = [info for info in archive.infolist() if pattern.fullmatch(info.filename)]
    if len(fitting) != 1:
        names = ", ".join(archive.namelist()) or "nothing"
        reason = "the zip holds none of" if not fitting else "the zip holds more than one of"
        raise WrongFile(f"{reason} the files expected in it: {names}")
    if fitting[0].flag_bits & ENCRYPTED:
        raise WrongFile("the zip asks for a password; CMS's do not")
    return fitting[0]


def _read(
    stream: IO[bytes], member: zipfile.ZipInfo, progress: Callable[[int, int], None]
) -> Contents:
    digest = hashlib.sha256()
    header: tuple[str, ...] | None = None
    persons: set[bytes] = set()
    row_count = done = 0
    rest = b""
    while block := stream.read(BLOCK):
        digest.update(block)
        done += len(block)
        progress(done, member.file_size)
        *lines, rest = (rest + block).split(b"\n")
        if len(rest) >= BLOCK:
            raise WrongFile(f"{member.filename} is no text of lines")
        if header is None and lines:
            header = _names(lines.pop(0))
        filled = [line for line in lines if line.strip()]
        row_count += len(filled)
        persons.update(line.partition(b",")[0] for line in filled)
    if header is None:
        header, rest = _names(rest), b""
    if rest.strip():
        row_count += 1
        persons.add(rest.partition(b",")[0])
    return Contents(
        member=member.filename,
        size=done,
        sha256=digest.hexdigest(),
        header=header,
        row_count=row_count,
        persons=frozenset(person.strip(b' "\r') for person in persons),
    )


def _names(line: bytes) -> tuple[str, ...]:
    text = line.decode("utf-8-sig", "replace")
    return tuple(name.strip(' "\r').upper() for name in text.split(","))
