"""Fetch files into a folder, each looked at before it gets its name."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeVar

from medicare_claims.download.archive import WrongFile
from medicare_claims.download.fetch import NotFetched, fetch, refused
from medicare_claims.download.folder_lock import locked
from medicare_claims.download.transfer import PAUSES, Transfer
from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import httpx

    from medicare_claims.download.report import Report


class Wanted(Protocol):
    """A file to fetch: its *name* in the folder, *addresses* in turn, what is odd about it."""

    @property
    def name(self) -> str:
        """What the file is called here."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it lies, to be tried in turn."""

    @property
    def quirk(self) -> str:
        """What is odd about it, in words, or nothing."""


File = TypeVar("File", bound=Wanted)


class Status(Enum):
    """How a file came out; the value is the word for it."""

    FETCHED = "fetched"
    ALREADY_COMPLETE = "already complete"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; *name* is its name in the folder."""

    name: str
    status: Status


class FolderUnusable(ClaimsError):
    """The disk is full, or the folder cannot be read or written."""


def download_all(
    files: Sequence[File],
    destination: Path,
    client: httpx.Client,
    check: Callable[[File, Path], str],
    report: Report,
    pauses: Sequence[float] = PAUSES,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Outcome, ...]:
    """Bring *files* to the folder *destination*, made where it is missing.

    *check* reads a file whole, raises `WrongFile` where it is not the right one, and says in a
    few words what it holds. A file that is there is read and fetched again only if it is not
    right. One that fails keeps no other from being fetched. *pauses* are the seconds between
    attempts (see `Transfer`). Raises `FolderUnusable`, and `FolderInUse` if another download
    works there.
    """
    transfer = Transfer(client, report, pauses, sleep)
    try:
        destination.mkdir(parents=True, exist_ok=True)
        with locked(destination):
            return tuple(
                Outcome(file.name, _bring(file, destination, check, transfer, report))
                for file in files
            )
    except OSError as error:
        raise FolderUnusable(
            f"{destination} cannot be used: {error.strerror or error}. Free space or name another"
            " folder with --to, then run the same command again: what is complete stays"
        ) from error


def _bring(
    file: File,
    destination: Path,
    check: Callable[[File, Path], str],
    transfer: Transfer,
    report: Report,
) -> Status:
    target = destination / file.name
    if target.exists():
        try:
            check(file, target)
        except WrongFile as reason:
            target.replace(refused(target))
            report.say(f"{file.name}: there, but {reason}; fetching it anew")
        else:
            report.say(f"{file.name}: already complete")
            return Status.ALREADY_COMPLETE
    try:
        contents = fetch(file.addresses, target, lambda path: check(file, path), transfer)
    except NotFetched as error:
        known = f" (known of this file: {file.quirk})" if file.quirk else ""
        report.say(f"{file.name}: failed. {error}{known}")
        return Status.FAILED
    report.say(f"{file.name}: fetched, {contents}")
    return Status.FETCHED
