"""The three files in which CMS publishes its synthetic RIF: two zips, and a CSV of 36 columns.

Source: the pages of data.cms.gov, April 2023. Nobody promises that the addresses still answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.layouts.rif import DATASETS

if TYPE_CHECKING:
    from medicare_claims.layouts.layout import Dataset

_SITE = "https://data.cms.gov/sites/default/files/2023-04"
_YEARS = range(2015, 2026)


@dataclass(frozen=True, slots=True)
class Member:
    """One CSV: its usual *name*, and what it must hold."""

    name: str
    dataset: Dataset

    @property
    def pattern(self) -> re.Pattern[str]:
        """What it may be called in a zip: case, a folder and ` - Copy` do not matter."""
        stem = re.escape(self.name.removesuffix(".csv"))
        return re.compile(rf"(?:.*[/\\])?{stem}(?: - Copy)?(?: \(\d+\))?\.csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RemoteRif:
    """A file of data.cms.gov: a zip of *members*, or the one member itself."""

    name: str
    addresses: tuple[str, ...]
    members: tuple[Member, ...]
    quirk: str = ""

    @property
    def is_zip(self) -> bool:
        """Whether the members lie in a zip."""
        return self.name.endswith(".zip")


def rif_files() -> tuple[RemoteRif, ...]:
    """Return the three files, small ones first."""
    datasets = {dataset.name: dataset for dataset in DATASETS}
    claims = ("carrier", "dme", "hha", "hospice", "inpatient", "outpatient", "snf")
    return (
        RemoteRif(
            "All Beneficiary Years.zip",
            (f"{_SITE}/250e6ca0-3515-4767-957c-5528bfcee75c/All%20Beneficiary%20Years.zip",),
            tuple(
                Member(f"beneficiary_{year}.csv", datasets["beneficiary_years"]) for year in _YEARS
            ),
        ),
        RemoteRif(
            "pde.csv",
            (f"{_SITE}/a3969dcf-0799-49fe-8380-9eef788d5ac4/pde.csv",),
            (Member("pde.csv", datasets["prescription_drug_events"]),),
        ),
        RemoteRif(
            "All FFS Claims.zip",
            (f"{_SITE}/f67c2406-4413-4ace-817d-b170cbdd0a3e/All%20FFS%20Claims.zip",),
            tuple(Member(f"{kind}.csv", datasets[f"{kind}_claims"]) for kind in claims),
        ),
    )
