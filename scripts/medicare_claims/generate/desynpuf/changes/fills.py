"""How fills change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf import fills
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
from medicare_claims.generate.draws import pick

if TYPE_CHECKING:
    from medicare_claims.generate.desynpuf.records import Fill


def _new(around: Surroundings) -> Fill:
    person = draw_person(around)
    day = draw_day(fills.DAYS, person, around)
    return fills.draw_fill(person, around.numbers[ClaimKind.FILL].next(), day, around.uniform)


def _amounts(fill: Fill, around: Surroundings) -> Fill:
    patient_paid, total_cost = fill.patient_paid, fill.total_cost
    while (patient_paid, total_cost) == (fill.patient_paid, fill.total_cost):
        patient_paid, total_cost = pick(fills.amount_pairs(), around.uniform)
    return fill._replace(patient_paid=patient_paid, total_cost=total_cost)


def _year(fill: Fill, around: Surroundings) -> Fill | None:
    years = other_year(fill.beneficiary, fill.service_day, around)
    if years is None:
        return None
    return fill._replace(service_day=in_another_year(fill.service_day, years))


def _person(fill: Fill, around: Surroundings) -> Fill | None:
    person = other_person(fill.beneficiary, fill.service_day, around)
    return None if person is None else fill._replace(beneficiary=person)


WAYS = Ways(
    "prescription_drug_events",
    _new,
    {
        "corrected_amounts": _amounts,
        "moved_to_another_year": _year,
        "moved_to_another_beneficiary": _person,
        "resent_unchanged": resent_unchanged,
    },
)
