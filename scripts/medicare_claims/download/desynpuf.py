"""Fetch DE-SynPUF files into a folder."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from medicare_claims.download.desynpuf_checks import DesynpufChecks
from medicare_claims.download.folder import Outcome, download_all
from medicare_claims.download.transfer import PAUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import httpx

    from medicare_claims.download.desynpuf_files import RemoteFile
    from medicare_claims.download.report import Report


def download(
    files: Sequence[RemoteFile],
    destination: Path,
    client: httpx.Client,
    report: Report,
    pauses: Sequence[float] = PAUSES,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Outcome, ...]:
    """Bring *files* to the folder *destination*; see `download_all`."""
    checks = DesynpufChecks(destination, report)

    def check(file: RemoteFile, path: Path) -> str:
        contents = checks.check(file, path)
        return f"{contents.row_count:,} rows of {len(contents.persons):,} persons"

    # The file that names everybody goes first: it tells whose the others are.
    in_order = sorted(files, key=lambda file: (file.sample, not file.names_everybody))
    return download_all(in_order, destination, client, check, report, pauses, sleep)
