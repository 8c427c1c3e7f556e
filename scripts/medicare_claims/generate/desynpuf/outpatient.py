"""Drawing outpatient claims.

Frequencies are counted on 2,827 claims of 500 persons of sample 2. That extract ends with the
fifth diagnosis and HCPCS code and leaves second segments out: their share is that of a full file.
"""

from __future__ import annotations

from medicare_claims.generate.desynpuf import codes
from medicare_claims.generate.desynpuf.calendar import YEAR, YEARS, days_by_month
from medicare_claims.generate.desynpuf.identifiers import ClaimNumbers, draw_npi
from medicare_claims.generate.desynpuf.records import (
    Beneficiary,
    Cents,
    Day,
    OutpatientClaim,
    OutpatientSegment,
)
from medicare_claims.generate.draws import Uniform, pick, rounded, seldom_cents, urn

MEAN_CLAIMS = 8.8
"""Of a person with claims, in three years, before death and missing Part B take some away."""
_WITHOUT_PART_B = 0.11

DAYS = days_by_month(
    (
        (10, 11, 12, 12, 12, 12, 13, 13, 13, 13, 13, 12),
        (14,) * 12,
        (12, 11, 11, 11, 10, 9, 8, 7, 6, 4, 3, 2),
    )
)
# How the number of outpatient claims goes with the number of carrier claims, in quarters.
_SHARE = urn({0: 14, 1: 16, 2: 14, 3: 12, 4: 10, 6: 12, 8: 8, 12: 5, 16: 1})
_MEAN_SHARE = sum(_SHARE) / len(_SHARE)

_DAYS_LATER = urn(
    {
        0: 2467, 1: 57, 2: 23, 3: 18, 4: 17, 5: 11, 6: 8, 7: 12, 8: 3, 9: 5, 10: 9, 11: 5, 12: 3,
        13: 5, 14: 12, 15: 9, 16: 7, 17: 5, 18: 3, 19: 5, 20: 143,
    }
)  # fmt: skip
_DIAGNOSES = urn({1: 1039, 2: 652, 3: 453, 4: 285, 5: 130, 6: 90, 7: 65, 8: 45, 9: 50, 10: 18})
_HCPCS = urn(
    {
        0: 150, 1: 868, 2: 650, 3: 349, 4: 292, 5: 145, 6: 95, 7: 65, 8: 48, 9: 36, 10: 28,
        12: 30, 15: 24, 18: 16, 22: 12, 27: 8, 33: 5, 39: 3, 45: 2,
    }
)  # fmt: skip
_FIRST_HCPCS_BLANK = 0.12
_MOST_HCPCS = 45
_A_DIAGNOSIS_BLANK = 0.004

_WITHOUT_ATTENDING = 0.008
_WITH_OPERATING = 0.17
_OPERATING_IS_ATTENDING = 0.60
_WITH_OTHER = 0.28
_OTHER_IS_ATTENDING = 0.40
_WITH_ADMITTING_DIAGNOSIS = 0.30
_ADMITTING_IS_FIRST = 0.05

_WITH_SECOND_SEGMENT = 0.010
_WITHOUT_FIRST_SEGMENT = 0.15
"""Share of the claims with a second segment that have nothing else."""

_PAID = urn(
    {
        0: 101, 10: 273, 20: 121, 30: 209, 40: 201, 50: 171, 60: 218, 70: 134, 80: 157, 90: 105,
        100: 277, 200: 225, 300: 122, 400: 98, 500: 67, 600: 42, 700: 34, 800: 20, 900: 25,
        1000: 16, 1100: 16, 1200: 19, 1300: 11, 1400: 5, 1500: 7, 1600: 7, 1700: 9, 1800: 10,
        1900: 11, 2000: 6, 2100: 10, 2200: 8, 2300: 3, 2400: 7, 2500: 7, 2600: 5, 2700: 6,
        2800: 3, 2900: 5, 3000: 3, 3100: 3, 3200: 2, 3300: 36,
        -10: 5, -20: 1, -30: 1, -40: 3, -60: 1, -70: 1, -100: 1,
    }
)  # fmt: skip
_COINSURANCE = urn(
    {
        0: 950, 10: 406, 20: 363, 30: 140, 40: 102, 50: 66, 60: 60, 70: 53, 80: 45, 90: 47,
        100: 163, 200: 168, 300: 72, 400: 51, 500: 42, 600: 36, 700: 18, 800: 17, 900: 6,
        1000: 3, 1100: 19,
    }
)  # fmt: skip
_WITH_DEDUCTIBLE = 0.040
_DEDUCTIBLE = urn(
    {10: 6, 20: 6, 30: 8, 40: 4, 50: 20, 60: 13, 70: 10, 80: 12, 90: 3, 100: 30, 200: 2}
)
_WITH_PRIMARY_PAYER = 0.009
_PRIMARY_PAYER = urn(
    {
        10: 1, 50: 2, 60: 2, 80: 1, 100: 2, 200: 2, 300: 2, 400: 1, 500: 1, 600: 2, 800: 1,
        2000: 2, 3000: 4, 5000: 1, 6000: 1,
    }
)  # fmt: skip
_WITH_BLOOD_DEDUCTIBLE = 0.0003
_BLOOD_DEDUCTIBLE = urn({20: 1, 100: 2, 200: 1})


def draw_outpatient_claims(
    person: Beneficiary, numbers: ClaimNumbers, uniform: Uniform
) -> list[OutpatientClaim]:
    """Return a person's outpatient claims in order of their days."""
    last_day = person.last_day
    kept = [1.0 if year.part_b_months else _WITHOUT_PART_B for year in person.years]
    share = pick(_SHARE, uniform) / _MEAN_SHARE
    days = sorted(
        DAYS[int(uniform() * len(DAYS))]
        for _ in range(rounded(person.use_of_care * share * MEAN_CLAIMS, uniform))
    )
    return [
        draw_outpatient_claim(person, numbers.next(), day, uniform)
        for day in days
        if day <= last_day and uniform() < kept[YEAR[day] - YEARS[0]]
    ]


def draw_outpatient_claim(
    person: Beneficiary, claim_id: str, through_day: Day, uniform: Uniform
) -> OutpatientClaim:
    """Return one claim of *person* that ends on *through_day*."""
    first = _draw_first_segment(person, through_day, uniform)
    if uniform() >= _WITH_SECOND_SEGMENT:
        return OutpatientClaim(person, claim_id, (first,))
    second = draw_second_segment(first, uniform)
    if uniform() < _WITHOUT_FIRST_SEGMENT:
        return OutpatientClaim(person, claim_id, (second,))
    return OutpatientClaim(person, claim_id, (first, second))


def draw_paid(uniform: Uniform) -> Cents:
    """Return what Medicare pays for a claim; a few owe it something."""
    return pick(_PAID, uniform) * 100


def draw_diagnoses(uniform: Uniform) -> tuple[str, ...]:
    """Return 1 to 10 diagnoses, the principal first."""
    source = codes.diagnoses("outpatient")
    found = [pick(source, uniform) for _ in range(pick(_DIAGNOSES, uniform))]
    if len(found) > 2 and uniform() < _A_DIAGNOSIS_BLANK:
        found[1] = ""
    return tuple(found)


def draw_second_segment(first: OutpatientSegment, uniform: Uniform) -> OutpatientSegment:
    """Return a claim's second segment: no dates, no diagnoses, amounts of its own."""
    return first._replace(
        number=2,
        from_day=None,
        through_day=None,
        paid=draw_paid(uniform),
        primary_payer=0,
        attending="",
        operating="",
        other_physician="",
        blood_deductible=0,
        diagnoses=(),
        deductible=0,
        coinsurance=pick(_COINSURANCE, uniform) * 100,
        admitting_diagnosis="",
        hcpcs=_draw_hcpcs(uniform),
    )


def _draw_first_segment(
    person: Beneficiary, through_day: Day, uniform: Uniform
) -> OutpatientSegment:
    attending = "" if uniform() < _WITHOUT_ATTENDING else draw_npi(uniform)
    operating = other_physician = ""
    if uniform() < _WITH_OPERATING:
        operating = attending if uniform() < _OPERATING_IS_ATTENDING else draw_npi(uniform)
    if uniform() < _WITH_OTHER:
        other_physician = attending if uniform() < _OTHER_IS_ATTENDING else draw_npi(uniform)
    diagnoses = draw_diagnoses(uniform)
    admitting = ""
    if uniform() < _WITH_ADMITTING_DIAGNOSIS:
        is_first = uniform() < _ADMITTING_IS_FIRST
        admitting = diagnoses[0] if is_first else pick(codes.diagnoses("admitting"), uniform)
    return OutpatientSegment(
        number=1,
        from_day=through_day - pick(_DAYS_LATER, uniform),
        through_day=through_day,
        provider=pick(person.home_institutions, uniform),
        paid=draw_paid(uniform),
        primary_payer=seldom_cents(_WITH_PRIMARY_PAYER, _PRIMARY_PAYER, uniform),
        attending=attending,
        operating=operating,
        other_physician=other_physician,
        blood_deductible=seldom_cents(_WITH_BLOOD_DEDUCTIBLE, _BLOOD_DEDUCTIBLE, uniform),
        diagnoses=diagnoses,
        deductible=seldom_cents(_WITH_DEDUCTIBLE, _DEDUCTIBLE, uniform),
        coinsurance=pick(_COINSURANCE, uniform) * 100,
        admitting_diagnosis=admitting,
        hcpcs=_draw_hcpcs(uniform),
    )


def _draw_hcpcs(uniform: Uniform) -> tuple[str, ...]:
    source = codes.hcpcs("outpatient")
    found = tuple(pick(source, uniform) for _ in range(pick(_HCPCS, uniform)))
    if found and uniform() < _FIRST_HCPCS_BLANK:
        # Lines without a code come first: the codes stand further to the right.
        return (("",) * (1 + int(uniform() * 5)) + found)[:_MOST_HCPCS]
    return found
