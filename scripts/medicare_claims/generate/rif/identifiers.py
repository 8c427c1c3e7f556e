"""Numbers that tell persons, claims and providers apart, shaped like those of CMS's release."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from medicare_claims.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.generate.draws import Uniform

COHORT_SIZE = 100
"""Persons that are drawn, kept and written together."""

MAXIMUM_COHORTS = 5_000
_FIRST_NUMBER = 10**13
_SEEDS = 1_000
_PERSONS_OF_A_SEED = 10**8
_NUMBERS_OF_A_COHORT = 10**6
_GAP = 20
"""Persons' numbers lie up to so far apart."""
_REUSED = 0.03
"""A claim's number tells it apart from claims of its own type only: some stand twice."""


def beneficiary_ids(seed: int, places: Sequence[int], uniform: Uniform) -> list[str]:
    """Return a negative number for each of *places*, which are those of one cohort."""
    base = _FIRST_NUMBER + _of_seed(seed) * _PERSONS_OF_A_SEED
    return [str(-(base + place * _GAP + int(uniform() * _GAP))) for place in places]


class ClaimNumbers:
    """Numbers of one cohort's claims and fills: negative, 14 digits, unique within a dataset."""

    def __init__(self, seed: int, cohort: int, uniform: Uniform) -> None:
        self._next = (
            _FIRST_NUMBER + (_of_seed(seed) * MAXIMUM_COHORTS + cohort) * _NUMBERS_OF_A_COHORT
        )
        self._end = self._next + _NUMBERS_OF_A_COHORT
        self._uniform = uniform
        self._users: set[str] = set()

    def next(self, dataset: str) -> str:
        """Return a number that no claim of *dataset* has; raises UsageError when all are taken.

        Now and then it is the number given last, to a claim of another dataset.
        """
        if self._users and dataset not in self._users and self._uniform() < _REUSED:
            self._users.add(dataset)
            return str(-self._next)
        self._next += 1
        if self._next == self._end:
            raise UsageError(
                "the later deliveries add more claims than there are claim numbers: give fewer "
                "--deliveries or a smaller --change-share"
            )
        self._users = {dataset}
        return str(-self._next)


def _of_seed(seed: int) -> int:
    return int.from_bytes(blake2b(str(seed).encode(), digest_size=8).digest()) % _SEEDS


class Institution(NamedTuple):
    """A hospital, a nursing home, an agency."""

    state: str
    ccn: str

    @property
    def npi(self) -> str:
        """Its national provider identifier."""
        return f"888{int(self.ccn) * 7919 % 10**7:07d}"

    @property
    def attending_npi(self) -> str:
        """The one physician who attends to everybody there, as in CMS's release."""
        return f"999{int(self.ccn) * 6947 % 10**7:07d}"


class Physician(NamedTuple):
    """A physician; three share a tax number."""

    state: str
    number: int

    @property
    def npi(self) -> str:
        """The national provider identifier."""
        return f"9999{self.number:06d}"

    @property
    def tax_number(self) -> str:
        """What the practice bills under."""
        return f"999{self.number // 3:06d}"

    @property
    def practice_npi(self) -> str:
        """The practice's own national provider identifier."""
        return f"8888{self.number // 3:06d}"

    @property
    def pin(self) -> str:
        """The number the carrier knows the physician by."""
        return f"PCP{self.number}"


_FIRST_CCN = {
    "inpatient_claims": 1,
    "outpatient_claims": 1,
    "hospice_claims": 1500,
    "snf_claims": 5000,
    "hha_claims": 7000,
}
"""The last four digits of an institution's number tell its type."""
_INSTITUTIONS_OF_A_STATE = 60
_PHYSICIANS = 20_000


def draw_institution(dataset: str, state: str, uniform: Uniform) -> Institution:
    """Draw who bills for claims of *dataset* in *state*; the first ones see many persons."""
    chance = uniform()
    number = _FIRST_CCN[dataset] + int(chance * chance * _INSTITUTIONS_OF_A_STATE)
    return Institution(state, f"{state}{number:04d}")


def draw_physician(state: str, uniform: Uniform) -> Physician:
    """Draw a physician; the first ones, laboratories say, see many persons."""
    chance = uniform()
    return Physician(state, int(chance * chance * _PHYSICIANS))
