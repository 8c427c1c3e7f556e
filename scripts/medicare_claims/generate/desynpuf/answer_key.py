"""CMS's answer key: the nine annual amounts of a person and year, added up from the claims.

Source: CMS DE-SynPUF codebook, appendix 2. What it leaves open was settled by exact match with
CMS's own files: the year is that of the through date, only first segments count, and an amount
that is missing makes the claim's whole sum missing, as SAS's `+` does.
"""

from __future__ import annotations

from typing import NamedTuple

from medicare_claims.generate.desynpuf.calendar import YEAR
from medicare_claims.generate.desynpuf.records import (
    CarrierClaim,
    Cents,
    Claim,
    InpatientClaim,
    OutpatientClaim,
)

PersonYear = tuple[str, int]
"""Beneficiary id and year."""

_INPATIENT, _OUTPATIENT, _CARRIER = 0, 3, 6
_AMOUNTS = 9


class Contribution(NamedTuple):
    """What one claim adds to its person's year; *position* is the first of its three columns."""

    person_year: PersonYear
    position: int
    reimbursed: Cents
    beneficiary_responsibility: Cents
    primary_payer: Cents


class AnnualAmounts:
    """The nine amounts of every person and year that has claims, in cents."""

    def __init__(self) -> None:
        self._amounts: dict[PersonYear, list[Cents]] = {}

    def add(self, claim: Claim) -> None:
        """Count *claim* in."""
        self._count(claim, 1)

    def remove(self, claim: Claim) -> None:
        """Take *claim* out again, as when a later version replaces it."""
        self._count(claim, -1)

    def of(self, person_year: PersonYear) -> tuple[Cents, ...]:
        """Return the nine amounts in the layout's order; all zero without claims."""
        return tuple(self._amounts.get(person_year, (0,) * _AMOUNTS))

    def _count(self, claim: Claim, sign: int) -> None:
        contribution = contribution_of(claim)
        if contribution is None:
            return
        person_year, position, reimbursed, responsibility, primary_payer = contribution
        amounts = self._amounts.get(person_year)
        if amounts is None:
            amounts = self._amounts[person_year] = [0] * _AMOUNTS
        amounts[position] += sign * reimbursed
        amounts[position + 1] += sign * responsibility
        amounts[position + 2] += sign * primary_payer


def contribution_of(claim: Claim) -> Contribution | None:
    """Return what *claim* adds to a year; None if it has no first segment."""
    if isinstance(claim, CarrierClaim):
        return _carrier(claim)
    if isinstance(claim, OutpatientClaim):
        return _outpatient(claim)
    return _inpatient(claim)


def _carrier(claim: CarrierClaim) -> Contribution:
    reimbursed = responsibility = primary_payer = 0
    for line in claim.lines:
        indicator = line.processing_indicator
        if indicator == "A" or (indicator in ("R", "S") and line.allowed > 0):
            reimbursed += line.paid
            responsibility += line.deductible + line.coinsurance
            primary_payer += line.primary_payer
    person_year = (claim.beneficiary.beneficiary_id, YEAR[claim.through_day])
    return Contribution(person_year, _CARRIER, reimbursed, responsibility, primary_payer)


def _outpatient(claim: OutpatientClaim) -> Contribution | None:
    for segment in claim.segments:
        if segment.number == 1 and segment.through_day is not None:
            return Contribution(
                (claim.beneficiary.beneficiary_id, YEAR[segment.through_day]),
                _OUTPATIENT,
                segment.paid,
                segment.deductible + segment.coinsurance + segment.blood_deductible,
                segment.primary_payer,
            )
    return None


def _inpatient(claim: InpatientClaim) -> Contribution | None:
    for segment in claim.segments:
        if segment.number == 1 and segment.through_day is not None:
            days = segment.covered_days or 0
            return Contribution(
                (claim.beneficiary.beneficiary_id, YEAR[segment.through_day]),
                _INPATIENT,
                segment.paid + segment.pass_through_per_day * days,
                0
                if segment.deductible is None
                else segment.deductible + segment.coinsurance + segment.blood_deductible,
                segment.primary_payer,
            )
    return None
