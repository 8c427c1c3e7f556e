"""How carrier claims change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf import carrier
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
    from medicare_claims.generate.desynpuf.records import CarrierClaim


def _new(around: Surroundings) -> CarrierClaim:
    person = draw_person(around)
    day = draw_day(carrier.DAYS, person, around)
    claim_id = around.numbers[ClaimKind.CARRIER].next()
    return carrier.draw_carrier_claim(person, claim_id, day, around.uniform)


def _amounts(claim: CarrierClaim, around: Surroundings) -> CarrierClaim:
    place = int(around.uniform() * len(claim.lines))
    line = claim.lines[place]
    corrected = line
    while corrected.paid == line.paid:
        corrected = carrier.with_other_amounts(line, around.uniform)
    return claim._replace(lines=(*claim.lines[:place], corrected, *claim.lines[place + 1 :]))


def _diagnoses(claim: CarrierClaim, around: Surroundings) -> CarrierClaim:
    diagnoses = claim.diagnoses
    while diagnoses == claim.diagnoses:
        diagnoses = carrier.draw_diagnoses(around.uniform)
    return claim._replace(diagnoses=diagnoses)


def _fewer(claim: CarrierClaim, around: Surroundings) -> CarrierClaim | None:
    if len(claim.lines) == 1:
        return None
    return claim._replace(lines=claim.lines[: 1 + int(around.uniform() * (len(claim.lines) - 1))])


def _more(claim: CarrierClaim, around: Surroundings) -> CarrierClaim | None:
    room = carrier.MOST_LINES - len(claim.lines)
    if room == 0:
        return None
    count = 1 + int(around.uniform() * min(room, 3))
    added = carrier.draw_lines(count, claim.diagnoses[0], around.uniform)
    return claim._replace(lines=claim.lines + added)


def _year(claim: CarrierClaim, around: Surroundings) -> CarrierClaim | None:
    years = other_year(claim.beneficiary, claim.through_day, around)
    if years is None:
        return None
    return claim._replace(
        from_day=in_another_year(claim.from_day, years),
        through_day=in_another_year(claim.through_day, years),
    )


def _person(claim: CarrierClaim, around: Surroundings) -> CarrierClaim | None:
    person = other_person(claim.beneficiary, claim.through_day, around)
    return None if person is None else claim._replace(beneficiary=person)


WAYS = Ways(
    "carrier_claims",
    _new,
    {
        "corrected_amounts": _amounts,
        "corrected_diagnoses": _diagnoses,
        "lost_lines": _fewer,
        "gained_lines": _more,
        "moved_to_another_year": _year,
        "moved_to_another_beneficiary": _person,
        "resent_unchanged": resent_unchanged,
    },
)
