"""Drawing inpatient claims: stays, some that overlap, a few with a second segment.

Frequencies are counted on 5,888 rows of 10,000 persons of sample 2; what is rarer than one in a
thousand, on 102,933 rows of 180,000 persons.
"""

from __future__ import annotations

from typing import NamedTuple

from medicare_claims.generate.desynpuf import codes
from medicare_claims.generate.desynpuf.calendar import FIRST_DAY, YEAR, days_by_month
from medicare_claims.generate.desynpuf.identifiers import ClaimNumbers, draw_npi, institutions
from medicare_claims.generate.desynpuf.records import (
    Beneficiary,
    Cents,
    Day,
    InpatientClaim,
    InpatientSegment,
)
from medicare_claims.generate.draws import Uniform, pick, seldom_cents, urn

DAYS = days_by_month(
    (
        (8, 10, 14, 14, 14, 15, 15, 15, 16, 13, 13, 13),
        (13, 13, 13, 14, 13, 13, 13, 14, 12, 11, 11, 12),
        (12, 11, 9, 10, 9, 8, 8, 8, 5, 4, 3, 2),
    )
)
# Stays in three years of a person with claims.
_STAYS = urn(
    {
        0: 5360, 1: 1902, 2: 719, 3: 307, 4: 164, 5: 80, 6: 45, 7: 22, 8: 8, 9: 5, 10: 2, 11: 2,
        12: 1,
    }
)  # fmt: skip
_SAME_DATES = 0.0005
"""Share of second and later stays with the dates of the one before."""
_SAME_PROVIDER_TOO = 0.35
_CHAINED = 0.004
"""Share that starts on the day the one before ended."""
_OVERLAPPING = 0.036

_LENGTH = urn(
    {
        0: 69, 1: 666, 2: 805, 3: 1042, 4: 775, 5: 501, 6: 434, 7: 352, 8: 225, 9: 171, 10: 138,
        11: 125, 12: 66, 13: 67, 14: 55, 15: 51, 16: 36, 17: 33, 18: 36, 19: 23, 20: 28, 21: 26,
        22: 18, 23: 14, 24: 18, 25: 9, 26: 13, 27: 4, 28: 11, 29: 10, 30: 5, 31: 7, 32: 5, 33: 2,
        34: 3, 35: 41,
    }
)  # fmt: skip
_LONGEST = 35
_ADMITTED_EARLIER = 0.00085
_MOST_DAYS_EARLIER = 33
# Covered days less than the stay's length, for the stays where both differ.
_COVERED_DIFFERS = 0.037
_DAYS_NOT_COVERED = urn(
    {1: 35, 2: 21, 3: 33, 4: 29, 5: 13, 6: 13, 7: 6, 8: 7, 9: 5, 13: 4, 10: 3, 18: 3, 22: 2,
     35: 9, -3: 3, -7: 3, -20: 3}
)  # fmt: skip

_PAID = urn(
    {
        0: 173, 30: 2, 50: 2, 70: 1, 100: 1, 200: 5, 300: 6, 400: 4, 500: 3, 600: 2, 700: 3,
        800: 5, 900: 7, 1000: 32, 2000: 190, 3000: 562, 4000: 676, 5000: 638, 6000: 498,
        7000: 414, 8000: 353, 9000: 339, 10000: 295, 11000: 284, 12000: 188, 13000: 140,
        14000: 127, 15000: 90, 16000: 86, 17000: 70, 18000: 60, 19000: 68, 20000: 45, 21000: 43,
        22000: 33, 23000: 35, 24000: 25, 25000: 23, 26000: 24, 27000: 27, 28000: 21, 29000: 18,
        30000: 19, 31000: 18, 32000: 8, 33000: 23, 34000: 18, 35000: 12, 36000: 11, 37000: 7,
        38000: 15, 39000: 9, 40000: 10, 41000: 8, 42000: 6, 43000: 5, 44000: 1, 45000: 5,
        46000: 3, 47000: 7, 48000: 8, 49000: 2, 50000: 5, 52000: 3, 53000: 5, 54000: 4, 57000: 49,
    }
)  # fmt: skip
_OWED_BACK = 0.001
"""Share of negative payments: deductible or coinsurance larger than what Medicare pays."""
_OWED = urn({-60: 10, -100: 12, -200: 25, -500: 10, -1000: 30, -3000: 10, -10000: 3})
_WITH_PRIMARY_PAYER = 0.024
_PRIMARY_PAYER = urn(
    {
        800: 2, 3000: 4, 4000: 5, 5000: 9, 6000: 11, 7000: 7, 8000: 4, 9000: 8, 10000: 6,
        11000: 5, 12000: 7, 13000: 4, 15000: 3, 17000: 3, 20000: 4, 24000: 6, 36000: 3, 47000: 2,
        68000: 8,
    }
)  # fmt: skip
_WITH_PASS_THROUGH = {2008: 0.19, 2009: 0.347, 2010: 0.376}
_PASS_THROUGH = urn(
    {
        10: 262, 20: 165, 30: 145, 40: 122, 50: 125, 60: 82, 70: 94, 80: 74, 90: 34, 100: 180,
        200: 208, 300: 120, 400: 55, 500: 41,
    }
)  # fmt: skip
DEDUCTIBLE = {2008: 1024_00, 2009: 1068_00, 2010: 1100_00}
"""The inpatient deductible of each year, in cents."""
_DEDUCTIBLE_MISSING = {2008: 0.042, 2009: 0.026, 2010: 0.018}
_WITH_COINSURANCE = 0.020
_COINSURANCE = urn(
    {
        300: 11, 500: 7, 800: 11, 1000: 22, 2000: 17, 3000: 12, 4000: 7, 5000: 8, 6000: 5,
        9000: 1, 10000: 3, 13000: 1, 18000: 1, 24000: 1, 30000: 1, 34000: 1,
    }
)  # fmt: skip
_WITH_BLOOD_DEDUCTIBLE = 0.0012
_BLOOD_DEDUCTIBLE = urn({90: 1, 200: 2, 500: 2, 1000: 2})

_DIAGNOSES = urn({1: 41, 2: 58, 3: 129, 4: 191, 5: 284, 6: 352, 7: 393, 8: 478, 9: 3501, 10: 457})
_A_DIAGNOSIS_BLANK = 0.010
_FIRST_DIAGNOSIS_BLANK = 0.0004
_PROCEDURES = urn({0: 2562, 1: 1197, 2: 783, 3: 491, 4: 330, 5: 254, 6: 271})
_A_PROCEDURE_BLANK = 0.10
_WITHOUT_ADMITTING_DIAGNOSIS = 0.0075
_ADMITTING_IS_FIRST = 0.20
_WITHOUT_ATTENDING = 0.009
_WITH_OPERATING = 0.574
_OPERATING_IS_ATTENDING = 0.28
_WITH_OTHER = 0.118
_OTHER_IS_ATTENDING = 0.15

_WITH_SECOND_SEGMENT = 0.0009
_DRG_UNKNOWN = urn({"000": 3, "OTH": 1})


class Stay(NamedTuple):
    """When and where someone is in hospital."""

    from_day: Day
    through_day: Day
    provider: str


def draw_inpatient_claims(
    person: Beneficiary, numbers: ClaimNumbers, uniform: Uniform
) -> list[InpatientClaim]:
    """Return a person's stays in order of their first days."""
    if not person.use_of_care:
        return []
    last_day = person.last_day
    stays: list[Stay] = []
    for _ in range(pick(_STAYS, uniform)):
        stay = draw_stay(person, pick(DAYS, uniform), uniform)
        if stays:
            stay = _moved_near(stays[-1], stay, uniform)
        if FIRST_DAY <= stay.through_day <= last_day:
            stays.append(stay)
    stays.sort()
    return [draw_inpatient_claim(person, numbers.next(), stay, uniform) for stay in stays]


def draw_stay(person: Beneficiary, through_day: Day, uniform: Uniform) -> Stay:
    """Return when and where: a stay of *person* that ends on *through_day*."""
    from_day = through_day - pick(_LENGTH, uniform)
    return Stay(from_day, through_day, pick(person.home_institutions, uniform))


def draw_inpatient_claim(
    person: Beneficiary, claim_id: str, stay: Stay, uniform: Uniform
) -> InpatientClaim:
    """Return the claim of one *stay*."""
    first = _draw_first_segment(stay, uniform)
    if uniform() < _WITH_SECOND_SEGMENT:
        return InpatientClaim(person, claim_id, (first, draw_second_segment(first, uniform)))
    return InpatientClaim(person, claim_id, (first,))


def draw_paid(uniform: Uniform) -> Cents:
    """Return what Medicare pays for a stay, in steps of a thousand dollars above small amounts."""
    return pick(_OWED if uniform() < _OWED_BACK else _PAID, uniform) * 100


def draw_diagnoses(uniform: Uniform) -> tuple[str, ...]:
    """Return up to 10 diagnoses, the principal first; now and then a blank among them."""
    source = codes.diagnoses("inpatient")
    found = [pick(source, uniform) for _ in range(pick(_DIAGNOSES, uniform))]
    if len(found) > 1 and uniform() < _FIRST_DIAGNOSIS_BLANK:
        found[0] = ""
    elif len(found) > 2 and uniform() < _A_DIAGNOSIS_BLANK:
        found[1 + int(uniform() * (len(found) - 2))] = ""
    return tuple(found)


def draw_second_segment(first: InpatientSegment, uniform: Uniform) -> InpatientSegment:
    """Return a stay's second segment: no dates but admission and discharge, amounts of its own."""
    return InpatientSegment(
        number=2,
        from_day=None,
        through_day=None,
        provider=pick(institutions()[first.provider[:2]], uniform),
        paid=draw_paid(uniform),
        primary_payer=seldom_cents(_WITH_PRIMARY_PAYER, _PRIMARY_PAYER, uniform),
        attending="",
        operating="",
        other_physician="",
        admission_day=first.discharge_day - _LONGEST,
        admitting_diagnosis="",
        pass_through_per_day=seldom_cents(0.25, _PASS_THROUGH, uniform),
        deductible=DEDUCTIBLE[YEAR[first.discharge_day]],
        coinsurance=0,
        blood_deductible=0,
        covered_days=None,
        discharge_day=first.discharge_day,
        drg=pick(_DRG_UNKNOWN, uniform),
        diagnoses=(),
        procedures=(),
    )


def _moved_near(before: Stay, stay: Stay, uniform: Uniform) -> Stay:
    """Return *stay*, at times moved to where the one *before* it is."""
    chance = uniform()
    if chance < _SAME_DATES:
        return (
            before if uniform() < _SAME_PROVIDER_TOO else before._replace(provider=stay.provider)
        )
    start = stay.from_day
    inner_days = before.through_day - before.from_day - 1
    if chance < _SAME_DATES + _CHAINED:
        start = before.through_day
    elif chance < _SAME_DATES + _CHAINED + _OVERLAPPING and inner_days > 0:
        start = before.from_day + 1 + int(uniform() * inner_days)
    return stay._replace(from_day=start, through_day=start + stay.through_day - stay.from_day)


def _draw_first_segment(stay: Stay, uniform: Uniform) -> InpatientSegment:
    from_day, through_day, provider = stay
    year = YEAR[through_day]
    attending = "" if uniform() < _WITHOUT_ATTENDING else draw_npi(uniform)
    operating = other_physician = ""
    if uniform() < _WITH_OPERATING:
        operating = attending if uniform() < _OPERATING_IS_ATTENDING else draw_npi(uniform)
    if uniform() < _WITH_OTHER:
        other_physician = attending if uniform() < _OTHER_IS_ATTENDING else draw_npi(uniform)
    is_admitted_earlier = uniform() < _ADMITTED_EARLIER
    diagnoses = draw_diagnoses(uniform)
    admitting = ""
    if uniform() >= _WITHOUT_ADMITTING_DIAGNOSIS:
        is_first = uniform() < _ADMITTING_IS_FIRST
        admitting = diagnoses[0] if is_first else pick(codes.diagnoses("admitting"), uniform)
    return InpatientSegment(
        number=1,
        from_day=from_day,
        through_day=through_day,
        provider=provider,
        paid=draw_paid(uniform),
        primary_payer=seldom_cents(_WITH_PRIMARY_PAYER, _PRIMARY_PAYER, uniform),
        attending=attending,
        operating=operating,
        other_physician=other_physician,
        admission_day=from_day - is_admitted_earlier * (1 + int(uniform() * _MOST_DAYS_EARLIER)),
        admitting_diagnosis=admitting,
        pass_through_per_day=seldom_cents(_WITH_PASS_THROUGH[year], _PASS_THROUGH, uniform),
        deductible=None if uniform() < _DEDUCTIBLE_MISSING[year] else DEDUCTIBLE[year],
        coinsurance=seldom_cents(_WITH_COINSURANCE, _COINSURANCE, uniform),
        blood_deductible=seldom_cents(_WITH_BLOOD_DEDUCTIBLE, _BLOOD_DEDUCTIBLE, uniform),
        covered_days=_covered_days(through_day - from_day, uniform),
        discharge_day=through_day,
        drg=pick(codes.drgs(), uniform),
        diagnoses=diagnoses,
        procedures=_draw_procedures(uniform),
    )


def _covered_days(length: int, uniform: Uniform) -> int:
    if length == 0:
        # Most stays of a single day count as one.
        return 1 if uniform() < 0.75 else 0
    if uniform() < _COVERED_DIFFERS:
        return max(length - pick(_DAYS_NOT_COVERED, uniform), 0)
    return length


def _draw_procedures(uniform: Uniform) -> tuple[str, ...]:
    source = codes.inpatient_procedures()
    found = [pick(source, uniform) for _ in range(pick(_PROCEDURES, uniform))]
    if len(found) > 2 and uniform() < _A_PROCEDURE_BLANK:
        found[1 + int(uniform() * (len(found) - 2))] = ""
    return tuple(found)
