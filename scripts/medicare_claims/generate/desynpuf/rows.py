"""Records as the text of CSV rows, column for column as CMS writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf.calendar import TEXT
from medicare_claims.layouts.desynpuf import CARRIER_CLAIMS

if TYPE_CHECKING:
    from medicare_claims.generate.desynpuf.records import (
        Beneficiary,
        CarrierClaim,
        Cents,
        Day,
        Fill,
        InpatientClaim,
        OutpatientClaim,
        YearOfCoverage,
    )
    from medicare_claims.layouts.layout import Dataset

LINE_END = "\r\n"

_INPATIENT_DIAGNOSES = 10
_OUTPATIENT_DIAGNOSES = 10
_CARRIER_DIAGNOSES = 8
_PROCEDURES = 6
_HCPCS = 45
_CARRIER_SLOTS = CARRIER_CLAIMS.group.slots if CARRIER_CLAIMS.group else 0

# Joining with these pads a list of codes to its slots: index = slots left empty.
_BLANKS = tuple("," * count for count in range(_HCPCS + 1))
_ZEROS = tuple(",0.00" * count for count in range(_CARRIER_SLOTS + 1))
_NO_PROCEDURES = _BLANKS[_PROCEDURES - 1]
_NO_HCPCS = _BLANKS[_HCPCS - 1]


def header(dataset: Dataset) -> str:
    """Return the header line, every name in quotes."""
    return ",".join(f'"{column.name}"' for column in dataset.columns) + LINE_END


def beneficiary_row(
    person: Beneficiary, coverage: YearOfCoverage, amounts: tuple[Cents, ...]
) -> str:
    """Return one row of a Beneficiary Summary; *amounts* are its nine annual amounts."""
    return (
        f"{person.beneficiary_id},{person.birth_date},{_death_date(person, coverage.year)},"
        f"{person.sex},{person.race},{'Y' if coverage.has_esrd else '0'},"
        f"{person.state},{person.county},"
        f"{coverage.part_a_months},{coverage.part_b_months},{coverage.hmo_months},"
        f"{coverage.part_d_months:02d},"
        f"{','.join('1' if has_it else '2' for has_it in coverage.conditions)},"
        f"{','.join(map(_money, amounts))}{LINE_END}"
    )


def inpatient_rows(claim: InpatientClaim) -> list[str]:
    """Return a claim's rows, one a segment."""
    return [
        f"{claim.beneficiary.beneficiary_id},{claim.claim_id},{segment.number},"
        f"{_date(segment.from_day)},{_date(segment.through_day)},{segment.provider},"
        f"{_money(segment.paid)},{_money(segment.primary_payer)},"
        f"{segment.attending},{segment.operating},{segment.other_physician},"
        f"{_date(segment.admission_day)},{segment.admitting_diagnosis},"
        f"{_money(segment.pass_through_per_day)},"
        f"{'' if segment.deductible is None else _money(segment.deductible)},"
        f"{_money(segment.coinsurance)},{_money(segment.blood_deductible)},"
        f"{'' if segment.covered_days is None else segment.covered_days},"
        f"{_date(segment.discharge_day)},{segment.drg},"
        f"{_slots(segment.diagnoses, _INPATIENT_DIAGNOSES)},"
        f"{_slots(segment.procedures, _PROCEDURES)},"
        f"{_NO_HCPCS}{LINE_END}"
        for segment in claim.segments
    ]


def outpatient_rows(claim: OutpatientClaim) -> list[str]:
    """Return a claim's rows, one a segment."""
    return [
        f"{claim.beneficiary.beneficiary_id},{claim.claim_id},{segment.number},"
        f"{_date(segment.from_day)},{_date(segment.through_day)},{segment.provider},"
        f"{_money(segment.paid)},{_money(segment.primary_payer)},"
        f"{segment.attending},{segment.operating},{segment.other_physician},"
        f"{_money(segment.blood_deductible)},"
        f"{_slots(segment.diagnoses, _OUTPATIENT_DIAGNOSES)},{_NO_PROCEDURES},"
        f"{_money(segment.deductible)},{_money(segment.coinsurance)},"
        f"{segment.admitting_diagnosis},{_slots(segment.hcpcs, _HCPCS)}{LINE_END}"
        for segment in claim.segments
    ]


def carrier_row(claim: CarrierClaim) -> str:
    """Return a claim's one row; slots after its lines are blank, their amounts 0.00."""
    empty = _CARRIER_SLOTS - len(claim.lines)
    blanks, zeros, money = _BLANKS[empty], _ZEROS[empty], _money
    npis, taxes, hcpcs, paid, deductible, primary_payer, coinsurance, allowed, codes, diagnoses = (
        zip(*claim.lines, strict=True)
    )
    return (
        f"{claim.beneficiary.beneficiary_id},{claim.claim_id},"
        f"{TEXT[claim.from_day]},{TEXT[claim.through_day]},"
        f"{_slots(claim.diagnoses, _CARRIER_DIAGNOSES)},"
        f"{','.join(npis)}{blanks},{','.join(taxes)}{blanks},{','.join(hcpcs)}{blanks},"
        f"{','.join(map(money, paid))}{zeros},{','.join(map(money, deductible))}{zeros},"
        f"{','.join(map(money, primary_payer))}{zeros},{','.join(map(money, coinsurance))}{zeros},"
        f"{','.join(map(money, allowed))}{zeros},{','.join(codes)}{blanks},"
        f"{','.join(diagnoses)}{blanks}{LINE_END}"
    )


def fill_row(fill: Fill) -> str:
    """Return a fill's row; CMS writes quantities with three decimals."""
    return (
        f"{fill.beneficiary.beneficiary_id},{fill.fill_id},{TEXT[fill.service_day]},{fill.drug},"
        f"{fill.quantity}.000,{fill.days_supply},"
        f"{_money(fill.patient_paid)},{_money(fill.total_cost)}{LINE_END}"
    )


def _slots(codes: tuple[str, ...], count: int) -> str:
    return ",".join(codes) + (_BLANKS[count - len(codes)] if codes else _BLANKS[count - 1])


def _date(day: Day | None) -> str:
    return "" if day is None else TEXT[day]


def _death_date(person: Beneficiary, year: int) -> str:
    # CMS dates every death on the first of its month.
    if person.death_month is None or 2007 + person.death_month // 12 != year:
        return ""
    return f"{year}{person.death_month % 12 + 1:02d}01"


# CMS publishes whole dollars, mostly small: looking up their text halves a carrier row's cost.
_USUAL_AMOUNTS = {dollars * 100: f"{dollars}.00" for dollars in range(1000)}


def _money(cents: Cents) -> str:
    return _USUAL_AMOUNTS.get(cents) or (
        f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    )
