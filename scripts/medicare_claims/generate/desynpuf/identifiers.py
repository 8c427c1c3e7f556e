"""Numbers that tell persons, claims and providers apart, shaped like CMS's scrambled ones."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from medicare_claims.errors import UsageError
from medicare_claims.generate.desynpuf.codes import counties
from medicare_claims.generate.draws import Uniform, pick, rounded, stream

if TYPE_CHECKING:
    from collections.abc import Sequence

COHORT_SIZE = 250
"""Persons that are drawn, kept and written together."""

MAXIMUM_COHORTS = 2000
_CLAIMS_OF_A_COHORT = 500_000
SCRAMBLE = 618_033
"""Odd and no multiple of 5: times this, modulo the above or a power of ten, puts numbers in
another order."""

_ID_SPACE = 1 << 64


class ClaimKind(IntEnum):
    """The digit in the middle of a claim's number, as CMS has it."""

    INPATIENT = 1
    OUTPATIENT = 2
    CARRIER = 3
    FILL = 4


def beneficiary_ids(seed: int, sample: int, places: Sequence[int], total: int) -> list[str]:
    """Return the ids of the persons at *places* of a sample of *total*, sorted.

    Each is a hash of seed, sample and place, moved into the share of all ids that belongs to
    its cohort, so that cohort after cohort is a sorted file.
    """
    first, last = places[0], places[-1] + 1
    low, high = _ID_SPACE * first // total, _ID_SPACE * last // total
    hashes = (
        int.from_bytes(blake2b(f"{seed}/{sample}/{place}".encode(), digest_size=8).digest())
        for place in places
    )
    return sorted(f"{low + value * (high - low) // _ID_SPACE:016X}" for value in hashes)


class ClaimNumbers:
    """Claim numbers of one cohort and kind: 14 or 15 digits, used by no other claim.

    Like CMS's: two or three digits of the sample and kind, two random ones, the kind, and nine
    that alone would do.
    """

    def __init__(self, sample: int, kind: ClaimKind, cohort: int, uniform: Uniform) -> None:
        self._prefix = 10 + (sample * 37 + kind * 229) % 887
        self._kind = int(kind)
        self._base = cohort * _CLAIMS_OF_A_COHORT
        self._taken = 0
        self._uniform = uniform

    def next(self) -> str:
        """Return a number not yet given; raises UsageError when all are taken."""
        if self._taken + 1 == _CLAIMS_OF_A_COHORT:
            raise UsageError(
                "the later deliveries add more claims than there are claim numbers: give fewer "
                "--deliveries or a smaller --change-share"
            )
        self._taken += 1
        serial = self._base + self._taken * SCRAMBLE % _CLAIMS_OF_A_COHORT
        return f"{self._prefix}{int(self._uniform() * 100):02d}{self._kind}{serial:09d}"


_NPIS = 120_000
_TAX_NUMBERS = 80_000
_INSTITUTIONS_PER_COUNTY = 1.4
_UNITS = ("00",) * 9 + ("01",) * 4 + ("02",) * 2 + ("03", "05", "13", "13", "25", "30", "S0", "T0")
_LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_HOME_INSTITUTIONS = 3
_HOME_IS_IN_STATE = 0.87


@cache
def npis() -> tuple[str, ...]:
    """Return national provider identifiers, ten digits."""
    uniform = stream("npi")
    return tuple(f"{int(uniform() * 10**10):010d}" for _ in range(_NPIS))


@cache
def tax_numbers() -> tuple[str, ...]:
    """Return for each of `npis` the nine-digit tax number it bills under.

    Most physicians bill alone; the first tax numbers stand for groups of hundreds.
    """
    uniform = stream("tax number")
    numbers = [f"{int(uniform() * 10**9):09d}" for _ in range(_TAX_NUMBERS)]
    return tuple(numbers[_TAX_NUMBERS * place * place // _NPIS**2] for place in range(_NPIS))


def physician(uniform: Uniform) -> int:
    """Draw a place in `npis`; the first ones, laboratories say, see many persons."""
    chance = uniform()
    return int(chance * chance * _NPIS)


def draw_npi(uniform: Uniform) -> str:
    """Draw a national provider identifier."""
    return npis()[physician(uniform)]


@cache
def institutions() -> dict[str, tuple[str, ...]]:
    """Return institutional provider numbers by state: its SSA code, a unit, scrambled letters."""
    uniform = stream("institution")
    by_state: dict[str, set[str]] = {}
    for state, _ in sorted(set(counties())):
        numbers = by_state.setdefault(state, set())
        for _ in range(rounded(_INSTITUTIONS_PER_COUNTY, uniform)):
            letters = pick(_LETTERS, uniform) + pick(_LETTERS, uniform)
            numbers.add(state + pick(_UNITS, uniform) + letters)
    return {state: tuple(sorted(numbers)) for state, numbers in by_state.items()}


def draw_home_institutions(state: str, uniform: Uniform) -> tuple[str, ...]:
    """Return the hospitals and clinics a person goes to, mostly of the person's own *state*."""
    return tuple(
        pick(institutions()[place], uniform)
        for place in (
            state if uniform() < _HOME_IS_IN_STATE else pick(counties(), uniform)[0]
            for _ in range(_HOME_INSTITUTIONS)
        )
    )
