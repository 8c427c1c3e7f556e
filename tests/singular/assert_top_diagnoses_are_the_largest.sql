{#- Diagnosis dollars, those without a code included, are the member-year's medical paid; and no
    diagnosis outside the five cost more than the last of them. -#}
with

diagnosis_dollars as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        diagnosis_key,
        sum(paid_amount) as paid_amount
    from {{ ref('fact_claim_line') }}
    group by source_system, beneficiary_id, claim_year, diagnosis_key

),

member_years as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        sum(paid_amount) as paid_amount,
        least(
            5,
            count(
                case when paid_amount > 0 and diagnosis_key <> 'unknown' then diagnosis_key end
            )
        ) as expected_rank_count
    from diagnosis_dollars
    group by source_system, beneficiary_id, claim_year

),

ranked_member_years as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        count(*) as rank_count,
        max(diagnosis_rank) as last_rank,
        min(paid_amount) as smallest_ranked_amount
    from {{ ref('member_year_top_diagnoses') }}
    group by source_system, beneficiary_id, claim_year

),

larger_unranked as (

    select distinct
        diagnosis_dollars.source_system,
        diagnosis_dollars.beneficiary_id,
        diagnosis_dollars.claim_year
    from diagnosis_dollars
    inner join ranked_member_years
        on
            diagnosis_dollars.source_system = ranked_member_years.source_system
            and diagnosis_dollars.beneficiary_id = ranked_member_years.beneficiary_id
            and diagnosis_dollars.claim_year = ranked_member_years.claim_year
            and diagnosis_dollars.paid_amount > ranked_member_years.smallest_ranked_amount
    left join {{ ref('member_year_top_diagnoses') }} as ranked
        on
            diagnosis_dollars.source_system = ranked.source_system
            and diagnosis_dollars.beneficiary_id = ranked.beneficiary_id
            and diagnosis_dollars.claim_year = ranked.claim_year
            and diagnosis_dollars.diagnosis_key = ranked.diagnosis_key
    where
        ranked.diagnosis_key is null
        and diagnosis_dollars.diagnosis_key <> 'unknown'

)

select
    member_years.source_system,
    member_years.beneficiary_id,
    member_years.claim_year,
    member_years.paid_amount,
    spend.medical_paid_amount
from member_years
inner join {{ ref('member_year_spend') }} as spend
    on
        member_years.source_system = spend.source_system
        and member_years.beneficiary_id = spend.beneficiary_id
        and member_years.claim_year = spend.claim_year
left join ranked_member_years
    on
        member_years.source_system = ranked_member_years.source_system
        and member_years.beneficiary_id = ranked_member_years.beneficiary_id
        and member_years.claim_year = ranked_member_years.claim_year
left join larger_unranked
    on
        member_years.source_system = larger_unranked.source_system
        and member_years.beneficiary_id = larger_unranked.beneficiary_id
        and member_years.claim_year = larger_unranked.claim_year
where
    member_years.paid_amount <> spend.medical_paid_amount
    or coalesce(ranked_member_years.rank_count, 0) <> member_years.expected_rank_count
    or coalesce(ranked_member_years.last_rank, 0) <> member_years.expected_rank_count
    or larger_unranked.beneficiary_id is not null
