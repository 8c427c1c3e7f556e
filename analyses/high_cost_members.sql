{#- Who are the costliest one percent of each year's members, and how much of all spend is theirs?
    The last row of a year carries the share of the whole group. -#}
with

ranked_members as (

    select
        *,
        row_number() over (
            partition by source_system, claim_year
            order by total_paid_amount desc, beneficiary_id asc
        ) as member_rank,
        count(*) over (partition by source_system, claim_year) as member_count,
        sum(total_paid_amount) over (partition by source_system, claim_year) as year_paid_amount
    from {{ ref('member_year_spend') }}
    where is_enrolled

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}
    where is_current

),

final as (

    select
        ---------- natural keys
        ranked_members.source_system,
        ranked_members.claim_year,
        ranked_members.member_rank,
        ranked_members.beneficiary_id,

        ---------- codes and text
        beneficiaries.sex_name,
        beneficiaries.state_abbreviation,
        ranked_members.claim_year
        - extract(year from beneficiaries.birth_date) as age_at_year_end,

        ---------- quantities
        ranked_members.inpatient_stay_count,
        ranked_members.billing_provider_count,

        ---------- amounts
        ranked_members.total_paid_amount,
        ranked_members.inpatient_paid_amount,
        ranked_members.rx_plan_paid_amount,
        cast(
            sum(ranked_members.total_paid_amount) over (
                partition by ranked_members.source_system, ranked_members.claim_year
                order by ranked_members.member_rank
                rows between unbounded preceding and current row
            ) / nullif(ranked_members.year_paid_amount, 0) as decimal(9, 4)
        ) as cumulative_share_of_year_paid

    from ranked_members
    inner join beneficiaries
        on
            ranked_members.source_system = beneficiaries.source_system
            and ranked_members.beneficiary_id = beneficiaries.beneficiary_id
    where ranked_members.member_rank - 1 < 0.01 * ranked_members.member_count

)

select * from final
order by source_system, claim_year, member_rank
