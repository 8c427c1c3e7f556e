"""The three feeds' records before they become text.

Days are numbers of `calendar`, amounts whole cents; all else is as sent. `cells` are a record's
values in the order of its feed's columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from medicare_claims.generate.feeds.calendar import TEXT

if TYPE_CHECKING:
    from medicare_claims.generate.feeds.calendar import Day
    from medicare_claims.generate.feeds.places import Address

PATIENTS, PROVIDERS, CLAIMS = "patients", "providers", "claims"
FEEDS = (PATIENTS, PROVIDERS, CLAIMS)
"""In the order in which one delivery is meant to be read."""

COLUMNS = {
    PATIENTS: (
        *("patient_id", "fname", "lname", "date_of_birth", "address", "city", "state", "zipcode"),
        *("date_of_residence", "last_modified_date"),
    ),
    PROVIDERS: (
        *("provider_id", "fname", "lname", "facility_name", "address", "city", "state"),
        *("zipcode", "specialty_code", "start_date"),
    ),
    CLAIMS: (
        *("claim_id", "patient_id", "provider_id", "visit_type", "total_cost", "coverage_type"),
        *("date_of_service", "claim_date", "billed", "last_modified_date"),
    ),
}

RECORD_KEY = {PATIENTS: "feeds:patient:", PROVIDERS: "feeds:provider:", CLAIMS: "feeds:visit:"}
"""What a record's id becomes its key with."""

Cells = tuple[str, ...]


class Patient(NamedTuple):
    """A person, where he or she has lived since *residence_day*."""

    record_id: str
    first_name: str
    last_name: str
    birth_day: Day
    address: Address
    residence_day: Day
    modified_day: Day

    @property
    def cells(self) -> Cells:
        """The row."""
        return (
            *(self.record_id, self.first_name, self.last_name, TEXT[self.birth_day]),
            *self.address,
            *(TEXT[self.residence_day], TEXT[self.modified_day]),
        )


class Provider(NamedTuple):
    """A person who treats, at a facility since *start_day*."""

    record_id: str
    first_name: str
    last_name: str
    facility_name: str
    address: Address
    specialty: str
    start_day: Day

    @property
    def cells(self) -> Cells:
        """The row."""
        return (
            *(self.record_id, self.first_name, self.last_name, self.facility_name),
            *self.address,
            *(self.specialty, TEXT[self.start_day]),
        )


class Claim(NamedTuple):
    """A visit, and what it cost."""

    record_id: str
    patient_id: str
    provider_id: str
    visit_type: str
    cost: int
    coverage: str
    service_day: Day
    claim_day: Day
    is_billed: bool
    modified_day: Day

    @property
    def cells(self) -> Cells:
        """The row."""
        return (
            self.record_id,
            self.patient_id,
            self.provider_id,
            self.visit_type,
            f"{self.cost // 100}.{self.cost % 100:02d}",
            self.coverage,
            TEXT[self.service_day],
            TEXT[self.claim_day],
            "1" if self.is_billed else "0",
            TEXT[self.modified_day],
        )


Record = TypeVar("Record", Patient, Provider, Claim)


def modified_on(record: Record, day: Day) -> Record:
    """Return *record* as modified on *day*; a provider's row does not say when it was."""
    if isinstance(record, Provider):
        return record
    return record._replace(modified_day=day)
