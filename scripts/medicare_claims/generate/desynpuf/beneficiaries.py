"""Drawing persons: demographics, coverage and conditions of each year.

Frequencies are CMS's: those of one year from the DE-SynPUF codebook (all 20 samples), the
patterns over three years counted on 10,000 persons of sample 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf.calendar import YEARS
from medicare_claims.generate.desynpuf.codes import counties
from medicare_claims.generate.desynpuf.identifiers import beneficiary_ids, draw_home_institutions
from medicare_claims.generate.desynpuf.records import Beneficiary, YearOfCoverage
from medicare_claims.generate.draws import Uniform, pick, urn

if TYPE_CHECKING:
    from collections.abc import Sequence

_FULL_YEAR = 12
_FIRST_MONTH = 12
"""January 2008, as months are counted."""

_DEATHS_PER_MONTH = 0.0153 / 12
_WITHOUT_CLAIMS = 0.152
# Carrier claims of the others in two years, in tens.
_TENS_OF_CLAIMS = urn(
    {
        0: 95, 1: 49, 2: 47, 3: 59, 4: 42, 5: 30, 6: 27, 7: 22, 8: 17, 9: 12, 10: 9, 11: 9,
        12: 2, 13: 2, 14: 1, 15: 3,
    }
)  # fmt: skip
_MEAN_TENS_OF_CLAIMS = sum(_TENS_OF_CLAIMS) / len(_TENS_OF_CLAIMS) + 0.5

_SEX = urn({"1": 4444, "2": 5556})
_RACE = urn({"1": 8280, "2": 1065, "3": 421, "5": 234})
_BIRTH_FIVE_YEARS = urn(
    {
        1909: 40, 1910: 246, 1915: 351, 1920: 897, 1925: 1293, 1930: 1571, 1935: 1998,
        1940: 1700, 1945: 387, 1950: 370, 1955: 260, 1960: 238, 1965: 122, 1970: 104,
        1975: 60, 1979: 58,
    }
)  # fmt: skip

# Three characters, one a year: "1" = it holds.
_ESRD = urn(
    {"000": 7906, "010": 628, "001": 409, "100": 395, "110": 137, "011": 101, "111": 85, "101": 40}
)
# In the layout's order. Someone without claims has none of them, so the rest is drawn for the
# others alone.
_CONDITIONS = tuple(
    urn({pattern: weight for pattern, weight in zip(patterns, weights, strict=True) if weight})
    for patterns, weights in (
        (("000", "010", "100", "001", "110", "111", "011", "101"), weights)
        for weights in (
            (4244, 1082, 709, 706, 528, 374, 331, 253),
            (3190, 1006, 632, 715, 882, 966, 503, 333),
            (5021, 847, 483, 522, 527, 418, 268, 141),
            (6927, 399, 263, 274, 135, 145, 48, 36),
            (5614, 720, 572, 366, 472, 238, 137, 108),
            (4194, 943, 729, 639, 598, 523, 346, 255),
            (2835, 802, 548, 436, 1153, 1653, 467, 333),
            (1984, 863, 496, 601, 1184, 1968, 721, 410),
            (4633, 1047, 875, 612, 440, 152, 253, 215),
            (5309, 842, 661, 400, 484, 203, 183, 145),
            (7178, 375, 293, 198, 110, 30, 16, 27),
        )
    )
)

# "1" = covered the whole year; the months of another year come from that year's urn.
_PART_A_FULL = urn(
    {"111": 8024, "011": 743, "100": 417, "110": 234, "000": 122, "001": 109, "010": 52}
)
_PART_A_MONTHS = (
    urn({0: 46, **dict.fromkeys(range(1, 12), 5)}),
    urn({0: 630, **dict.fromkeys(range(1, 12), 5)}),
    urn({0: 56, **dict.fromkeys(range(1, 12), 3)}),
)
_WITHOUT_PART_B = (0.054, 0.010, 0.022)
"""Share of persons with Part A who have no Part B, by year."""
_HMO_FULL = urn(
    {"000": 6409, "111": 1529, "001": 611, "011": 530, "010": 280, "110": 185, "100": 157}
)
_HMO_MONTHS = (
    urn({0: 769, **dict.fromkeys(range(1, 12), 3)}),
    urn({0: 708, **dict.fromkeys(range(1, 12), 3)}),
    urn({0: 675, **dict.fromkeys(range(1, 12), 5)}),
)
_PART_D_FULL = urn(
    {"111": 4797, "000": 1761, "011": 1314, "001": 1125, "010": 378, "110": 317, "100": 9}
)
_PART_D_MONTHS = (
    urn({0: 407, **dict.fromkeys(range(1, 12), 6)}),
    urn({0: 191, **dict.fromkeys(range(1, 12), 9)}),
    urn({0: 117, **dict.fromkeys(range(1, 12), 12)}),
)


def draw_beneficiaries(
    seed: int, sample: int, places: Sequence[int], total: int, uniform: Uniform
) -> list[Beneficiary]:
    """Return the persons at *places* of a sample of *total*, in order of their ids."""
    ids = beneficiary_ids(seed, sample, places, total)
    return [
        _draw(place, beneficiary_id, uniform)
        for place, beneficiary_id in zip(places, ids, strict=True)
    ]


def _draw(place: int, beneficiary_id: str, uniform: Uniform) -> Beneficiary:
    state, county = pick(counties(), uniform)
    death_month = _death_month(uniform)
    use_of_care = _use_of_care(uniform)
    last_year = YEARS[-1] if death_month is None else 2007 + death_month // 12
    return Beneficiary(
        place=place,
        beneficiary_id=beneficiary_id,
        birth_date=_birth_date(uniform),
        death_month=death_month,
        sex=pick(_SEX, uniform),
        race=pick(_RACE, uniform),
        state=state,
        county=county,
        use_of_care=use_of_care,
        home_institutions=draw_home_institutions(state, uniform),
        years=tuple(
            coverage
            for coverage in _coverage(use_of_care > 0, uniform)
            if coverage.year <= last_year
        ),
    )


def _birth_date(uniform: Uniform) -> str:
    five_years = pick(_BIRTH_FIVE_YEARS, uniform)
    span = 1 if five_years == 1909 else 5
    return f"{five_years + int(uniform() * span)}{1 + int(uniform() * 12):02d}01"


def _death_month(uniform: Uniform) -> int | None:
    months = int(uniform() / _DEATHS_PER_MONTH)
    return _FIRST_MONTH + months if months < 12 * len(YEARS) else None


def _use_of_care(uniform: Uniform) -> float:
    if uniform() < _WITHOUT_CLAIMS:
        return 0.0
    return (pick(_TENS_OF_CLAIMS, uniform) + uniform()) / _MEAN_TENS_OF_CLAIMS


def _coverage(has_claims: bool, uniform: Uniform) -> tuple[YearOfCoverage, ...]:
    esrd = pick(_ESRD, uniform)
    conditions = (
        [pick(patterns, uniform) for patterns in _CONDITIONS]
        if has_claims
        else ["000"] * len(_CONDITIONS)
    )
    part_a = _months(pick(_PART_A_FULL, uniform), _PART_A_MONTHS, uniform)
    wants_part_b = uniform()
    hmo = _months(pick(_HMO_FULL, uniform), _HMO_MONTHS, uniform)
    part_d = _months(pick(_PART_D_FULL, uniform), _PART_D_MONTHS, uniform)
    return tuple(
        YearOfCoverage(
            year=year,
            has_esrd=esrd[position] == "1",
            part_a_months=part_a[position],
            part_b_months=part_a[position] if wants_part_b >= _WITHOUT_PART_B[position] else 0,
            hmo_months=hmo[position],
            part_d_months=part_d[position],
            conditions=tuple(pattern[position] == "1" for pattern in conditions),
        )
        for position, year in enumerate(YEARS)
    )


def _months(
    full_years: str, other_months: tuple[tuple[int, ...], ...], uniform: Uniform
) -> list[int]:
    return [
        _FULL_YEAR if is_full == "1" else pick(months, uniform)
        for is_full, months in zip(full_years, other_months, strict=True)
    ]
