"""What to generate."""

from __future__ import annotations

from dataclasses import dataclass

from medicare_claims.errors import UsageError
from medicare_claims.generate.rif.calendar import FIRST_YEAR, LAST_YEAR
from medicare_claims.generate.rif.identifiers import COHORT_SIZE, MAXIMUM_COHORTS

WHOLE_RELEASE = 10_000
"""Persons in CMS's release."""
MAXIMUM_DELIVERIES = 99


@dataclass(frozen=True, slots=True)
class RifOptions:
    """The same options, but for *processes* (three at most are used), make the same bytes.

    *change_share* is the share of each file's records that a later delivery touches.
    *with_answer_key* adds `answer_key.csv`: each person's years after the last delivery. Raises
    UsageError for what cannot be meant.
    """

    seed: int
    beneficiaries: int = 2_000
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    deliveries: int = 0
    change_share: float = 0.01
    with_answer_key: bool = False
    processes: int = 1

    def __post_init__(self) -> None:
        most = COHORT_SIZE * MAXIMUM_COHORTS
        if not 1 <= self.beneficiaries <= most:
            raise UsageError(
                f"--beneficiaries {self.beneficiaries}: give a value from 1 to {most:,}"
            )
        if not FIRST_YEAR <= self.first_year <= self.last_year <= LAST_YEAR:
            raise UsageError(
                f"--years {self.first_year}-{self.last_year}: give two years from {FIRST_YEAR} to "
                f"{LAST_YEAR}, the earlier one first"
            )
        if not 0 <= self.deliveries <= MAXIMUM_DELIVERIES:
            raise UsageError(
                f"--deliveries {self.deliveries}: give a value from 0 to {MAXIMUM_DELIVERIES}"
            )
        if not 0 < self.change_share <= 0.5:
            raise UsageError(
                f"--change-share {self.change_share}: give a value above 0 and at most 0.5"
            )
        if self.processes < 1:
            raise UsageError(f"{self.processes} processes: give at least 1")

    @property
    def cohorts(self) -> int:
        """How many cohorts there are."""
        return -(-self.beneficiaries // COHORT_SIZE)
