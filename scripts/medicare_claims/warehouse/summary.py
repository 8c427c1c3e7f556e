"""Member-years in words and figures: what `claims demo` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    import duckdb


@dataclass(frozen=True, slots=True)
class MemberYear:
    """One member's year; amounts in dollars."""

    beneficiary_id: str
    year: int
    total_paid: Decimal
    medical_paid: Decimal
    plan_paid: Decimal
    own_share: Decimal
    stays: int
    visits: int
    fills: int
    providers: int
    top_diagnoses: Sequence[str]
    """Description and dollars of the diagnoses that cost most, in order."""


def costliest_members(connection: duckdb.DuckDBPyConnection, members: int) -> list[MemberYear]:
    """Return every year of the *members* that cost most over all years, costliest first."""
    rows = connection.execute(
        """
        with
        costliest as (
            select source_system, beneficiary_id, sum(total_paid_amount) as paid_amount
            from marts.member_year_spend
            group by source_system, beneficiary_id
            order by paid_amount desc, beneficiary_id
            limit $members
        ),
        diagnoses as (
            select
                source_system,
                beneficiary_id,
                claim_year,
                list(
                    dotted_diagnosis_code || ' ' || diagnosis_description
                    || ', ' || format('{:,.2f}', paid_amount::double)
                    order by diagnosis_rank
                ) as top_diagnoses
            from marts.member_year_top_diagnoses
            group by source_system, beneficiary_id, claim_year
        )
        select
            spend.beneficiary_id,
            spend.claim_year,
            spend.total_paid_amount,
            spend.medical_paid_amount,
            spend.rx_plan_paid_amount,
            spend.beneficiary_responsibility_amount + spend.rx_patient_paid_amount,
            spend.inpatient_stay_count,
            spend.outpatient_visit_count,
            spend.rx_fill_count,
            spend.billing_provider_count,
            coalesce(diagnoses.top_diagnoses, [])
        from costliest
        inner join marts.member_year_spend as spend
            on
                costliest.source_system = spend.source_system
                and costliest.beneficiary_id = spend.beneficiary_id
        left join diagnoses
            on
                spend.source_system = diagnoses.source_system
                and spend.beneficiary_id = diagnoses.beneficiary_id
                and spend.claim_year = diagnoses.claim_year
        order by costliest.paid_amount desc, spend.beneficiary_id, spend.claim_year
        """,
        {"members": members},
    ).fetchall()
    return [MemberYear(*row) for row in rows]


def reconciliation_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many annual amounts of CMS are `matched`, `mismatched`, and so on."""
    return dict(
        connection.execute(
            "select status, count(*) from marts.member_year_reconciliation"
            " group by status order by status"
        ).fetchall()
    )
