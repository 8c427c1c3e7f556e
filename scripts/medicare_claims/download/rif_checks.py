"""Whether a file of CMS's synthetic RIF is whole and holds what its name tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.download.archive import (
    Contents,
    WrongFile,
    read_members,
    read_plain,
)
from medicare_claims.layouts.rif import DATA_CMS_GOV

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.download.report import Report
    from medicare_claims.download.rif_files import Member, RemoteRif
    from medicare_claims.layouts.layout import Dataset


def check(file: RemoteRif, path: Path, report: Report) -> str:
    """Read all of *path* and say what it holds if that is *file*; else raise `WrongFile`."""

    def progress(done: int, total: int) -> None:
        report.progress(f"checking {file.name}", done, total)

    if file.is_zip:
        patterns = [member.pattern for member in file.members]
        contents = read_members(path, patterns, "|", progress)
    else:
        contents = [read_plain(path, "|", progress)]
    _refuse_one_twice(contents)
    for member, held in zip(file.members, contents, strict=True):
        _refuse_other_content(member, held)
    rows = sum(held.row_count for held in contents)
    return f"{rows:,} rows" + (f" in {len(contents)} files" if file.is_zip else "")


def _refuse_one_twice(contents: list[Contents]) -> None:
    names: dict[str, str] = {}
    for held in contents:
        twin = names.setdefault(held.sha256, held.member)
        if twin != held.member:
            raise WrongFile(
                f"the content of {held.member} is that of {twin}, byte for byte: one of both is"
                " wrong"
            )


def _refuse_other_content(member: Member, held: Contents) -> None:
    expected = _header(member.dataset)
    if held.header != expected:
        missing = ", ".join(name for name in expected if name not in held.header)
        unexpected = ", ".join(name for name in held.header if name not in expected)
        raise WrongFile(
            f"the header of {held.member} is not that of {member.dataset.name}"
            f" (missing: {missing or 'none'}; unexpected: {unexpected or 'none'}"
            f"{'' if missing or unexpected else '; in another order'})"
        )
    if not held.row_count:
        raise WrongFile(f"{held.member} holds a header and no row")


def _header(dataset: Dataset) -> tuple[str, ...]:
    (layout,) = (layout for layout in dataset.layouts if layout.name == DATA_CMS_GOV)
    return layout.names
