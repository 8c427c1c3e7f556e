"""How inpatient claims change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf import inpatient
from medicare_claims.generate.desynpuf.calendar import YEAR, in_another_year
from medicare_claims.generate.desynpuf.changes.ways import (
    Surroundings,
    Ways,
    draw_day,
    draw_person,
    other_person,
    other_year,
    resent_unchanged,
)
from medicare_claims.generate.desynpuf.identifiers import ClaimKind

if TYPE_CHECKING:
    from medicare_claims.generate.desynpuf.records import Day, InpatientClaim, InpatientSegment


def _new(around: Surroundings) -> InpatientClaim:
    person = draw_person(around)
    stay = inpatient.draw_stay(person, draw_day(inpatient.DAYS, person, around), around.uniform)
    claim_id = around.numbers[ClaimKind.INPATIENT].next()
    return inpatient.draw_inpatient_claim(person, claim_id, stay, around.uniform)


def _amounts(claim: InpatientClaim, around: Surroundings) -> InpatientClaim:
    first = claim.segments[0]
    paid = first.paid
    while paid == first.paid:
        paid = inpatient.draw_paid(around.uniform)
    return _with_first_stay(claim, first._replace(paid=paid))


def _diagnoses(claim: InpatientClaim, around: Surroundings) -> InpatientClaim:
    first = claim.segments[0]
    diagnoses = first.diagnoses
    while diagnoses == first.diagnoses:
        diagnoses = inpatient.draw_diagnoses(around.uniform)
    return _with_first_stay(claim, first._replace(diagnoses=diagnoses))


def _fewer(claim: InpatientClaim, _: Surroundings) -> InpatientClaim | None:
    if len(claim.segments) == 1:
        return None
    return claim._replace(segments=claim.segments[:1])


def _more(claim: InpatientClaim, around: Surroundings) -> InpatientClaim | None:
    if len(claim.segments) > 1:
        return None
    second = inpatient.draw_second_segment(claim.segments[0], around.uniform)
    return claim._replace(segments=(*claim.segments, second))


def _year(claim: InpatientClaim, around: Surroundings) -> InpatientClaim | None:
    years = other_year(claim.beneficiary, claim.segments[0].discharge_day, around)
    if years is None:
        return None
    return claim._replace(
        segments=tuple(_stay_in_another_year(segment, years) for segment in claim.segments)
    )


def _stay_in_another_year(segment: InpatientSegment, years: int) -> InpatientSegment:
    discharge_day = in_another_year(segment.discharge_day, years)
    return segment._replace(
        from_day=_moved(segment.from_day, years),
        through_day=_moved(segment.through_day, years),
        admission_day=in_another_year(segment.admission_day, years),
        discharge_day=discharge_day,
        deductible=None
        if segment.deductible is None
        else inpatient.DEDUCTIBLE[YEAR[discharge_day]],
    )


def _person(claim: InpatientClaim, around: Surroundings) -> InpatientClaim | None:
    person = other_person(claim.beneficiary, claim.segments[0].discharge_day, around)
    return None if person is None else claim._replace(beneficiary=person)


def _with_first_stay(claim: InpatientClaim, first: InpatientSegment) -> InpatientClaim:
    return claim._replace(segments=(first, *claim.segments[1:]))


WAYS = Ways(
    "inpatient_claims",
    _new,
    {
        "corrected_amounts": _amounts,
        "corrected_diagnoses": _diagnoses,
        "lost_segment": _fewer,
        "gained_segment": _more,
        "moved_to_another_year": _year,
        "moved_to_another_beneficiary": _person,
        "resent_unchanged": resent_unchanged,
    },
)


def _moved(day: Day | None, years: int) -> Day | None:
    return None if day is None else in_another_year(day, years)
