"""The answer key: what each person's year must come to, added up from the claims.

Rules: header amounts of an institutional claim count once, those of the others line by line. A
claim counts unless Medicare gives a reason not to pay it (institutional), it is denied (carrier,
equipment) or deleted (fills), or it is not the final action. Of a counting carrier or equipment
claim the lines count that are allowed, or reprocessed or of a secondary payer with something
allowed. Nothing here is shared with the models, which are to find the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.rif.calendar import YEAR
from medicare_claims.generate.rif.records import (
    CARRIER,
    DME,
    HHA,
    HOSPICE,
    INPATIENT,
    OUTPATIENT,
    SNF,
    EnrollmentYear,
    Fill,
    InstitutionalClaim,
    ProfessionalClaim,
)

if TYPE_CHECKING:
    from medicare_claims.generate.rif.records import Cents, Key, ProfessionalLine, Record

_PASS_THROUGH_PER_DAY = 1000
"""Ten dollars a covered day, on every inpatient claim of CMS's release."""

_PAID = {
    INPATIENT: "inpatient_paid_amount",
    OUTPATIENT: "outpatient_paid_amount",
    CARRIER: "carrier_paid_amount",
    SNF: "snf_paid_amount",
    HHA: "hha_paid_amount",
    HOSPICE: "hospice_paid_amount",
    DME: "dme_paid_amount",
}
AMOUNTS = (
    "total_allowed_amount",
    "total_paid_amount",
    "medical_allowed_amount",
    "medical_paid_amount",
    *_PAID.values(),
    "rx_gross_amount",
    "rx_plan_paid_amount",
    "rx_patient_paid_amount",
    "rx_other_paid_amount",
    "beneficiary_responsibility_amount",
    "primary_payer_paid_amount",
)
COUNTS = (
    "inpatient_stay_count",
    "outpatient_visit_count",
    "emergency_visit_count",
    "rx_fill_count",
)
COLUMNS = ("beneficiary_id", "claim_year", *AMOUNTS, *COUNTS, "is_enrolled")


class AnswerKey:
    """Every person and year that is enrolled or has a claim or fill, counting or not."""

    def __init__(self) -> None:
        self._years: dict[Key, dict[str, int]] = {}
        self._enrolled: set[Key] = set()

    def add(self, record: Record) -> None:
        """Count the current version of *record* in."""
        if isinstance(record, EnrollmentYear):
            self._enrolled.add(record.key)
            self._year(record.beneficiary_id, record.year)
        elif isinstance(record, InstitutionalClaim):
            self._add_institutional(record)
        elif isinstance(record, ProfessionalClaim):
            self._add_professional(record)
        else:
            self._add_fill(record)

    def amounts(self, beneficiary_id: str, year: int) -> dict[str, Cents]:
        """Return amounts in cents, and counts, by column."""
        return dict(self._years[beneficiary_id, year])

    def rows(self) -> list[str]:
        """Return the rows of `answer_key.csv`, by person and year."""
        return [
            ",".join(
                (
                    key[0],
                    str(key[1]),
                    *(f"{values[column] / 100:.2f}" for column in AMOUNTS),
                    *(str(values[column]) for column in COUNTS),
                    str(key in self._enrolled).lower(),
                )
            )
            + "\n"
            for key, values in sorted(self._years.items())
        ]

    def _year(self, beneficiary_id: str, year: int) -> dict[str, int]:
        return self._years.setdefault(
            (beneficiary_id, year), dict.fromkeys((*AMOUNTS, *COUNTS), 0)
        )

    def _add_institutional(self, claim: InstitutionalClaim) -> None:
        values = self._year(claim.beneficiary.beneficiary_id, YEAR[claim.through_day])
        if not claim.is_final or claim.non_payment_reason.strip():
            return
        paid, responsibility = claim.paid, 0
        if claim.dataset == INPATIENT:
            paid += _PASS_THROUGH_PER_DAY * claim.covered_days
            is_stay = claim.covered_days > 0 or claim.discharge_day > claim.admission_day
            values["inpatient_stay_count" if is_stay else "emergency_visit_count"] += 1
        if claim.dataset in (INPATIENT, SNF, OUTPATIENT):
            responsibility = claim.deductible + claim.coinsurance + claim.blood_deductible
        if claim.dataset == OUTPATIENT:
            values["outpatient_visit_count"] += 1
        allowed = paid + responsibility + claim.primary_payer
        _add_medical(values, claim.dataset, allowed, paid, responsibility, claim.primary_payer)

    def _add_professional(self, claim: ProfessionalClaim) -> None:
        values = self._year(claim.beneficiary.beneficiary_id, YEAR[claim.day])
        if not claim.is_final or claim.denial_code == "0":
            return
        for line in filter(_counts, claim.lines):
            responsibility = line.allowed - line.paid - line.primary_payer
            _add_medical(
                values,
                claim.dataset,
                line.allowed,
                line.paid,
                responsibility,
                line.primary_payer,
            )

    def _add_fill(self, fill: Fill) -> None:
        values = self._year(fill.beneficiary.beneficiary_id, YEAR[fill.day])
        if not fill.is_final or fill.deletion_code == "D":
            return
        values["rx_gross_amount"] += fill.total_cost
        values["rx_plan_paid_amount"] += fill.plan_paid
        values["rx_patient_paid_amount"] += fill.patient_paid
        values["rx_other_paid_amount"] += fill.total_cost - fill.plan_paid - fill.patient_paid
        values["total_allowed_amount"] += fill.total_cost
        values["total_paid_amount"] += fill.plan_paid
        values["rx_fill_count"] += 1


def _counts(line: ProfessionalLine) -> bool:
    return line.processing_indicator == "A" or (
        line.processing_indicator in ("R", "S") and line.allowed > 0
    )


def _add_medical(
    values: dict[str, int],
    dataset: str,
    allowed: Cents,
    paid: Cents,
    responsibility: Cents,
    primary_payer: Cents,
) -> None:
    values["total_allowed_amount"] += allowed
    values["total_paid_amount"] += paid
    values["medical_allowed_amount"] += allowed
    values["medical_paid_amount"] += paid
    values[_PAID[dataset]] += paid
    values["beneficiary_responsibility_amount"] += responsibility
    values["primary_payer_paid_amount"] += primary_payer
