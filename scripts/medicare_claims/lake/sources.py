"""Finding what can be loaded: files, gzip files, members of zips, folders of them."""

from __future__ import annotations

import gzip
import os
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.lake.naming import natural_key, without_copy_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CSV_NAME = re.compile(r"\.(?:csv|txt)$", re.IGNORECASE)
_UNFINISHED_NAME = re.compile(r"\.(?:part|partial|refused)$", re.IGNORECASE)
_GZIP_SUFFIX = re.compile(r"\.gz$", re.IGNORECASE)
_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP_MAGIC = b"PK\x05\x06"
_GZIP_MAGIC = b"\x1f\x8b"
_IS_ENCRYPTED = 0x1


class SourceError(ClaimsError):
    """A file that cannot be opened or unpacked."""


class ForeignFileError(ClaimsError):
    """A file of another kind: passed over in a folder, refused where the command names it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One CSV to load: a file, or the *member* of a zip.

    *is_named* tells a path that the command line names from one found in a folder. *size* is in
    bytes, unpacked, None where that is not known beforehand. *problem* is why the file cannot be
    opened at all.
    """

    path: Path
    is_named: bool
    member: str | None = None
    size: int | None = None
    problem: ClaimsError | None = None

    @property
    def file_name(self) -> str:
        """The CSV's own name, without `.gz` and the mark of a copy."""
        name = (self.member or self.path.name).rsplit("/", 1)[-1]
        return _printable(without_copy_mark(_GZIP_SUFFIX.sub("", name)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names that may tell sample and year, the CSV's own first."""
        return (self.file_name, self.path.name) if self.member else (self.file_name,)

    @property
    def label(self) -> str:
        """The name for messages: the path, and the member within a zip."""
        return _printable(f"{self.path}: {self.member}" if self.member else str(self.path))

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Give the unpacked bytes.

        Raises `SourceError` for a file that cannot be opened or turns out to be cut short.
        """
        if self.problem:
            raise self.problem
        try:
            stream = self._open()
        except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
            raise SourceError(f"{self.label} cannot be opened: {error}") from error
        with stream:
            try:
                yield stream
            except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
                raise SourceError(
                    f"{self.label} is damaged or cut short ({error}); fetch it again"
                ) from error

    def _open(self) -> IO[bytes]:
        if self.member is not None:
            # The member's stream keeps the archive's file open for as long as it needs it.
            with zipfile.ZipFile(self.path) as archive:
                return archive.open(self.member)
        if _magic(self.path).startswith(_GZIP_MAGIC):
            return cast("IO[bytes]", gzip.open(self.path))
        return self.path.open("rb")


def find_sources(paths: Sequence[Path], *, besides: Path) -> list[Source]:
    """Return what *paths* hold, in natural order of their names, a folder's own files first.

    Folders are searched through, hidden files and the folder *besides* (the lake) left out.
    Raises `UsageError` for a path that does not exist, `SourceError` for a folder that may not be
    searched.
    """
    files: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for found in _files_below(path, besides.resolve()):
                files.setdefault(found, False)
        elif path.exists():
            files[path] = True
        else:
            raise UsageError(f"there is no file or folder {path}")
    ordered = sorted(files.items(), key=lambda item: natural_key(item[0].as_posix()))
    return [source for path, is_named in ordered for source in _sources_in(path, is_named)]


def _files_below(folder: Path, besides: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder, onerror=_cannot_search):
        here = Path(current)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name != "__MACOSX"
            and (here / name).resolve() != besides
        ]
        paths = (here / name for name in names if not name.startswith("."))
        yield from (path for path in paths if path.is_file())


def _cannot_search(error: OSError) -> None:
    raise SourceError(f"{error.filename} cannot be searched: {error.strerror}") from error


def _sources_in(path: Path, is_named: bool) -> list[Source]:
    if not is_named and _UNFINISHED_NAME.search(path.name):
        foreign = ForeignFileError(f"{path} is what a download left unfinished or refused")
        return [Source(path, is_named, problem=foreign)]
    try:
        magic = _magic(path)
        if magic.startswith(_GZIP_MAGIC):
            return [Source(path, is_named)]
        if magic not in (_ZIP_MAGIC, _EMPTY_ZIP_MAGIC):
            return [Source(path, is_named, size=path.stat().st_size)]
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_csv(info.filename)]
    except zipfile.BadZipFile as error:
        broken = SourceError(f"{path} is not a whole zip ({error}); fetch it again")
        return [Source(path, is_named, problem=broken)]
    except OSError as error:
        closed = SourceError(f"{path} cannot be read: {error.strerror}")
        return [Source(path, is_named, problem=closed)]
    if not members:
        return [Source(path, is_named, problem=ForeignFileError(f"{path} holds no CSV"))]
    if any(info.flag_bits & _IS_ENCRYPTED for info in members):
        locked = SourceError(f"{path} is encrypted; unpack it and load the CSV")
        return [Source(path, is_named, problem=locked)]
    return [
        Source(path, is_named, member=info.filename, size=info.file_size)
        for info in sorted(members, key=lambda info: natural_key(info.filename))
    ]


def _is_csv(member: str) -> bool:
    folders, _, name = member.rpartition("/")
    is_junk = "__MACOSX" in folders.split("/") or name.startswith(".")
    return bool(_CSV_NAME.search(name)) and not is_junk


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _printable(name: str) -> str:
    """Return *name* as text that can be stored: a name on disk may be any bytes."""
    return name.encode("utf-8", errors="backslashreplace").decode()
