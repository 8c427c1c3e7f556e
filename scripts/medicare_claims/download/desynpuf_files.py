"""The 160 files of CMS DE-SynPUF 2008-2010: twenty samples of eight zips each."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

from medicare_claims.layouts.desynpuf import BENEFICIARY_SUMMARY, DATASETS

if TYPE_CHECKING:
    from collections.abc import Collection

    from medicare_claims.layouts.layout import Dataset

SAMPLES = tuple(range(1, 21))

FIRST_YEAR = 2008
"""Its Beneficiary Summary names every person of a sample; later ones only who still lived."""


@dataclass(frozen=True)
class RemoteFile:
    """One zip of CMS: what it must hold, and where it lies.

    *member* is the CSV's regular name. *addresses* are tried in turn. *known_size* (bytes) and
    *known_sha256* are those of a copy of the CSV seen elsewhere: hints, since copies differ.
    *quirk* is what is odd about this one, in words.
    """

    sample: int
    dataset: Dataset
    year: int | None
    part: str | None
    member: str
    addresses: tuple[str, ...]
    known_size: int | None = None
    known_sha256: str | None = None
    quirk: str = ""

    @property
    def name(self) -> str:
        """What the zip is called here, whatever its address calls it."""
        return f"{self.member.removesuffix('.csv')}.zip"

    @property
    def names_everybody(self) -> bool:
        """Whether every person of the sample is in this file."""
        return self.dataset is BENEFICIARY_SUMMARY and self.year == FIRST_YEAR

    @cached_property
    def member_pattern(self) -> re.Pattern[str]:
        """What the CSV may be called inside the zip: of this kind, year and part, of any sample.

        Upper and lower case, a folder before it and Windows' ` - Copy` after it do not matter.
        """
        stem, ending = self.member.split(f"_Sample_{self.sample}")
        return re.compile(
            rf"(?:.*[/\\])?{re.escape(stem)}_Sample_(?P<sample>\d+)"
            rf"{re.escape(ending.removesuffix('.csv'))}(?: - Copy)?(?: \(\d+\))?\.csv",
            re.IGNORECASE,
        )


def everybody(sample: int) -> str:
    """Return the name of the zip that names every person of *sample*."""
    return f"DE1_0_{FIRST_YEAR}_Beneficiary_Summary_File_Sample_{sample}.zip"


def desynpuf_files(samples: Collection[int]) -> tuple[RemoteFile, ...]:
    """Return the eight files of each of *samples*, by sample.

    Source: `desynpuf_files.csv` beside this module, the addresses of the CMS pages and of the
    projects that fetched from them. Nobody promises that they still answer.
    """
    table = resources.files(__package__).joinpath("desynpuf_files.csv")
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple(_remote_file(row) for row in rows if int(row["sample"]) in samples)


def _remote_file(row: dict[str, str]) -> RemoteFile:
    (dataset,) = (dataset for dataset in DATASETS if dataset.name == row["dataset"])
    return RemoteFile(
        sample=int(row["sample"]),
        dataset=dataset,
        year=int(row["year"]) if row["year"] else None,
        part=row["part"] or None,
        member=row["member"],
        addresses=(row["address"], row["alternative_address"]),
        known_size=int(row["csv_bytes"]) if row["csv_bytes"] else None,
        known_sha256=row["csv_sha256"] or None,
        quirk=row["quirk"],
    )
