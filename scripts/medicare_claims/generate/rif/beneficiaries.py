"""Drawing persons, and what each year's beneficiary file says of them.

As in CMS's release nobody dies, each year has more persons than the one before, the county, the
end-stage renal disease flag and, at random, the identification code change between years.
Frequencies: the release's files of 2015 to 2019; persons per year: 2015 to 2025.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, urn
from medicare_claims.generate.rif.calendar import (
    covered_months,
    day_of,
    last_covered_day,
    written,
)
from medicare_claims.generate.rif.codes import County, counties, diagnoses
from medicare_claims.generate.rif.identifiers import (
    beneficiary_ids,
    draw_institution,
    draw_physician,
)
from medicare_claims.generate.rif.records import INPATIENT, Beneficiary, EnrollmentYear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.rif.options import RifOptions

_PERSONS = {
    2015: 5975,
    2016: 6288,
    2017: 6613,
    2018: 7002,
    2019: 7446,
    2020: 7837,
    2021: 8246,
    2022: 8671,
    2023: 9179,
    2024: 9660,
    2025: 10_000,
}
"""How many persons CMS's file of each year has."""

_RACES = urn({"1": 3790, "5": 1079, "2": 663, "4": 254, "3": 129, "6": 60})
_IDENTIFICATION_CODES = urn(
    {
        "A": 5159,
        "T": 263,
        "M": 117,
        "TA": 65,
        "B1": 62,
        "C1": 55,
        "B": 43,
        "BY": 30,
        "BR": 26,
        "10": 26,
        "B2": 25,
        "B3": 24,
        "D6": 15,
        "D1": 12,
        "BT": 11,
        "C2": 7,
        "D": 6,
    }
)
_NEW_IDENTIFICATION_CODE = 0.19
_DUAL_STATUSES = urn(
    {"NA": 4339, "02": 741, "08": 254, "01": 178, "03": 111, "06": 69, "04": 41, "": 14, "AA": 7}
)
_NOT_DUAL = "NA"
_AGED, _DISABLED, _ESRD_ONLY, _DISABLED_WITH_ESRD = "0", "1", "2", "3"
_MALE = 0.515
_AGED_FROM_THE_START = 0.46
_WITH_ZIP = 0.85
_HAS_ESRD_AT_FIRST = 0.044
_ESRD_BEGINS = 0.0045
_MOVES_WITHIN_STATE = 0.003
_MOVES_TO_ANOTHER_STATE = 0.001
_CHANGES_PLAN = 0.25
_IN_HEALTH_PLAN, _IN_DRUG_PLAN, _LEAVES_DRUG_PLAN = 0.58, 0.70, 0.04
_RETIRED_AT = 65
_CONDITIONS = 12


def draw_beneficiaries(
    options: RifOptions, places: Sequence[int], uniform: Uniform
) -> list[Beneficiary]:
    """Return the persons at *places*, with the years from the first they are in to the last."""
    return [
        _draw_beneficiary(beneficiary_id, options, uniform)
        for beneficiary_id in beneficiary_ids(options.seed, places, uniform)
    ]


def _draw_beneficiary(beneficiary_id: str, options: RifOptions, uniform: Uniform) -> Beneficiary:
    years = _draw_years(beneficiary_id, options, uniform)
    state = years[0].county.state
    intensity = uniform()
    return Beneficiary(
        beneficiary_id=beneficiary_id,
        state=state,
        use_of_care=3 * intensity * intensity,
        conditions=tuple(
            dict.fromkeys(
                pick(diagnoses("professional"), uniform)
                for _ in range(2 + int(uniform() * _CONDITIONS))
            )
        ),
        hospital=draw_institution(INPATIENT, state, uniform),
        physicians=tuple(draw_physician(state, uniform) for _ in range(3)),
        years=years,
        first_day=day_of(years[0].year, 1, 1),
        last_day=last_covered_day(years[-1].year),
    )


def _draw_years(
    beneficiary_id: str, options: RifOptions, uniform: Uniform
) -> tuple[EnrollmentYear, ...]:
    share = uniform() * _PERSONS[options.last_year]
    joined = next(year for year, persons in _PERSONS.items() if share < persons)
    year = _draw_first_year(beneficiary_id, max(joined, options.first_year), uniform)
    years = [year]
    while year.year < options.last_year:
        year = _draw_next_year(year, uniform)
        years.append(year)
    return tuple(years)


def _draw_first_year(beneficiary_id: str, year: int, uniform: Uniform) -> EnrollmentYear:
    is_aged = uniform() < _AGED_FROM_THE_START
    age = 65 + int(30 * uniform() * uniform()) if is_aged else 4 + int(61 * uniform())
    birth = date(year - age, 1, 1) + timedelta(int(uniform() * 365))
    has_esrd = uniform() < _HAS_ESRD_AT_FIRST
    if is_aged:
        reason = _AGED
    elif has_esrd:
        reason = _DISABLED_WITH_ESRD if uniform() < 0.25 else _ESRD_ONLY
    else:
        reason = _DISABLED
    begins = max(birth.year + _RETIRED_AT, 1966) if is_aged else birth.year
    dual_status = pick(_DUAL_STATUSES, uniform)
    coverage_start = date(min(begins, year - 1), 1, 1) + timedelta(int(uniform() * 365))
    drawn = EnrollmentYear(
        beneficiary_id=beneficiary_id,
        year=year,
        county=pick(counties(), uniform),
        has_zip=uniform() < _WITH_ZIP,
        birth_year=birth.year,
        birth_month=birth.month,
        birth_date=written(birth),
        sex="1" if uniform() < _MALE else "2",
        race=pick(_RACES, uniform),
        original_reason=reason,
        has_esrd=has_esrd,
        identification_code=pick(_IDENTIFICATION_CODES, uniform),
        months=covered_months(year),
        coverage_start=written(coverage_start),
        buy_in="C" if dual_status != _NOT_DUAL else pick(("3",) * 12 + ("1",), uniform),
        dual_status=dual_status,
        cost_share="01" if dual_status != _NOT_DUAL else pick(("09", "09", "03", "02"), uniform),
        health_plan="",
        health_plan_package="",
        drug_plan="",
        drug_plan_package="",
        drug_plan_months=0,
    )
    return _with_plans(drawn, uniform)


def _draw_next_year(before: EnrollmentYear, uniform: Uniform) -> EnrollmentYear:
    year = before.year + 1
    after = before._replace(
        year=year,
        months=covered_months(year),
        drug_plan_months=min(before.drug_plan_months, covered_months(year)),
        has_esrd=before.has_esrd or uniform() < _ESRD_BEGINS,
        county=draw_move(before.county, uniform),
    )
    if uniform() < _NEW_IDENTIFICATION_CODE:
        after = after._replace(identification_code=pick(_IDENTIFICATION_CODES, uniform))
    return _with_plans(after, uniform) if uniform() < _CHANGES_PLAN else after


def draw_move(county: County, uniform: Uniform) -> County:
    """Return where someone of *county* lives a year later: seldom elsewhere."""
    chance = uniform()
    if chance < _MOVES_TO_ANOTHER_STATE:
        return other_county(county, uniform)
    if chance < _MOVES_TO_ANOTHER_STATE + _MOVES_WITHIN_STATE:
        within = tuple(other for other in counties() if other.state == county.state)
        return pick(within, uniform)
    return county


def other_county(county: County, uniform: Uniform) -> County:
    """Return another county than *county*."""
    other = county
    while other == county:
        other = pick(counties(), uniform)
    return other


def _with_plans(year: EnrollmentYear, uniform: Uniform) -> EnrollmentYear:
    in_health_plan, in_drug_plan = uniform() < _IN_HEALTH_PLAN, uniform() < _IN_DRUG_PLAN
    leaves = uniform() < _LEAVES_DRUG_PLAN
    months = 1 + int(uniform() * year.months) if leaves else year.months
    return year._replace(
        health_plan=f"Y{1 + int(uniform() * 10):04d}" if in_health_plan else "",
        health_plan_package=f"80{int(uniform() * 5)}" if in_health_plan else "",
        drug_plan=f"Z{1 + int(uniform() * 10):04d}" if in_drug_plan else "",
        drug_plan_package=f"80{int(uniform() * 5)}" if in_drug_plan else "",
        drug_plan_months=months if in_drug_plan else 0,
    )
