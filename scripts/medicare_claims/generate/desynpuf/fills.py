"""Drawing prescription drug events.

Frequencies are counted on 17,443 fills of 500 persons of sample 2. Every value is imputed by
CMS: patients who pay more than the drug costs, quantities and days of zero are in its files too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf import codes
from medicare_claims.generate.desynpuf.calendar import FIRST_DAY, LAST_DAY, YEARS, day_of
from medicare_claims.generate.desynpuf.identifiers import SCRAMBLE
from medicare_claims.generate.desynpuf.records import Beneficiary, Cents, Fill
from medicare_claims.generate.draws import Uniform, pick, rounded, stream, urn

if TYPE_CHECKING:
    from medicare_claims.generate.desynpuf.identifiers import ClaimNumbers

_FILLS_A_YEAR = {2008: 36.0, 2009: 30.0, 2010: 18.05}
"""Of a person with claims and Part D all year."""
_FILLS_WITHOUT_PART_D = 0.4

# Tens of fills a year, of a person with Part D.
_TENS_OF_FILLS = urn({0: 200, 1: 180, 2: 170, 3: 150, 4: 110, 5: 80, 6: 50, 7: 30, 8: 20, 9: 10})
_MEAN_TENS_OF_FILLS = sum(_TENS_OF_FILLS) / len(_TENS_OF_FILLS) + 0.5

_DRUGS = 150_000
"""Drug codes in use: of the 17,443 fills 1,003 repeat another's code, as they would if each drew
from so many alike."""

_QUANTITY_AND_DAYS = urn(
    {
        (30, 30): 6419, (60, 30): 1884, (90, 30): 1375, (30, 90): 900, (10, 30): 647,
        (0, 30): 487, (20, 30): 444, (30, 10): 391, (10, 10): 369, (90, 90): 313, (180, 30): 260,
        (120, 30): 259, (20, 10): 248, (60, 90): 208, (30, 20): 181, (60, 10): 177,
        (50, 30): 169, (10, 20): 158, (100, 30): 154, (60, 20): 102, (360, 30): 97, (0, 10): 97,
        (90, 10): 88, (30, 0): 79, (20, 20): 73, (30, 60): 73, (120, 10): 62, (10, 90): 62,
        (40, 30): 62, (20, 0): 56, (60, 0): 90, (90, 0): 70, (10, 0): 60, (0, 90): 90,
        (0, 20): 60, (0, 0): 20, (270, 30): 58, (150, 30): 56, (200, 90): 47, (240, 90): 46,
        (260, 80): 22, (140, 20): 19, (80, 30): 85, (70, 50): 17, (300, 60): 13, (110, 40): 12,
        (180, 90): 88, (360, 90): 100, (100, 20): 110, (50, 10): 129, (40, 20): 82, (20, 50): 61,
        (30, 80): 55, (120, 90): 81, (20, 60): 80,
    }
)  # fmt: skip

_TOTAL_COST = urn(
    {
        0: 1682, 10: 5630, 20: 2216, 30: 1187, 40: 701, 50: 468, 60: 424, 70: 417, 80: 462,
        90: 504, 100: 364, 110: 343, 120: 393, 130: 265, 140: 193, 150: 265, 160: 215, 170: 202,
        180: 148, 190: 138, 200: 111, 210: 114, 220: 72, 230: 66, 240: 38, 250: 61, 260: 38,
        270: 50, 280: 39, 300: 52, 320: 57, 340: 58, 360: 55, 380: 38, 400: 43, 420: 45, 440: 20,
        460: 20, 480: 20, 500: 16, 530: 25, 550: 16, 570: 166,
    }
)  # fmt: skip
_PATIENT_PAID = urn(
    {
        10: 3818, 20: 710, 30: 604, 40: 481, 50: 140, 60: 114, 70: 106, 80: 113, 90: 62, 100: 54,
        110: 55, 120: 36, 140: 42, 160: 43, 170: 129,
    }
)  # fmt: skip
_AMOUNT_PAIRS = 20_000

DAYS = tuple(range(FIRST_DAY, LAST_DAY + 1))


def draw_fills(person: Beneficiary, numbers: ClaimNumbers, uniform: Uniform) -> list[Fill]:
    """Return a person's fills in order of their dates, also a few in years without Part D."""
    if not person.use_of_care:
        return []
    rate = (pick(_TENS_OF_FILLS, uniform) + uniform()) / _MEAN_TENS_OF_FILLS
    last_day = person.last_day
    fills = []
    for coverage in person.years:
        expected = (
            rate * _FILLS_A_YEAR[coverage.year] * coverage.part_d_months / 12
            if coverage.part_d_months
            else _FILLS_WITHOUT_PART_D
        )
        first, days = _FIRST_OF_YEAR[coverage.year], _DAYS_OF_YEAR[coverage.year]
        for _ in range(rounded(expected, uniform)):
            day = first + int(uniform() * days)
            if day <= last_day:
                fills.append(draw_fill(person, numbers.next(), day, uniform))
    fills.sort(key=_service_day)
    return fills


def draw_fill(person: Beneficiary, fill_id: str, day: int, uniform: Uniform) -> Fill:
    """Return one fill of *person* on *day*."""
    quantity, days_supply = _QUANTITY_AND_DAYS[int(uniform() * len(_QUANTITY_AND_DAYS))]
    patient_paid, total_cost = amount_pairs()[int(uniform() * _AMOUNT_PAIRS)]
    return Fill(
        person, fill_id, day, _drug(uniform), quantity, days_supply, patient_paid, total_cost
    )


@cache
def amount_pairs() -> tuple[tuple[Cents, Cents], ...]:
    """Return pairs of patient pay amount and total cost: multiples of ten dollars."""
    uniform = stream("fill amounts")
    return tuple(_amounts(uniform) for _ in range(_AMOUNT_PAIRS))


def _amounts(uniform: Uniform) -> tuple[Cents, Cents]:
    total = pick(_TOTAL_COST, uniform)
    patient = 0
    if uniform() >= (0.72 if total < 40 else 0.53):
        patient = pick(_PATIENT_PAID, uniform)
        # Patients seldom pay more than the drug costs, but one in twenty does.
        if patient > total and uniform() < 0.45:
            patient = total
    return patient * 100, total * 100


def _drug(uniform: Uniform) -> str:
    known, labelers = codes.drugs(), codes.labelers()
    place = int(uniform() * _DRUGS)
    if place < len(known):
        return known[place]
    return f"{labelers[place % len(labelers)]}{place * SCRAMBLE % 10**6:06d}"


def _service_day(fill: Fill) -> int:
    return fill.service_day


_FIRST_OF_YEAR = {year: day_of(year, 1, 1) for year in YEARS}
_DAYS_OF_YEAR = {year: day_of(year, 12, 31) - day_of(year, 1, 1) + 1 for year in YEARS}
