"""How outpatient claims change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf import outpatient
from medicare_claims.generate.desynpuf.calendar import in_another_year
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
    from medicare_claims.generate.desynpuf.records import OutpatientClaim, OutpatientSegment


def _new(around: Surroundings) -> OutpatientClaim:
    person = draw_person(around)
    day = draw_day(outpatient.DAYS, person, around)
    claim_id = around.numbers[ClaimKind.OUTPATIENT].next()
    return outpatient.draw_outpatient_claim(person, claim_id, day, around.uniform)


def _amounts(claim: OutpatientClaim, around: Surroundings) -> OutpatientClaim:
    first = claim.segments[0]
    paid = first.paid
    while paid == first.paid:
        paid = outpatient.draw_paid(around.uniform)
    return _with_first_visit(claim, first._replace(paid=paid))


def _diagnoses(claim: OutpatientClaim, around: Surroundings) -> OutpatientClaim | None:
    first = claim.segments[0]
    if first.number != 1:
        return None
    diagnoses = first.diagnoses
    while diagnoses == first.diagnoses:
        diagnoses = outpatient.draw_diagnoses(around.uniform)
    return _with_first_visit(claim, first._replace(diagnoses=diagnoses))


def _fewer(claim: OutpatientClaim, _: Surroundings) -> OutpatientClaim | None:
    if len(claim.segments) == 1:
        return None
    return claim._replace(segments=claim.segments[:1])


def _more(claim: OutpatientClaim, around: Surroundings) -> OutpatientClaim | None:
    first = claim.segments[0]
    if len(claim.segments) > 1 or first.number != 1:
        return None
    second = outpatient.draw_second_segment(first, around.uniform)
    return claim._replace(segments=(first, second))


def _year(claim: OutpatientClaim, around: Surroundings) -> OutpatientClaim | None:
    first = claim.segments[0]
    if first.through_day is None:
        return None
    years = other_year(claim.beneficiary, first.through_day, around)
    if years is None:
        return None
    return _with_first_visit(
        claim,
        first._replace(
            from_day=None if first.from_day is None else in_another_year(first.from_day, years),
            through_day=in_another_year(first.through_day, years),
        ),
    )


def _person(claim: OutpatientClaim, around: Surroundings) -> OutpatientClaim | None:
    through_day = claim.segments[0].through_day
    if through_day is None:
        return None
    person = other_person(claim.beneficiary, through_day, around)
    return None if person is None else claim._replace(beneficiary=person)


def _with_first_visit(claim: OutpatientClaim, first: OutpatientSegment) -> OutpatientClaim:
    return claim._replace(segments=(first, *claim.segments[1:]))


WAYS = Ways(
    "outpatient_claims",
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
