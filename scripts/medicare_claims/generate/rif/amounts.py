"""Drawing amounts: many small ones, few large ones, and those that CMS's release repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, urn

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.rif.records import Cents

_CHARGES_OF_A_LINE = urn({0: 52, 7458: 8, 13600: 7, 13680: 6, 43140: 6, 1: 5, 12994: 3, 14258: 3})
_OWN_CHARGE = 0.12


def draw_amount(least: int, most: int, uniform: Uniform) -> Cents:
    """Return an amount from *least* to *most* dollars; half are in the lowest eighth."""
    chance = uniform()
    return int(100 * (least + (most - least) * chance * chance * chance))


def draw_line_charge(uniform: Uniform) -> Cents:
    """Return the charge of one line: half are zero, most others one of a few."""
    return (
        draw_amount(1, 9_000, uniform)
        if uniform() < _OWN_CHARGE
        else pick(_CHARGES_OF_A_LINE, uniform)
    )


def share_of(amount: Cents, percent: int) -> Cents:
    """Return *percent* of *amount*, rounded down to a cent."""
    return amount * percent // 100
