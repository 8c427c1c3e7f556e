"""How claims of hospitals, nursing homes and agencies change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.rif import institutional
from medicare_claims.generate.rif.amounts import draw_amount
from medicare_claims.generate.rif.calendar import in_another_year
from medicare_claims.generate.rif.changes.ways import (
    CORRECTED_AMOUNTS,
    CORRECTED_DIAGNOSES,
    GAINED_LINES,
    LOST_LINES,
    MOVED_PERSON,
    MOVED_YEAR,
    Revisions,
    draw_person,
    other_person,
    other_year,
)
from medicare_claims.generate.rif.draws import draw_covered_day
from medicare_claims.generate.rif.institutional import draw_institutional_claim
from medicare_claims.generate.rif.records import HHA, InstitutionalClaim

if TYPE_CHECKING:
    from medicare_claims.generate.rif.changes.ways import Surroundings


def revisions_of(dataset: str) -> Revisions[InstitutionalClaim]:
    """Return how claims of *dataset* change."""

    def draw_new(around: Surroundings) -> InstitutionalClaim:
        person = draw_person(around)
        day = draw_covered_day(person, around.uniform)
        number = around.numbers.next(dataset)
        return draw_institutional_claim(dataset, person, number, day, around.uniform)

    return Revisions(
        dataset=dataset,
        draw_new=draw_new,
        revise={
            CORRECTED_AMOUNTS: _amounts,
            CORRECTED_DIAGNOSES: _diagnoses,
            LOST_LINES: _fewer,
            GAINED_LINES: _more,
            MOVED_YEAR: _year,
            MOVED_PERSON: _person,
        },
        shorten=lambda claim: claim._replace(lines=claim.lines[:1]),
        twice=CORRECTED_AMOUNTS,
        replaced=LOST_LINES,
        not_final=lambda claim: claim._replace(is_final=False),
    )


def _amounts(claim: InstitutionalClaim, around: Surroundings) -> InstitutionalClaim:
    paid = claim.paid
    while paid == claim.paid:
        paid = draw_amount(20, 20_000, around.uniform)
    return claim._replace(paid=paid, is_final=True)


def _diagnoses(claim: InstitutionalClaim, around: Surroundings) -> InstitutionalClaim:
    diagnoses = claim.diagnoses
    while diagnoses[0] == claim.diagnoses[0]:
        diagnoses = institutional.draw_diagnoses(claim.beneficiary, around.uniform)
    return claim._replace(diagnoses=diagnoses)


def _fewer(claim: InstitutionalClaim, around: Surroundings) -> InstitutionalClaim | None:
    # Home health keeps a visit, and its total.
    fewest = 2 if claim.dataset == HHA else 1
    room = len(claim.lines) - fewest
    if room <= 0:
        return None
    return _with_lines(claim, fewest + int(around.uniform() * room), around)


def _more(claim: InstitutionalClaim, around: Surroundings) -> InstitutionalClaim:
    return _with_lines(claim, len(claim.lines) + 1 + int(around.uniform() * 3), around)


def _with_lines(claim: InstitutionalClaim, count: int, around: Surroundings) -> InstitutionalClaim:
    lines = institutional.draw_lines(
        claim.dataset, count, claim.from_day, claim.through_day, claim.charge, around.uniform
    )
    # What makes an emergency visit of a stay remains.
    return claim._replace(lines=(claim.lines[0], *lines[1:]))


def _year(claim: InstitutionalClaim, around: Surroundings) -> InstitutionalClaim | None:
    years = other_year(claim.beneficiary, claim.through_day, around)
    if years is None:
        return None
    return claim._replace(
        from_day=in_another_year(claim.from_day, years),
        through_day=in_another_year(claim.through_day, years),
        admission_day=in_another_year(claim.admission_day, years),
        discharge_day=in_another_year(claim.discharge_day, years),
        lines=tuple(line._replace(day=in_another_year(line.day, years)) for line in claim.lines),
    )


def _person(claim: InstitutionalClaim, around: Surroundings) -> InstitutionalClaim | None:
    person = other_person(claim.beneficiary, claim.through_day, around)
    return None if person is None else claim._replace(beneficiary=person)
