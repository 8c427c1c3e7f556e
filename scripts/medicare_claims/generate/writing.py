"""Files that appear whole or not at all, and replace only what the generator wrote before.

Everything is written under temporary names and renamed at the end. A manifest in each folder
(`manifest_….json`) lists what was written there: a later run with the same manifest removes
exactly that, and refuses to touch any other file in its way.
"""

from __future__ import annotations

import json
import zipfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from medicare_claims.download.folder_lock import FolderInUse, locked
from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

_PARTIAL = ".partial"
_ZIP_LEVEL = 2
"""Thrice as fast as the usual 6, for zips a fifth larger."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file to write: *name* in its folder, *csv_name* of the CSV (in it, where it is a zip).

    *header* is the first line, its line end included. *other_names* are those the same file has
    in other formats: what a run that was killed left under them is removed too.
    """

    name: str
    csv_name: str
    header: bytes
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as published; *row_count* leaves the header out."""

    path: Path
    row_count: int
    byte_count: int


class PartialFile:
    """A CSV, or a zip with one CSV in it, that grows under a temporary name.

    Raises ClaimsError if the file cannot be written.
    """

    def __init__(self, path: Path, csv_name: str) -> None:
        self.path = path
        self.partial = path.with_name(path.name + _PARTIAL)
        self.row_count = 0
        self._zip: zipfile.ZipFile | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = self.partial.open("wb")
            if path.suffix == ".zip":
                self._zip = zipfile.ZipFile(
                    self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=_ZIP_LEVEL
                )
                # An entry made from a bare name is dated 1980, whenever it is written.
                self._member: IO[bytes] = self._zip.open(csv_name, "w", force_zip64=True)
            else:
                self._member = self._file
        except OSError as error:
            raise _cannot_write(path, error) from error

    def write(self, text: bytes, row_count: int) -> None:
        """Append *text*, which holds *row_count* rows."""
        try:
            self._member.write(text)
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        self.row_count += row_count

    def close(self) -> None:
        """Finish the file, still under its temporary name."""
        try:
            self._member.close()
            if self._zip is not None:
                self._zip.close()
            self._file.close()
        except OSError as error:
            raise _cannot_write(self.path, error) from error

    def discard(self) -> None:
        """Remove what was written; a second failure here must not hide the first."""
        for part in (self._member, self._zip, self._file):
            with suppress(OSError, ValueError):
                if part is not None:
                    part.close()
        with suppress(OSError):
            self.partial.unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Make *folder* and hold it while the block runs, against other commands that fill it."""
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(folder))
        except FolderInUse as error:
            raise ClaimsError(
                f"another claims command writes to {folder}: wait for it, or choose another "
                "folder with --to"
            ) from error
        except OSError as error:
            raise _cannot_write(folder, error) from error
        yield


class Publication:
    """The *files* of a base, and those of the same names in its later deliveries: all or none.

    The base stands in *destination*, delivery 1 in `delivery_01` below it, and so on; what
    *folder_name* returns instead must begin with `delivery_` too. Raises ClaimsError at once if a
    file is in the way that no earlier run with *manifest_name* wrote. What a run that was killed
    left unfinished is removed.
    """

    def __init__(
        self,
        destination: Path,
        files: Sequence[OutputFile],
        manifest_name: str,
        deliveries: int,
        folder_name: Callable[[int], str] = "delivery_{:02d}".format,
    ) -> None:
        self._destination = destination
        self._kinds = files
        self._manifest_name = manifest_name
        self._folders = [
            destination,
            *(destination / folder_name(number) for number in range(1, deliveries + 1)),
        ]
        self._files: list[dict[OutputFile, PartialFile]] = [{} for _ in self._folders]
        self._earlier = _earlier_files(destination, manifest_name)
        self._refuse_strangers()
        self._remove_unfinished()

    def __enter__(self) -> Publication:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            for file in self._all_files():
                file.discard()

    def file(self, delivery: int, output_file: OutputFile) -> PartialFile:
        """Return the file of a delivery (0 is the base), begun with its header."""
        files = self._files[delivery]
        if output_file not in files:
            path = self._folders[delivery] / output_file.name
            file = files[output_file] = PartialFile(path, output_file.csv_name)
            file.write(output_file.header, row_count=0)
        return files[output_file]

    def publish(self, descriptions: list[dict[str, Any]]) -> list[list[WrittenFile]]:
        """Replace what an earlier run wrote and return the new files, base first.

        *descriptions*, one a folder, go into the manifests.
        """
        for file in self._all_files():
            file.close()
        places = {kind.name: place for place, kind in enumerate(self._kinds)}
        written = [
            [
                WrittenFile(file.path, file.row_count, file.partial.stat().st_size)
                for file in sorted(files.values(), key=lambda file: places[file.path.name])
            ]
            for files in self._files
        ]
        try:
            self._remove_earlier()
            for folder, files, description in zip(
                self._folders, written, descriptions, strict=True
            ):
                self._write_manifest(folder, files, description)
            for file in self._all_files():
                file.partial.replace(file.path)
        except OSError as error:
            raise _cannot_write(Path(error.filename or self._folders[0]), error) from error
        return written

    def _all_files(self) -> list[PartialFile]:
        return [file for files in self._files for file in files.values()]

    def _refuse_strangers(self) -> None:
        for folder in self._folders:
            for kind in self._kinds:
                path = folder / kind.name
                if path.exists() and self._earlier.get(path) != path.stat().st_size:
                    raise ClaimsError(
                        f"{path} exists and is not as `claims generate` wrote it: move it away, "
                        "or choose another folder with --to"
                    )

    def _remove_unfinished(self) -> None:
        for folder in _folders(self._destination):
            for kind in self._kinds:
                for name in (kind.name, *kind.other_names):
                    (folder / (name + _PARTIAL)).unlink(missing_ok=True)

    def _remove_earlier(self) -> None:
        for path in self._earlier:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in self._earlier} - set(self._folders):
            (folder / self._manifest_name).unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()

    def _write_manifest(
        self, folder: Path, files: list[WrittenFile], description: dict[str, Any]
    ) -> None:
        manifest = description | {
            "files": {
                file.path.name: {"rows": file.row_count, "bytes": file.byte_count}
                for file in files
            }
        }
        path = folder / self._manifest_name
        partial = path.with_name(path.name + _PARTIAL)
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)


def _earlier_files(destination: Path, manifest_name: str) -> dict[Path, int]:
    """Return the files that manifests list, with their sizes, in *destination* and below."""
    return {
        manifest.parent / name: written["bytes"]
        for folder in _folders(destination)
        if (manifest := folder / manifest_name).is_file()
        for name, written in _manifest_files(manifest).items()
    }


def _folders(destination: Path) -> list[Path]:
    return [
        folder
        for folder in (destination, *sorted(destination.glob("delivery_*")))
        if folder.is_dir()
    ]


def _manifest_files(manifest: Path) -> dict[str, dict[str, int]]:
    try:
        files: dict[str, dict[str, int]] = json.loads(manifest.read_text(encoding="utf-8"))[
            "files"
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ClaimsError(
            f"{manifest} is not readable as a list of generated files ({error}): move it away, "
            "or choose another folder with --to"
        ) from error
    return files


def _cannot_write(path: Path, error: OSError) -> ClaimsError:
    return ClaimsError(
        f"cannot write {path}: {error.strerror or error}; choose another folder with --to"
    )
