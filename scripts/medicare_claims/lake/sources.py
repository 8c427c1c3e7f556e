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
_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP_MAGIC = b"PK\x05\x06"
_GZIP_MAGIC = b"\x1f\x8b"


class SourceError(ClaimsError):
    """A file that cannot be opened or unpacked."""


class ForeignFileError(ClaimsError):
    """A file of another kind: passed over in a folder, refused where the command names it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One CSV to load: a file, or the *member* of a zip.

    *is_named* tells a path that the command line names from one found in a folder.
    *problem* is why a file found on the way cannot be opened at all.
    """

    path: Path
    is_named: bool
    member: str | None = None
    problem: ClaimsError | None = None

    @property
    def file_name(self) -> str:
        """The CSV's own name, without `.gz` and the mark of a copy."""
        name = (self.member or self.path.name).rsplit("/", 1)[-1]
        return without_copy_mark(re.sub(r"\.gz$", "", name, flags=re.IGNORECASE))

    @property
    def names(self) -> tuple[str, ...]:
        """The names that may tell sample and year, the CSV's own first."""
        return (self.file_name, self.path.name) if self.member else (self.file_name,)

    @property
    def label(self) -> str:
        """The name for messages: the path, and the member within a zip."""
        return f"{self.path}: {self.member}" if self.member else str(self.path)

    @property
    def size_on_disk(self) -> int:
        """Bytes of the file that holds the source, for the progress bar."""
        return self.path.stat().st_size

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Give the uncompressed bytes.

        Raises `SourceError` for a file that is cut short, encrypted or not readable.
        """
        if self.problem:
            raise self.problem
        try:
            if self.member is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield stream
            elif _magic(self.path).startswith(_GZIP_MAGIC):
                with gzip.open(self.path) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            else:
                with self.path.open("rb") as stream:
                    yield stream
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise SourceError(
                f"{self.label} is damaged or cut short ({error}); fetch it again"
            ) from error
        except NotImplementedError as error:
            raise SourceError(
                f"{self.label} is packed in a way that cannot be read here ({error}); "
                "unpack it and load the CSV"
            ) from error


def find_sources(paths: Sequence[Path], *, besides: Path) -> list[Source]:
    """Return what *paths* hold, in natural order of their names.

    Folders are searched through, hidden files and the folder *besides* (the lake) left out.
    Raises `UsageError` for a path that does not exist.
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
    for current, folders, names in os.walk(folder):
        here = Path(current)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name != "__MACOSX"
            and (here / name).resolve() != besides
        ]
        yield from (here / name for name in names if not name.startswith("."))


def _sources_in(path: Path, is_named: bool) -> list[Source]:
    try:
        magic = _magic(path)
        if magic not in (_ZIP_MAGIC, _EMPTY_ZIP_MAGIC):
            return [Source(path, is_named)]
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if _is_csv(info.filename)]
    except zipfile.BadZipFile as error:
        problem = SourceError(f"{path} is not a whole zip ({error}); fetch it again")
        return [Source(path, is_named, problem=problem)]
    except OSError as error:
        problem = SourceError(f"{path} cannot be read: {error.strerror}")
        return [Source(path, is_named, problem=problem)]
    if not members:
        foreign = ForeignFileError(f"{path} holds no CSV")
        return [Source(path, is_named, problem=foreign)]
    encrypted = [info.filename for info in members if info.flag_bits & 0x1]
    if encrypted:
        problem = SourceError(f"{path} is encrypted; unpack it and load the CSV")
        return [Source(path, is_named, problem=problem)]
    ordered = sorted((info.filename for info in members), key=natural_key)
    return [Source(path, is_named, member) for member in ordered]


def _is_csv(member: str) -> bool:
    folders, _, name = member.rpartition("/")
    is_junk = "__MACOSX" in folders.split("/") or name.startswith(".")
    return bool(_CSV_NAME.search(name)) and not is_junk


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
