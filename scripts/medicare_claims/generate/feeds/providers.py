"""Drawing providers, and what becomes of them: another facility, another specialty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, urn
from medicare_claims.generate.feeds.calendar import day_of
from medicare_claims.generate.feeds.names import (
    draw_facility_name,
    draw_first_name,
    draw_last_name,
)
from medicare_claims.generate.feeds.places import draw_address
from medicare_claims.generate.feeds.records import Provider

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.feeds.around import Around
    from medicare_claims.generate.feeds.options import FeedsOptions

_OF_TEN = (
    ("family physician",) * 6 + ("orthopedist",) * 2 + ("heart surgeon", "physical_therapist")
)
"""The specialty of each ten providers, by the last digit of their number."""
FAMILY_PHYSICIANS, SURGEONS, THERAPISTS = range(6), range(6, 9), range(9, 10)

_SPELLINGS = urn({str.lower: 90, str.title: 6, str.upper: 4})
_START = day_of(1998, 1, 1)
_STARTS_AHEAD = 30
_STARTED_UP_TO = 60


def provider_id(options: FeedsOptions, number: int) -> str:
    """Return the id of provider *number*, from 0."""
    return f"{options.id_prefix}D{number + 1:06d}"


def coming_numbers(options: FeedsOptions, delivery: int) -> range:
    """Return the numbers of the providers that *delivery* is the first to bring."""
    if delivery == 1:
        return range(options.providers)
    first = options.providers + (delivery - 2) * options.new_providers
    return range(first, first + options.new_providers)


def draw_provider(options: FeedsOptions, number: int, around: Around) -> Provider:
    """Draw provider *number*, whom no delivery before *around* knew."""
    return Provider(
        provider_id(options, number),
        draw_first_name(around.uniform),
        draw_last_name(around.uniform),
        draw_facility_name(around.uniform),
        draw_address(around.uniform),
        _spelt(_OF_TEN[number % 10], around.uniform),
        around.day_between(_START, around.today),
    )


def _spelt(specialty: str, uniform: Uniform) -> str:
    """Return *specialty* in any case, with a blank or an underscore: all are right."""
    joint = "_" if uniform() < 0.3 else " "
    return pick(_SPELLINGS, uniform)(specialty).replace(" ", joint)


def change_facility(provider: Provider, around: Around) -> Provider:
    """Give *provider* a new facility, from a day on that may still lie ahead."""
    start_day = around.day_between(around.today - _STARTED_UP_TO, around.today + _STARTS_AHEAD)
    return provider._replace(
        facility_name=draw_facility_name(around.uniform),
        address=draw_address(around.uniform),
        start_day=max(start_day, provider.start_day + 1),
    )


def change_specialty(provider: Provider, around: Around) -> Provider:
    """Give *provider* a specialty, mostly another one, at the same facility."""
    return provider._replace(specialty=_spelt(pick(_OF_TEN, around.uniform), around.uniform))


def confirm(provider: Provider, _: Around) -> Provider:
    """Return the same: a provider's row does not say when it was modified."""
    return provider


def send_elsewhere(provider: Provider, around: Around) -> Provider:
    """Return *provider* at another address, for a file that says both."""
    return provider._replace(address=draw_address(around.uniform))
