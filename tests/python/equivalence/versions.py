"""A version of a record, as the rows that a delivery carries of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from claim_files import BENEFICIARY, BY_NAME, CARRIER, INPATIENT, OUTPATIENT, PDE, header

if TYPE_CHECKING:
    from medicare_claims.layouts.layout import Dataset

Row = tuple[str, ...]
"""A row's values in the order of its dataset's layout."""

INSTITUTIONAL = (INPATIENT, OUTPATIENT)
SLOTS = 13
PERSON = "DESYNPUF_ID"

RECORD_ID = {
    INPATIENT.name: "CLM_ID",
    OUTPATIENT.name: "CLM_ID",
    CARRIER.name: "CLM_ID",
    PDE.name: "PDE_ID",
    BENEFICIARY.name: PERSON,
}


@cache
def places(dataset_name: str) -> dict[str, int]:
    """Return at which place of a row each column stands."""
    return {name: place for place, name in enumerate(header(BY_NAME[dataset_name]))}


@dataclass(frozen=True)
class Version:
    """What one delivery says of one claim (one row a segment), fill or beneficiary's year.

    *year* is that of the file, for a beneficiary's year alone. *is_unreadable* tells that a cell
    of the first row is none of its kind: the loader will reject that row.
    """

    dataset: Dataset
    rows: tuple[Row, ...]
    year: int | None = None
    is_unreadable: bool = False

    @property
    def record(self) -> tuple[str, str, int | None]:
        """The record it is a version of."""
        return (self.dataset.name, self.value(RECORD_ID[self.dataset.name]), self.year)

    def value(self, column: str, row: int = 0) -> str:
        """Return what stands in *column*."""
        return self.rows[row][places(self.dataset.name)[column]]

    def having(self, row: int = 0, **values: str) -> Version:
        """Return the version with other *values* in one of its rows."""
        changed = list(self.rows[row])
        for column, value in values.items():
            changed[places(self.dataset.name)[column]] = value
        return replace(self, rows=(*self.rows[:row], tuple(changed), *self.rows[row + 1 :]))

    def having_everywhere(self, **values: str) -> Version:
        """Return the version with other *values* in all of its rows."""
        version = self
        for row in range(len(self.rows)):
            version = version.having(row, **values)
        return version

    def filled_slots(self) -> list[int]:
        """Return the slots of a carrier claim that CMS would call lines."""
        return [slot for slot in range(1, SLOTS + 1) if self.value(f"LINE_PRCSG_IND_CD_{slot}")]

    def slot(self, number: int) -> dict[str, str]:
        """Return what a carrier claim's slot holds, by column name without the number."""
        assert self.dataset.group
        return {
            column.name: self.value(f"{column.name}_{number}")
            for column in self.dataset.group.columns
        }

    def having_slot(self, number: int, content: dict[str, str]) -> Version:
        """Return the version with *content* in a slot; what it does not name is empty there."""
        assert self.dataset.group
        empty = {
            c.name: "0.00" if c.name.endswith("_AMT") else "" for c in self.dataset.group.columns
        }
        return self.having(
            **{f"{name}_{number}": value for name, value in (empty | content).items()}
        )
