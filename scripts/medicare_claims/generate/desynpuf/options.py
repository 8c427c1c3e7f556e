"""What to generate."""

from __future__ import annotations

from dataclasses import dataclass

from medicare_claims.errors import UsageError
from medicare_claims.generate.desynpuf.identifiers import COHORT_SIZE, MAXIMUM_COHORTS

SAMPLES = 20
"""CMS published as many."""
WHOLE_SAMPLE = 116_352
"""Persons in CMS's sample 1."""
FORMATS = ("zip", "csv")
MAXIMUM_DELIVERIES = 99


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """The same options, but for *processes* (three at most are used), make the same bytes.

    *change_shares* are the shares of claims and fills that the later deliveries touch, one after
    the other; the last one holds for all that follow.
    *with_summary* leaves the Beneficiary Summary out of later deliveries when false, so that it
    no longer agrees with the claims. Raises UsageError for what cannot be meant.
    """

    seed: int
    beneficiaries: int = 2_000
    sample: int = 1
    deliveries: int = 0
    change_shares: tuple[float, ...] = (0.01,)
    with_summary: bool = True
    file_format: str = "zip"
    processes: int = 1

    def __post_init__(self) -> None:
        most = COHORT_SIZE * MAXIMUM_COHORTS
        self._require(1 <= self.beneficiaries <= most, "beneficiaries", f"from 1 to {most:,}")
        self._require(1 <= self.sample <= SAMPLES, "sample", f"from 1 to {SAMPLES}")
        self._require(
            0 <= self.deliveries <= MAXIMUM_DELIVERIES,
            "deliveries",
            f"from 0 to {MAXIMUM_DELIVERIES}",
        )
        for share in self.change_shares:
            self._require(0 < share <= 0.5, "change_share", "above 0 and at most 0.5", given=share)
        if not 1 <= len(self.change_shares) <= max(self.deliveries, 1):
            raise UsageError(
                f"--change-share is given {len(self.change_shares)} times for"
                f" {self.deliveries} later deliveries: give it once, or at most once for each"
            )
        self._require(self.file_format in FORMATS, "file_format", f"of {' or '.join(FORMATS)}")
        self._require(self.processes >= 1, "processes", "of at least 1")

    @property
    def cohorts(self) -> int:
        """How many cohorts the sample has."""
        return -(-self.beneficiaries // COHORT_SIZE)

    def change_share(self, delivery: int) -> float:
        """Return the share of claims and fills that *delivery* touches, 1 being the first."""
        return self.change_shares[min(delivery, len(self.change_shares)) - 1]

    def _require(self, holds: bool, name: str, wanted: str, *, given: float | None = None) -> None:
        if not holds:
            option = "format" if name == "file_format" else name.replace("_", "-")
            value = getattr(self, name) if given is None else given
            raise UsageError(f"--{option} {value}: give a value {wanted}")
