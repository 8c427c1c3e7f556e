"""How claims of physicians and suppliers change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.rif import professional
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
from medicare_claims.generate.rif.professional import draw_professional_claim

if TYPE_CHECKING:
    from medicare_claims.generate.rif.changes.ways import Surroundings
    from medicare_claims.generate.rif.records import ProfessionalClaim


def revisions_of(dataset: str) -> Revisions[ProfessionalClaim]:
    """Return how claims of *dataset* change."""

    def draw_new(around: Surroundings) -> ProfessionalClaim:
        person = draw_person(around)
        day = draw_covered_day(person, around.uniform)
        number = around.numbers.next(dataset)
        return draw_professional_claim(dataset, person, number, day, around.uniform)

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


def _amounts(claim: ProfessionalClaim, around: Surroundings) -> ProfessionalClaim:
    lines = claim.lines
    while lines == claim.lines:
        lines = professional.draw_lines(
            claim.dataset, range(1, len(lines) + 1), claim.diagnoses, around.uniform
        )
    return claim._replace(lines=lines, is_final=True)


def _diagnoses(claim: ProfessionalClaim, around: Surroundings) -> ProfessionalClaim:
    diagnoses = claim.diagnoses
    while diagnoses[0] == claim.diagnoses[0]:
        diagnoses = professional.draw_diagnoses(claim.beneficiary, around.uniform)
    return claim._replace(diagnoses=diagnoses)


def _fewer(claim: ProfessionalClaim, around: Surroundings) -> ProfessionalClaim | None:
    if len(claim.lines) == 1:
        return None
    return claim._replace(lines=claim.lines[: 1 + int(around.uniform() * (len(claim.lines) - 1))])


def _more(claim: ProfessionalClaim, around: Surroundings) -> ProfessionalClaim:
    count = len(claim.lines)
    numbers = range(count + 1, count + 2 + int(around.uniform() * 3))
    added = professional.draw_lines(claim.dataset, numbers, claim.diagnoses, around.uniform)
    return claim._replace(lines=claim.lines + added)


def _year(claim: ProfessionalClaim, around: Surroundings) -> ProfessionalClaim | None:
    years = other_year(claim.beneficiary, claim.day, around)
    return None if years is None else claim._replace(day=in_another_year(claim.day, years))


def _person(claim: ProfessionalClaim, around: Surroundings) -> ProfessionalClaim | None:
    person = other_person(claim.beneficiary, claim.day, around)
    return None if person is None else claim._replace(beneficiary=person)
