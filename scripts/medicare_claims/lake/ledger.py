"""The ledger: one line a delivery. A file belongs to the lake only if the ledger lists it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from medicare_claims.home import Home

LEDGER_NAME = "ledger.jsonl"
COMMITTED = "committed"
RETRACTED = "retracted"


class LedgerError(ClaimsError):
    """The ledger cannot be read as one; nothing is touched until a person has looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One loaded file; a batch is a file. The fields are those of `docs/architecture.md`."""

    batch_sequence: int
    batch_id: str
    source_system: str
    dataset: str
    layout: str | None = None
    """Which of the dataset's headers the file had, where there are several."""
    source_file: str
    file_sha256: str
    sample: int | None
    part: str | None
    file_year: int | None
    is_partial: bool
    delivered_on: str | None = None
    """The day on which a file of a feed was delivered, ISO."""
    feed_stage: str | None = None
    """As what it was: `priming` or `update`."""
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    amounts: Mapping[str, str]
    """Dollars of the accepted rows by raw column, exact, as text."""
    status: str
    loaded_at: str
    extra_columns: tuple[str, ...]
    data_files: tuple[str, ...]
    reject_files: tuple[str, ...]

    @property
    def is_committed(self) -> bool:
        """Whether the delivery counts, i.e. was not retracted."""
        return self.status == COMMITTED


_LISTS = ("extra_columns", "data_files", "reject_files")
_FIELDS = frozenset(field.name for field in fields(Delivery))
_LATER_FIELDS = frozenset({"layout", "delivered_on", "feed_stage"})
"""Those that a ledger of an older version does not have."""


def ledger_path(lake: Path) -> Path:
    """Return the place of the ledger in *lake*."""
    return lake / LEDGER_NAME


def read_ledger(home: Home) -> list[Delivery]:
    """Return every delivery in order of `batch_sequence`, retracted ones included.

    Raises `LedgerError` where a line is not a delivery; a lake without a ledger has none.
    """
    path = ledger_path(home.lake)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path} cannot be read: {error}") from error
    return [_parse(line, path, number) for number, line in enumerate(text.splitlines(), 1)]


def write_ledger(lake: Path, deliveries: Iterable[Delivery]) -> None:
    """Replace the ledger of *lake* by *deliveries*, whole or not at all.

    The caller holds the lock. Once this returns, the deliveries survive a power cut.
    """
    path = ledger_path(lake)
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        for delivery in deliveries:
            file.write(json.dumps(asdict(delivery)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(lake)


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable, not only the bytes of its files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(line: str, path: Path, number: int) -> Delivery:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise LedgerError(
            f"{path}, line {number} is not JSON ({error}); restore the file from a copy"
        ) from error
    if not isinstance(record, dict) or record.keys() | _LATER_FIELDS != _FIELDS:
        raise LedgerError(
            f"{path}, line {number} is not a delivery: its fields must be "
            f"{', '.join(sorted(_FIELDS))}; restore the file from a copy"
        )
    for name in _LISTS:
        record[name] = tuple(record[name])
    return Delivery(**record)
