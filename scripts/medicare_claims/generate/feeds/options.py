"""What to generate."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medicare_claims.errors import UsageError

MAXIMUM_DELIVERIES = 60
_PATIENTS_OF_A_COHORT = 500
_CLAIMS_OF_A_COHORT = 5_000
_MOST = {"patients": 2_000_000, "providers": 100_000, "claims": 20_000_000}
_ID_PREFIX = re.compile(r"[A-Za-z0-9_-]{0,20}")


@dataclass(frozen=True, slots=True)
class FeedsOptions:
    """The same options, but for *processes* (three at most are used), make the same bytes.

    *deliveries* counts the update deliveries after the priming one, *change_share* is the share
    of each feed's records that each of them touches, *bad_share* that of rows with a fault.
    *id_prefix* stands before every id, so that what several runs make can be loaded side by side.
    Raises UsageError for what cannot be meant.
    """

    seed: int
    patients: int = 2_000
    providers: int = 100
    claims: int = 10_000
    deliveries: int = 2
    change_share: float = 0.01
    bad_share: float = 0.05
    id_prefix: str = ""
    processes: int = 1

    def __post_init__(self) -> None:
        for name, most in _MOST.items():
            value = getattr(self, name)
            if not 1 <= value <= most:
                raise UsageError(f"--{name} {value}: give a value from 1 to {most:,}")
        if not 0 <= self.deliveries <= MAXIMUM_DELIVERIES:
            raise UsageError(
                f"--deliveries {self.deliveries}: give a value from 0 to {MAXIMUM_DELIVERIES}"
            )
        if not 0 < self.change_share <= 0.5:
            raise UsageError(
                f"--change-share {self.change_share}: give a value above 0 and at most 0.5"
            )
        if not 0 <= self.bad_share <= 0.5:
            raise UsageError(f"--bad-share {self.bad_share}: give a value from 0 to 0.5")
        if not _ID_PREFIX.fullmatch(self.id_prefix):
            raise UsageError(
                f"--id-prefix {self.id_prefix}: give at most 20 letters, digits, '-' or '_'"
            )
        if self.processes < 1:
            raise UsageError(f"{self.processes} processes: give at least 1")

    @property
    def cohorts(self) -> int:
        """How many cohorts there are, each with a patient at least."""
        wanted = max(
            -(-self.patients // _PATIENTS_OF_A_COHORT), -(-self.claims // _CLAIMS_OF_A_COHORT)
        )
        return min(wanted, self.patients)

    def patients_of(self, cohort: int) -> range:
        """Return the places, from 0, of the patients of the priming file in *cohort*."""
        return _part(self.patients, cohort, self.cohorts)

    def claims_of(self, cohort: int) -> range:
        """Return the places, from 0, of the claims of the priming file in *cohort*."""
        return _part(self.claims, cohort, self.cohorts)

    @property
    def new_providers(self) -> int:
        """How many providers each update delivery brings."""
        return max(1, round(self.providers * self.change_share / 3))


def _part(count: int, part: int, parts: int) -> range:
    return range(count * part // parts, count * (part + 1) // parts)
