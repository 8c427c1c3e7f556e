"""What the generator draws before it becomes text: persons, claims, fills.

Amounts are whole cents, days are numbers of `calendar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from medicare_claims.generate.rif.codes import County, Drug
    from medicare_claims.generate.rif.identifiers import Institution, Physician

Cents = int
Day = int
Key = tuple[str, int]
"""What tells a record apart in its dataset; the number is 0 but for a beneficiary's year."""

INPATIENT = "inpatient_claims"
OUTPATIENT = "outpatient_claims"
SNF = "snf_claims"
HHA = "hha_claims"
HOSPICE = "hospice_claims"
CARRIER = "carrier_claims"
DME = "dme_claims"
FILLS = "prescription_drug_events"
BENEFICIARIES = "beneficiary_years"


class EnrollmentYear(NamedTuple):
    """One row of a beneficiary file: a person as of one year.

    *months* is how many the file covers; *drug_plan_months* how many of them a drug plan did.
    """

    beneficiary_id: str
    year: int
    county: County
    has_zip: bool
    birth_year: int
    birth_month: int
    birth_date: str
    sex: str
    race: str
    original_reason: str
    has_esrd: bool
    identification_code: str
    months: int
    coverage_start: str
    buy_in: str
    dual_status: str
    cost_share: str
    health_plan: str
    health_plan_package: str
    drug_plan: str
    drug_plan_package: str
    drug_plan_months: int

    @property
    def key(self) -> Key:
        """Person and year."""
        return (self.beneficiary_id, self.year)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A person, where care is sought, what is diagnosed; *use_of_care* is 1 on average."""

    beneficiary_id: str
    state: str
    use_of_care: float
    conditions: tuple[str, ...]
    hospital: Institution
    physicians: tuple[Physician, ...]
    years: tuple[EnrollmentYear, ...]
    first_day: Day
    last_day: Day


class InstitutionalLine(NamedTuple):
    """One revenue line."""

    number: int
    revenue_center: str
    day: Day
    hcpcs: str
    charge: Cents
    non_covered: Cents


class InstitutionalClaim(NamedTuple):
    """A claim of a hospital, nursing home or agency: its amounts stand on the claim."""

    dataset: str
    beneficiary: Beneficiary
    claim_id: str
    from_day: Day
    through_day: Day
    admission_day: Day
    discharge_day: Day
    institution: Institution
    paid: Cents
    charge: Cents
    primary_payer: Cents
    deductible: Cents
    coinsurance: Cents
    blood_deductible: Cents
    covered_days: int
    drg: str
    admission_source: str
    diagnoses: tuple[str, ...]
    external_cause: str
    procedures: tuple[str, ...]
    non_payment_reason: str
    is_final: bool
    lines: tuple[InstitutionalLine, ...]

    @property
    def key(self) -> Key:
        """The claim's number."""
        return (self.claim_id, 0)


class ProfessionalLine(NamedTuple):
    """One service of a physician or supplier."""

    number: int
    hcpcs: str
    units: int
    allowed: Cents
    paid: Cents
    deductible: Cents
    primary_payer: Cents
    processing_indicator: str
    diagnosis: str


class ProfessionalClaim(NamedTuple):
    """A physician's or supplier's claim: its amounts stand on its lines."""

    dataset: str
    beneficiary: Beneficiary
    claim_id: str
    day: Day
    physician: Physician
    supplier: Institution
    denial_code: str
    diagnoses: tuple[str, ...]
    is_final: bool
    lines: tuple[ProfessionalLine, ...]

    @property
    def key(self) -> Key:
        """The claim's number."""
        return (self.claim_id, 0)


class Fill(NamedTuple):
    """A prescription drug event."""

    beneficiary: Beneficiary
    fill_id: str
    day: Day
    drug: Drug
    prescriber: Physician
    quantity: int
    days_supply: int
    fill_number: int
    below_limit: Cents
    patient_paid: Cents
    plan_paid: Cents
    total_cost: Cents
    deletion_code: str
    is_final: bool

    @property
    def key(self) -> Key:
        """The fill's number."""
        return (self.fill_id, 0)


Claim = InstitutionalClaim | ProfessionalClaim
Record = InstitutionalClaim | ProfessionalClaim | Fill | EnrollmentYear
