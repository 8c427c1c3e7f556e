"""How much of what each person gets, and on which days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import rounded
from medicare_claims.generate.rif.calendar import covered_months, day_of, last_covered_day
from medicare_claims.generate.rif.fills import draw_fill
from medicare_claims.generate.rif.institutional import INSTITUTIONAL, draw_institutional_claim
from medicare_claims.generate.rif.professional import PROFESSIONAL, draw_professional_claim
from medicare_claims.generate.rif.records import (
    CARRIER,
    DME,
    FILLS,
    HHA,
    HOSPICE,
    INPATIENT,
    OUTPATIENT,
    SNF,
    Beneficiary,
    Claim,
    Day,
    Fill,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.rif.identifiers import ClaimNumbers

_CLAIMS_A_YEAR = {
    CARRIER: 2.6,
    OUTPATIENT: 2.9,
    DME: 0.66,
    INPATIENT: 0.36,
    SNF: 0.0066,
    HOSPICE: 0.0068,
    HHA: 0.021,
    FILLS: 6.0,
}
"""Of a person covered all year: such that a release has about as many rows as CMS's."""

DATASETS = tuple(_CLAIMS_A_YEAR)


def draw_record(
    dataset: str, person: Beneficiary, day: Day, numbers: ClaimNumbers, uniform: Uniform
) -> Claim | Fill:
    """Draw a claim or fill of *dataset* for *person* that begins on *day*."""
    number = numbers.next(dataset)
    if dataset in INSTITUTIONAL:
        return draw_institutional_claim(dataset, person, number, day, uniform)
    if dataset in PROFESSIONAL:
        return draw_professional_claim(dataset, person, number, day, uniform)
    return draw_fill(person, number, day, uniform)


def draw_records(
    person: Beneficiary, numbers: ClaimNumbers, uniform: Uniform
) -> Iterator[Claim | Fill]:
    """Draw everything *person* gets in the years of the release, year after year."""
    for year in person.years:
        share = person.use_of_care * covered_months(year.year) / 12
        for dataset, claims_a_year in _CLAIMS_A_YEAR.items():
            for day in sorted(
                _draw_day(year.year, uniform)
                for _ in range(rounded(claims_a_year * share, uniform))
            ):
                yield draw_record(dataset, person, day, numbers, uniform)


def draw_covered_day(person: Beneficiary, uniform: Uniform) -> Day:
    """Draw a day on which *person* is covered."""
    return person.first_day + int(uniform() * (person.last_day - person.first_day + 1))


def _draw_day(year: int, uniform: Uniform) -> Day:
    first = day_of(year, 1, 1)
    return first + int(uniform() * (last_covered_day(year) - first + 1))
