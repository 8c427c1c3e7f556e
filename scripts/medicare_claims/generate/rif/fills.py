"""Drawing prescription drug events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, urn
from medicare_claims.generate.rif.amounts import draw_amount, share_of
from medicare_claims.generate.rif.codes import drugs
from medicare_claims.generate.rif.records import Cents, Fill

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.rif.records import Beneficiary, Day

_SUPPLIES = urn({(30, 30): 35, (40, 10): 28, (1, 1): 12, (90, 90): 10, (10, 10): 4, (20, 10): 2})
_DELETION_CODES = urn({" ": 970, "D": 20, "A": 10})
_AMOUNTS = urn(
    {
        (4000, 0, 1): 32,
        (4000, 7195, 12994): 16,
        (0, 0, 0): 12,
        (12994, 0, 12994): 10,
        (1, 0, 1): 9,
        (4000, 4120, 0): 1,
    }
)
"""What patient and plan paid, and the whole cost: in CMS's release seldom their sum."""
_OWN_AMOUNTS = 0.25


def draw_fill(person: Beneficiary, fill_id: str, day: Day, uniform: Uniform) -> Fill:
    """Draw a fill of *person* on *day*."""
    quantity, days_supply = pick(_SUPPLIES, uniform)
    patient_paid, plan_paid, total_cost = draw_amounts(uniform)
    return Fill(
        beneficiary=person,
        fill_id=fill_id,
        day=day,
        drug=pick(drugs(), uniform),
        prescriber=pick(person.physicians, uniform),
        quantity=quantity,
        days_supply=days_supply,
        fill_number=1 + int(uniform() * uniform() * 13),
        below_limit=4000 * int(uniform() * uniform() * 18),
        patient_paid=patient_paid,
        plan_paid=plan_paid,
        total_cost=total_cost,
        deletion_code=pick(_DELETION_CODES, uniform),
        is_final=True,
    )


def draw_amounts(uniform: Uniform) -> tuple[Cents, Cents, Cents]:
    """Return what the patient paid, what the plan paid, and the whole cost."""
    if uniform() >= _OWN_AMOUNTS:
        return pick(_AMOUNTS, uniform)
    total_cost = draw_amount(2, 900, uniform)
    plan_paid = share_of(total_cost, 65)
    return share_of(total_cost, 30), plan_paid, total_cost
