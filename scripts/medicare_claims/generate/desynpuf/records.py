"""What the generator makes: beneficiaries, claims and fills. All amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from medicare_claims.generate.desynpuf.calendar import DAYS_OF_MONTH, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

Cents = int
Day = int
"""A day as `calendar` counts them."""


class YearOfCoverage(NamedTuple):
    """One person and year as the Beneficiary Summary tells it, but for the annual amounts."""

    year: int
    has_esrd: bool
    part_a_months: int
    part_b_months: int
    hmo_months: int
    part_d_months: int
    conditions: tuple[bool, ...]
    """The eleven chronic condition flags, in the layout's order."""


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A person of the sample. Demographics never change between years.

    *place* is the person's position in the whole sample. *death_month* counts like
    `calendar.MONTH`; *years* ends with the year of death. *use_of_care* is 1 for an average
    person among those with claims, 0 for someone without any. *home_institutions* are the
    hospitals and clinics the person goes to.
    """

    place: int
    beneficiary_id: str
    birth_date: str
    death_month: int | None
    sex: str
    race: str
    state: str
    county: str
    use_of_care: float
    home_institutions: tuple[str, ...]
    years: tuple[YearOfCoverage, ...]

    @property
    def last_day(self) -> Day:
        """The last day on which anything can happen: the end of the month of death, or of 2010."""
        return LAST_DAY if self.death_month is None else DAYS_OF_MONTH[self.death_month][-1]

    def covers(self, year: int) -> bool:
        """Return whether the person has a Beneficiary Summary row for *year*."""
        return self.years[0].year <= year <= self.years[-1].year


class InpatientSegment(NamedTuple):
    """One row of the inpatient file; a second segment has no dates and no diagnoses of its own."""

    number: int
    from_day: Day | None
    through_day: Day | None
    provider: str
    paid: Cents
    primary_payer: Cents
    attending: str
    operating: str
    other_physician: str
    admission_day: Day
    admitting_diagnosis: str
    pass_through_per_day: Cents
    deductible: Cents | None
    coinsurance: Cents
    blood_deductible: Cents
    covered_days: int | None
    discharge_day: Day
    drg: str
    diagnoses: tuple[str, ...]
    procedures: tuple[str, ...]


class OutpatientSegment(NamedTuple):
    """One row of the outpatient file; a second segment has no dates and no diagnoses."""

    number: int
    from_day: Day | None
    through_day: Day | None
    provider: str
    paid: Cents
    primary_payer: Cents
    attending: str
    operating: str
    other_physician: str
    blood_deductible: Cents
    diagnoses: tuple[str, ...]
    deductible: Cents
    coinsurance: Cents
    admitting_diagnosis: str
    hcpcs: tuple[str, ...]


class CarrierLine(NamedTuple):
    """One filled slot of a carrier claim, its columns in the layout's order."""

    performing_npi: str
    tax_number: str
    hcpcs: str
    paid: Cents
    deductible: Cents
    primary_payer: Cents
    coinsurance: Cents
    allowed: Cents
    processing_indicator: str
    diagnosis: str


class InpatientClaim(NamedTuple):
    """A stay: its first segment and, rarely, a second."""

    beneficiary: Beneficiary
    claim_id: str
    segments: tuple[InpatientSegment, ...]


class OutpatientClaim(NamedTuple):
    """An outpatient claim; a few have only a second segment."""

    beneficiary: Beneficiary
    claim_id: str
    segments: tuple[OutpatientSegment, ...]


class CarrierClaim(NamedTuple):
    """A physician's or supplier's claim with 1 to 13 lines."""

    beneficiary: Beneficiary
    claim_id: str
    from_day: Day
    through_day: Day
    diagnoses: tuple[str, ...]
    lines: tuple[CarrierLine, ...]


class Fill(NamedTuple):
    """A prescription drug event."""

    beneficiary: Beneficiary
    fill_id: str
    service_day: Day
    drug: str
    quantity: int
    days_supply: int
    patient_paid: Cents
    total_cost: Cents


Claim = InpatientClaim | OutpatientClaim | CarrierClaim


@dataclass(slots=True)
class Records:
    """Claims and fills, of a whole cohort or of one delivery of it."""

    inpatient: list[InpatientClaim] = field(default_factory=list)
    outpatient: list[OutpatientClaim] = field(default_factory=list)
    carrier: list[CarrierClaim] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)

    def claims(self) -> Iterator[Claim]:
        """Return the claims, which money is counted from."""
        return chain(self.inpatient, self.outpatient, self.carrier)
