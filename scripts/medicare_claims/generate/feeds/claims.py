"""Drawing claims, and what becomes of them: billed, priced anew, covered otherwise, dated anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, urn
from medicare_claims.generate.feeds.calendar import day_of
from medicare_claims.generate.feeds.providers import (
    FAMILY_PHYSICIANS,
    SURGEONS,
    THERAPISTS,
    provider_id,
)
from medicare_claims.generate.feeds.records import Claim

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.feeds.around import Around
    from medicare_claims.generate.feeds.calendar import Day
    from medicare_claims.generate.feeds.options import FeedsOptions

_FIRST_SERVICE = day_of(2022, 1, 1)
_CLAIMED_UP_TO = 45
_MODIFIED_UP_TO = 20
_SERVED_UP_TO = 60
_OLDER_UP_TO = 300
_DATED_BACK_UP_TO = 400

_DOLLARS = {"routine": (60, 240), "illness": (80, 620), "physical": (110, 380)}
_SURGERY = "surgery"
_SURGERY_DOLLARS = (1_400, 64_000)
_VISIT_TYPES = urn({"routine": 45, "illness": 30, "physical": 20, _SURGERY: 5})
_CAPITALS = 0.02
_COVERAGES = urn({"100": 45, "50": 40, "0": 15})
_BILLED = {True: 0.85, False: 0.3}
"""The share that a bill was sent for: of old claims, and of others."""
_BILLED_AFTER = 60
_OVERLAP = 0.08


def draw_claim(
    options: FeedsOptions, patient_id: str, last: Claim | None, around: Around
) -> Claim:
    """Draw a claim of *patient_id* that no delivery before *around* knew.

    Now and then it is of the same day as the patient's *last* one, by whatever provider.
    """
    uniform = around.uniform
    visit_type = pick(_VISIT_TYPES, uniform)
    first = max(_FIRST_SERVICE, around.previous - _SERVED_UP_TO)
    service_day = around.day_between(first, around.today)
    if last and uniform() < _OVERLAP:
        service_day = last.service_day
    delay = uniform()
    claim_day = min(service_day + int(delay * delay * _CLAIMED_UP_TO), around.today)
    modified_day = min(claim_day + int(uniform() * _MODIFIED_UP_TO), around.today)
    is_old = claim_day + _BILLED_AFTER < around.today
    return Claim(
        around.claim_ids.next(),
        patient_id,
        draw_provider_id(options, visit_type, uniform),
        visit_type.upper() if uniform() < _CAPITALS else visit_type,
        draw_cost(visit_type, uniform),
        pick(_COVERAGES, uniform),
        service_day,
        claim_day,
        uniform() < _BILLED[is_old],
        max(modified_day, around.previous + 1),
    )


def draw_provider_id(options: FeedsOptions, visit_type: str, uniform: Uniform) -> str:
    """Draw a provider of the priming file who does such visits; the first ones see many."""
    digits = SURGEONS if visit_type == _SURGERY else FAMILY_PHYSICIANS
    if visit_type == "physical" and uniform() < 0.2:
        digits = THERAPISTS
    chance = uniform()
    number = int(chance * chance * options.providers / 10) * 10 + pick(tuple(digits), uniform)
    return provider_id(options, number if number < options.providers else 0)


def draw_cost(visit_type: str, uniform: Uniform) -> int:
    """Draw what a visit costs, in cents; most cost little."""
    least, most = _DOLLARS.get(visit_type.lower(), _SURGERY_DOLLARS)
    chance = uniform()
    return int(100 * (least + (most - least) * chance * chance))


def bill(claim: Claim, around: Around) -> Claim:
    """Say that a bill was sent, or where it was, now and then that it was not."""
    return _modified(
        claim._replace(is_billed=not claim.is_billed or around.uniform() < 0.8), around
    )


def reprice(claim: Claim, around: Around) -> Claim:
    """Give *claim* another cost."""
    return _modified(claim._replace(cost=draw_cost(claim.visit_type, around.uniform)), around)


def cover(claim: Claim, around: Around) -> Claim:
    """Give *claim* another coverage."""
    others = tuple(share for share in ("100", "50", "0") if share != claim.coverage)
    return _modified(claim._replace(coverage=pick(others, around.uniform)), around)


def date_back(claim: Claim, around: Around) -> Claim:
    """Say that the service was earlier, in another year perhaps."""
    service_day: Day = claim.service_day - 1 - int(around.uniform() * _DATED_BACK_UP_TO)
    return _modified(claim._replace(service_day=service_day), around)


def confirm(claim: Claim, around: Around) -> Claim:
    """Return the same in a version of today's."""
    return _modified(claim, around)


def look_back(claim: Claim, around: Around) -> Claim:
    """Return an older version of *claim*, at another cost and not billed."""
    return claim._replace(
        cost=draw_cost(claim.visit_type, around.uniform),
        is_billed=False,
        modified_day=claim.modified_day - 1 - int(around.uniform() * _OLDER_UP_TO),
    )


def send_otherwise(claim: Claim, around: Around) -> Claim:
    """Return *claim* as of the same day at another cost, for a file that says both."""
    return claim._replace(cost=draw_cost(claim.visit_type, around.uniform))


def _modified(claim: Claim, around: Around) -> Claim:
    return claim._replace(modified_day=around.modified_after(claim.modified_day))
