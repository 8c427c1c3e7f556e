"""One later delivery of a cohort: whole claims, new or in a new version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf.answer_key import AnnualAmounts, PersonYear, contribution_of
from medicare_claims.generate.desynpuf.changes import carrier, fills, inpatient, outpatient
from medicare_claims.generate.desynpuf.changes.ways import (
    Changed,
    Record,
    Surroundings,
    change,
)
from medicare_claims.generate.desynpuf.records import (
    CarrierClaim,
    Claim,
    Fill,
    InpatientClaim,
    OutpatientClaim,
    Records,
)

if TYPE_CHECKING:
    from medicare_claims.generate.cohorts import ChangeCounts


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is delivered, and the persons and years whose annual amounts differ because of it."""

    records: Records
    counts: ChangeCounts
    person_years: frozenset[PersonYear]


def deliver(
    current: Records,
    amounts: AnnualAmounts,
    share: float,
    at_least_once: bool,
    around: Surroundings,
) -> Delivery:
    """Change about *share* of *current* and keep *amounts* in step; return what to deliver."""
    stays = change(current.inpatient, inpatient.WAYS, share, at_least_once, around)
    visits = change(current.outpatient, outpatient.WAYS, share, at_least_once, around)
    physician_claims = change(current.carrier, carrier.WAYS, share, at_least_once, around)
    prescriptions = change(current.fills, fills.WAYS, share, at_least_once, around)
    before: dict[PersonYear, tuple[int, ...]] = {}
    versions: list[tuple[Claim | None, Claim]] = [
        *((changed.before, changed.after) for changed in stays),
        *((changed.before, changed.after) for changed in visits),
        *((changed.before, changed.after) for changed in physician_claims),
    ]
    for old, new in versions:
        _recount(old, new, amounts, before)
    return Delivery(
        Records(
            sorted((changed.after for changed in stays), key=_stay_order),
            sorted((changed.after for changed in visits), key=_visit_order),
            sorted((changed.after for changed in physician_claims), key=_carrier_order),
            sorted((changed.after for changed in prescriptions), key=_fill_order),
        ),
        {
            inpatient.WAYS.dataset: _counts(stays),
            outpatient.WAYS.dataset: _counts(visits),
            carrier.WAYS.dataset: _counts(physician_claims),
            fills.WAYS.dataset: _counts(prescriptions),
        },
        frozenset(
            person_year for person_year, were in before.items() if amounts.of(person_year) != were
        ),
    )


def _recount(
    old: Claim | None,
    new: Claim,
    amounts: AnnualAmounts,
    before: dict[PersonYear, tuple[int, ...]],
) -> None:
    for claim in (old, new):
        contribution = None if claim is None else contribution_of(claim)
        if contribution is not None:
            before.setdefault(contribution.person_year, amounts.of(contribution.person_year))
    if old is not None:
        amounts.remove(old)
    amounts.add(new)


def _counts(changed: list[Changed[Record]]) -> dict[str, int]:
    return dict(sorted(Counter(one.name for one in changed).items()))


def _stay_order(claim: InpatientClaim) -> tuple[int, int, str]:
    return (claim.beneficiary.place, claim.segments[0].discharge_day, claim.claim_id)


def _visit_order(claim: OutpatientClaim) -> tuple[int, int, str]:
    return (claim.beneficiary.place, claim.segments[0].through_day or 0, claim.claim_id)


def _carrier_order(claim: CarrierClaim) -> tuple[int, int, str]:
    return (claim.beneficiary.place, claim.through_day, claim.claim_id)


def _fill_order(fill: Fill) -> tuple[int, int, str]:
    return (fill.beneficiary.place, fill.service_day, fill.fill_id)
