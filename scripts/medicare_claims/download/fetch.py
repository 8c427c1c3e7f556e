"""One file under its name: addresses in turn, a look at what came, and only then the name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from medicare_claims.download.archive import DamagedFile, WrongFile
from medicare_claims.download.part_file import PartFile
from medicare_claims.download.transfer import AddressFailed
from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from medicare_claims.download.transfer import Transfer

Checked = TypeVar("Checked")


class NotFetched(ClaimsError):
    """No address gave the file; the sentence says what each gave instead."""


def fetch(
    addresses: Sequence[str],
    target: Path,
    check: Callable[[Path], Checked],
    transfer: Transfer,
) -> Checked:
    """Bring the first of *addresses* that gives the right file to *target*.

    *check* reads a file that came whole and raises `WrongFile` where it is not the right one; its
    result is returned. A wrong file is kept as `<target>.refused`, to be looked at. Raises
    `NotFetched`; what can be continued then stays in `<target>.part`.
    """
    part = PartFile(target.with_name(f"{target.name}.part"))
    problems = []
    for address in addresses:
        try:
            checked = _receive_right(address, part, target, check, transfer)
        except (AddressFailed, WrongFile) as problem:
            problems.append(f"{address}: {problem}")
            continue
        part.move_to(target)
        refused(target).unlink(missing_ok=True)
        return checked
    raise NotFetched("; ".join(problems))


def refused(target: Path) -> Path:
    """Return where the wrong file that came for *target* is kept."""
    return target.with_name(f"{target.name}.refused")


def _receive_right(
    address: str,
    part: PartFile,
    target: Path,
    check: Callable[[Path], Checked],
    transfer: Transfer,
) -> Checked:
    was_continued = transfer.receive(address, part, target.name)
    try:
        return check(part.path)
    except DamagedFile:
        part.move_to(refused(target))
        if not was_continued:
            raise
    except WrongFile:
        part.move_to(refused(target))
        raise
    # The pieces of two transfers may not belong together: once more, in one piece.
    transfer.receive(address, part, target.name)
    try:
        return check(part.path)
    except WrongFile:
        part.move_to(refused(target))
        raise
