"""What can be wrong with a row: one thing in one column, so that one finding tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick
from medicare_claims.generate.feeds.around import DAYS_AHEAD
from medicare_claims.generate.feeds.book import REJECTED, REPEATED, Fault
from medicare_claims.generate.feeds.calendar import TEXT
from medicare_claims.generate.feeds.records import (
    CLAIMS,
    COLUMNS,
    PATIENTS,
    PROVIDERS,
    Claim,
    Patient,
    Provider,
    Record,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.generate.feeds.around import Around
    from medicare_claims.generate.feeds.calendar import Day

AnyRecord = Patient | Provider | Claim

_UNREADABLE_DATES = ("2023-02-30", "03/15/2023", "20230315", "unknown", "2023-13-01", "15-Mar-23")
_STATES = ("XX", "Texas", "Q", "ZQ", "N.Y.")
_ZIPCODES = ("1234", "ABCDE", "123456", "12345-67", "9021O")
_SPECIALTIES = ("family fysician", "ortopedist", "cardiologist", "heart", "physio therapist")
_VISIT_TYPES = ("surgry", "fysical", "ilness", "check-up", "routin")
_COVERAGES = ("75", "full", "500", "1", "-50", "100%")
_BILLED = ("2", "yes", "Y", "-1", "true")
_AMOUNTS = ("12O.50", "$85.00", "n/a", "85.005", "1,200.00", "12.5.0")

_OLDER = 3_000
_BORN_AHEAD = 900
_SERVED_AFTER = 20


def _blank(rule: str, *columns: str, persists: bool = True) -> tuple[Fault[AnyRecord], ...]:
    return tuple(Fault(rule, column, lambda _record, _around: "", persists) for column in columns)


def _one_of(rule: str, texts: tuple[str, ...], *columns: str) -> tuple[Fault[AnyRecord], ...]:
    return tuple(
        Fault(rule, column, lambda _, around: pick(texts, around.uniform)) for column in columns
    )


def _day(
    rule: str, column: str, draw: Callable[[Record, Around], Day], *, persists: bool = False
) -> Fault[Record]:
    return Fault(rule, column, lambda record, around: TEXT[draw(record, around)], persists)


def _ahead(around: Around) -> Day:
    return around.day_between(around.today + 1, around.today + DAYS_AHEAD)


def _unseen_patient(_: Claim, around: Around) -> str:
    around.awaited_patients.append(around.patient_ids.next())
    return around.awaited_patients[-1]


def _unseen_provider(_: Claim, around: Around) -> str:
    """Half of them come later, if any does."""
    if around.coming_providers and around.uniform() < 0.5:
        return pick(around.coming_providers, around.uniform)
    return around.nobodies.next()


_MODIFIED_AHEAD: Fault[AnyRecord] = Fault(
    "date_in_future",
    "last_modified_date",
    lambda _, around: TEXT[_ahead(around)],
    persists=False,
    dates_version=True,
)


def _of_every_feed(feed: str) -> tuple[Fault[AnyRecord], ...]:
    return (
        *_blank(REJECTED, COLUMNS[feed][0], persists=False),
        *_blank(REPEATED, COLUMNS[feed][0], persists=False),
    )


PATIENT_FAULTS: tuple[Fault[Patient], ...] = (
    *_blank("missing_field", "lname"),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "date_of_birth"),
    *_one_of("malformed_state", _STATES, "state"),
    *_blank("missing_field", "date_of_birth"),
    _day(
        "implausible_birth_date",
        "date_of_birth",
        lambda _, around: around.day_between(around.today + 1, around.today + _BORN_AHEAD),
    ),
    *_blank("missing_field", "fname"),
    _day(
        "residence_before_birth",
        "date_of_residence",
        lambda patient, around: around.day_between(
            patient.birth_day - _OLDER, patient.birth_day - 1
        ),
        persists=True,
    ),
    *_one_of("malformed_zipcode", _ZIPCODES, "zipcode"),
    *_blank("missing_field", "address"),
    _day("date_in_future", "date_of_residence", lambda _, around: _ahead(around)),
    *_of_every_feed(PATIENTS),
    *_blank("missing_field", "city"),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "last_modified_date"),
    *_blank("missing_field", "state"),
    _MODIFIED_AHEAD,
    *_blank("missing_field", "zipcode"),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "date_of_residence"),
    *_blank("missing_field", "date_of_residence"),
    *_blank("missing_field", "last_modified_date"),
)

PROVIDER_FAULTS: tuple[Fault[Provider], ...] = (
    *_one_of("unknown_value", _SPECIALTIES, "specialty_code"),
    *_blank("missing_field", "facility_name"),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "start_date"),
    *_of_every_feed(PROVIDERS),
    *_blank("missing_field", "specialty_code"),
    *_one_of("malformed_state", _STATES, "state"),
    *_blank("missing_field", "start_date"),
    *_one_of("malformed_zipcode", _ZIPCODES, "zipcode"),
    *_blank("missing_field", "lname", "fname", "address", "city", "state", "zipcode"),
)

CLAIM_FAULTS: tuple[Fault[Claim], ...] = (
    *_one_of("unknown_value", _VISIT_TYPES, "visit_type"),
    *_one_of("unreadable_amount", _AMOUNTS, "total_cost"),
    Fault(
        "service_after_claim_date",
        "claim_date",
        lambda claim, around: TEXT[
            around.day_between(claim.service_day - _SERVED_AFTER, claim.service_day - 1)
        ],
        persists=False,
        told_of="date_of_service",
    ),
    Fault("orphan_beneficiary", "patient_id", _unseen_patient, key_of_text="feeds:"),
    Fault("orphan_provider", "provider_id", _unseen_provider, key_of_text="feeds_provider:"),
    *_blank("missing_billing_provider", "provider_id"),
    *_one_of("unknown_value", _COVERAGES, "coverage_type"),
    Fault(
        "negative_amount",
        "total_cost",
        lambda claim, _: f"-{claim.cost // 100}.{claim.cost % 100:02d}",
    ),
    *_blank(REJECTED, "patient_id", persists=False),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "date_of_service"),
    *_of_every_feed(CLAIMS),
    *_one_of("unknown_value", _BILLED, "billed"),
    _day("date_in_future", "claim_date", lambda _, around: _ahead(around)),
    *_blank("missing_field", "total_cost", "date_of_service"),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "claim_date"),
    *_blank("missing_field", "coverage_type", "visit_type"),
    _MODIFIED_AHEAD,
    *_blank("missing_field", "billed", "claim_date"),
    *_one_of("unreadable_date", _UNREADABLE_DATES, "last_modified_date"),
    *_blank("missing_field", "last_modified_date"),
)
