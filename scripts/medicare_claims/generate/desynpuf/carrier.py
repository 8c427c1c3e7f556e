"""Drawing carrier claims: physicians and suppliers, 1 to 13 lines each.

Frequencies are counted on 16,677 claims with 30,680 lines of 500 persons of sample 2. That
extract ends with the fifth line: how many claims have more is assumed.
"""

from __future__ import annotations

from functools import cache

from medicare_claims.generate.desynpuf import codes
from medicare_claims.generate.desynpuf.calendar import YEAR, YEARS, days_by_month
from medicare_claims.generate.desynpuf.identifiers import (
    ClaimNumbers,
    draw_npi,
    npis,
    physician,
    tax_numbers,
)
from medicare_claims.generate.desynpuf.records import (
    Beneficiary,
    CarrierClaim,
    CarrierLine,
    Cents,
    Day,
)
from medicare_claims.generate.draws import (
    Uniform,
    pick,
    rounded,
    stream,
    urn,
    with_blanks,
)

LineAmounts = tuple[Cents, Cents, Cents, Cents, Cents, str]
"""Paid, deductible, primary payer, coinsurance, allowed, processing indicator."""

MEAN_CLAIMS = 53.4
"""Of a person with claims, in three years, before death and missing Part B take some away."""
_WITHOUT_PART_B = 0.11
"""Share of claims that come in nevertheless in a year without Part B."""

DAYS = days_by_month(
    (
        (11, 12, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13),
        (14,) * 12,
        (13, 12, 12, 12, 11, 10, 9, 8, 7, 5, 4, 3),
    )
)
_DAYS_LATER = urn({0: 9150, 1: 190, 2: 150, 3: 105, 4: 75, 5: 62, 6: 50, 7: 37, 8: 16, 9: 165})
_DIAGNOSES = urn({1: 7313, 2: 3896, 3: 2447, 4: 2658, 5: 200, 6: 90, 7: 40, 8: 33})
_LINES = urn(
    {1: 9415, 2: 3688, 3: 1602, 4: 777, 5: 480, 6: 270, 7: 160, 8: 100, 9: 65, 10: 45, 11: 30,
     12: 22, 13: 23}
)  # fmt: skip

_A_DIAGNOSIS_BLANK = 0.003
_WITHOUT_NPI = 0.0028
_SEVERAL_NPIS = 0.0012
_WITHOUT_HCPCS = 0.057
_WITHOUT_LINE_DIAGNOSIS = 0.031
_LINE_DIAGNOSIS_IS_FIRST = 0.065
_SAME_DIAGNOSIS_AS_BEFORE = 0.83
"""Of a line and the one before it, where both have one."""

_INDICATORS = urn(
    {
        "A": 26508, "O": 1949, "C": 1071, "M": 295, "S": 282, "N": 263, "R": 43, "X": 40,
        "B": 39, "<": 35, "H": 30, "T": 29, "@": 28, "L": 24, "Y": 22, "G": 10, "K": 4,
        "!": 3, "Q": 3, "2": 1, "Z": 1,
    }
)  # fmt: skip
# Denied lines often have nothing at all; the others pay nothing because nothing was due.
_NOTHING = {"C": 0.84, "L": 0.52, "O": 0.40, "N": 0.22, "R": 0.06}
_USUAL_NOTHING = 0.085
_NOTHING_PAID = 0.115

_PAID = urn(
    {
        10: 5044, 20: 2835, 30: 2048, 40: 1357, 50: 3041, 60: 1153, 70: 1316, 80: 979, 90: 529,
        100: 378, 110: 230, 120: 183, 130: 308, 140: 291, 150: 193, 160: 163, 170: 140, 180: 124,
        190: 76, 200: 70, 210: 54, 220: 49, 230: 36, 240: 59, 250: 42, 260: 37, 270: 20, 280: 31,
        290: 48, 300: 36, 310: 41, 320: 33, 330: 20, 350: 25, 360: 22, 380: 24, 400: 20, 420: 17,
        450: 16, 480: 27, 500: 15, 520: 12, 540: 8, 550: 204,
    }
)  # fmt: skip
_WITHOUT_COINSURANCE = {0: 0.70, 10: 0.93, 20: 0.68, 30: 0.24, 40: 0.21}
_USUAL_WITHOUT_COINSURANCE = 0.105
_MOST_COINSURANCE = 180
_WITH_DEDUCTIBLE = 0.045
_DEDUCTIBLE = urn(
    {
        10: 112, 20: 136, 30: 106, 40: 127, 50: 83, 60: 196, 70: 80, 80: 51, 90: 86, 100: 43,
        110: 17, 120: 12, 130: 8, 140: 37, 150: 9,
    }
)  # fmt: skip
_WITH_PRIMARY_PAYER = 0.0076
_PRIMARY_PAYER = urn(
    {
        10: 36, 20: 18, 30: 7, 40: 15, 50: 18, 60: 20, 70: 15, 80: 12, 90: 7, 100: 25, 200: 15,
        300: 6, 400: 2, 600: 2, 900: 1, 1100: 1, 1200: 2,
    }
)  # fmt: skip
# Allowed minus the parts it should be the sum of: each was rounded for itself. At times it has
# nothing to do with them at all.
_ALLOWED_OFF_BY = urn(
    {
        0: 3000, 10: 1150, -10: 900, 20: 470, -20: 290, 30: 240, -30: 170, 40: 140, -40: 130,
        50: 110, -50: 110, 60: 80, -60: 130, 80: 60, -80: 90, 120: 40, -120: 60,
    }
)  # fmt: skip
_ALLOWED_UNRELATED = {0: 0.40}
_USUAL_ALLOWED_UNRELATED = 0.08
_MOST_ALLOWED = 670
_AMOUNT_TUPLES = 30_000

MOST_LINES = 13


def draw_carrier_claims(
    person: Beneficiary, numbers: ClaimNumbers, uniform: Uniform
) -> list[CarrierClaim]:
    """Return a person's carrier claims in order of their days."""
    last_day = person.last_day
    kept = [1.0 if year.part_b_months else _WITHOUT_PART_B for year in person.years]
    days = sorted(
        DAYS[int(uniform() * len(DAYS))]
        for _ in range(rounded(person.use_of_care * MEAN_CLAIMS, uniform))
    )
    return [
        draw_carrier_claim(person, numbers.next(), day, uniform)
        for day in days
        if day <= last_day and uniform() < kept[YEAR[day] - YEARS[0]]
    ]


def draw_carrier_claim(
    person: Beneficiary, claim_id: str, through_day: Day, uniform: Uniform
) -> CarrierClaim:
    """Return one claim of *person* that ends on *through_day*."""
    diagnoses = draw_diagnoses(uniform)
    return CarrierClaim(
        person,
        claim_id,
        through_day - _DAYS_LATER[int(uniform() * len(_DAYS_LATER))],
        through_day,
        diagnoses,
        draw_lines(_LINES[int(uniform() * len(_LINES))], diagnoses[0], uniform),
    )


def draw_diagnoses(uniform: Uniform) -> tuple[str, ...]:
    """Return 1 to 8 diagnoses; very seldom a blank among them."""
    source = codes.diagnoses("carrier")
    size = len(source)
    found = [
        source[int(uniform() * size)] for _ in range(_DIAGNOSES[int(uniform() * len(_DIAGNOSES))])
    ]
    if len(found) > 2 and uniform() < _A_DIAGNOSIS_BLANK:
        found[int(uniform() * 2)] = ""
    return tuple(found)


def with_other_amounts(line: CarrierLine, uniform: Uniform) -> CarrierLine:
    """Return *line* with amounts and a processing indicator drawn anew."""
    paid, deductible, primary_payer, coinsurance, allowed, indicator = pick(
        line_amounts(), uniform
    )
    return line._replace(
        paid=paid,
        deductible=deductible,
        primary_payer=primary_payer,
        coinsurance=coinsurance,
        allowed=allowed,
        processing_indicator=indicator,
    )


def draw_lines(count: int, first_diagnosis: str, uniform: Uniform) -> tuple[CarrierLine, ...]:
    """Return *count* lines of one claim, all of one performing and billing provider, mostly."""
    amounts, procedures = line_amounts(), _line_procedures()
    place = physician(uniform)
    tax_number = tax_numbers()[place]
    performers = ["" if uniform() < _WITHOUT_NPI else npis()[place]] * count
    if uniform() < _SEVERAL_NPIS:
        performers = [draw_npi(uniform) for _ in performers]
    return tuple(
        CarrierLine(
            npi,
            tax_number,
            procedures[int(uniform() * len(procedures))],
            *amounts[int(uniform() * _AMOUNT_TUPLES)],
            diagnosis,
        )
        for npi, diagnosis in zip(
            performers, _draw_line_diagnoses(count, first_diagnosis, uniform), strict=True
        )
    )


def _draw_line_diagnoses(count: int, first_diagnosis: str, uniform: Uniform) -> list[str]:
    drawn: list[str] = []
    diagnoses = _line_diagnoses()
    for _ in range(count):
        if drawn and uniform() < _SAME_DIAGNOSIS_AS_BEFORE:
            drawn.append(drawn[-1])
        elif uniform() < _LINE_DIAGNOSIS_IS_FIRST:
            drawn.append(first_diagnosis)
        else:
            drawn.append(diagnoses[int(uniform() * len(diagnoses))])
    return drawn


@cache
def _line_procedures() -> tuple[str, ...]:
    return with_blanks(codes.hcpcs("carrier"), _WITHOUT_HCPCS)


@cache
def _line_diagnoses() -> tuple[str, ...]:
    return with_blanks(codes.diagnoses("line"), _WITHOUT_LINE_DIAGNOSIS)


@cache
def line_amounts() -> tuple[LineAmounts, ...]:
    """Return the amounts and indicators that lines are drawn from: multiples of ten dollars."""
    uniform = stream("carrier line amounts")
    return tuple(_line_amounts(pick(_INDICATORS, uniform), uniform) for _ in range(_AMOUNT_TUPLES))


def _line_amounts(indicator: str, uniform: Uniform) -> LineAmounts:
    if uniform() < _NOTHING.get(indicator, _USUAL_NOTHING):
        return (0, 0, 0, 0, 0, indicator)
    paid = 0 if uniform() < _NOTHING_PAID else pick(_PAID, uniform)
    deductible = pick(_DEDUCTIBLE, uniform) if uniform() < _WITH_DEDUCTIBLE else 0
    primary_payer = pick(_PRIMARY_PAYER, uniform) if uniform() < _WITH_PRIMARY_PAYER else 0
    coinsurance = 0
    if uniform() >= _WITHOUT_COINSURANCE.get(paid, _USUAL_WITHOUT_COINSURANCE):
        about = (pick(_PAID, uniform) if paid == 0 else paid) / 4 + 20 * uniform() - 8
        coinsurance = min(max(int(about / 10 + 0.5) * 10, 10), _MOST_COINSURANCE)
    allowed = paid + deductible + primary_payer + coinsurance + pick(_ALLOWED_OFF_BY, uniform)
    if uniform() < _ALLOWED_UNRELATED.get(paid, _USUAL_ALLOWED_UNRELATED):
        allowed = pick(_PAID, uniform)
    allowed = min(max(allowed, 0), _MOST_ALLOWED)
    return (
        paid * 100,
        deductible * 100,
        primary_payer * 100,
        coinsurance * 100,
        allowed * 100,
        indicator,
    )
