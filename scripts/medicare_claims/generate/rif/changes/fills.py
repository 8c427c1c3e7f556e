"""How fills change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.rif import fills
from medicare_claims.generate.rif.calendar import in_another_year
from medicare_claims.generate.rif.changes.ways import (
    CORRECTED_AMOUNTS,
    MOVED_PERSON,
    MOVED_YEAR,
    Revisions,
    draw_person,
    other_person,
    other_year,
)
from medicare_claims.generate.rif.draws import draw_covered_day
from medicare_claims.generate.rif.records import FILLS

if TYPE_CHECKING:
    from medicare_claims.generate.rif.changes.ways import Surroundings
    from medicare_claims.generate.rif.records import Fill


def _new(around: Surroundings) -> Fill:
    person = draw_person(around)
    day = draw_covered_day(person, around.uniform)
    return fills.draw_fill(person, around.numbers.next(FILLS), day, around.uniform)


def _amounts(fill: Fill, around: Surroundings) -> Fill:
    corrected = fill
    while corrected == fill:
        patient_paid, plan_paid, total_cost = fills.draw_amounts(around.uniform)
        corrected = fill._replace(
            patient_paid=patient_paid, plan_paid=plan_paid, total_cost=total_cost
        )
    return corrected._replace(is_final=True)


def _year(fill: Fill, around: Surroundings) -> Fill | None:
    years = other_year(fill.beneficiary, fill.day, around)
    return None if years is None else fill._replace(day=in_another_year(fill.day, years))


def _person(fill: Fill, around: Surroundings) -> Fill | None:
    person = other_person(fill.beneficiary, fill.day, around)
    return None if person is None else fill._replace(beneficiary=person)


REVISIONS: Revisions[Fill] = Revisions(
    dataset=FILLS,
    draw_new=_new,
    revise={CORRECTED_AMOUNTS: _amounts, MOVED_YEAR: _year, MOVED_PERSON: _person},
    shorten=lambda fill: fill,
    twice=CORRECTED_AMOUNTS,
    replaced=CORRECTED_AMOUNTS,
    not_final=lambda fill: fill._replace(is_final=False),
)
