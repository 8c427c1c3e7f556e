{{ config(materialized = 'view') }}
{#- The dollars of each member-year beside its months of coverage. Sum both over any slice and
    divide then: a mean of members' means weighs somebody covered for a month like one covered all
    year.

    Months are counted one by one where a source tells them; where it tells how many only, the
    larger of Part A's and Part B's is the least that there were. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}

),

coverage as (

    select * from {{ ref('fact_beneficiary_year') }}

),

counted_months as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        count(case when has_part_a or has_part_b then 1 end) as member_month_count,
        count(case when has_part_d then 1 end) as part_d_month_count
    from {{ ref('fact_beneficiary_month') }}
    group by source_system, beneficiary_id, claim_year

),

covered_years as (

    select
        spend.*,
        coalesce(
            counted_months.member_month_count,
            greatest(coverage.part_a_month_count, coverage.part_b_month_count),
            0
        ) as member_month_count,
        coalesce(
            counted_months.part_d_month_count, coverage.part_d_month_count, 0
        ) as part_d_month_count
    from spend
    left join coverage
        on
            spend.source_system = coverage.source_system
            and spend.beneficiary_id = coverage.beneficiary_id
            and spend.claim_year = coverage.claim_year
    left join counted_months
        on
            spend.source_system = counted_months.source_system
            and spend.beneficiary_id = counted_months.beneficiary_id
            and spend.claim_year = counted_months.claim_year

),

final as (

    select
        ---------- natural keys
        source_system,
        beneficiary_id,
        claim_year,

        ---------- quantities
        cast(member_month_count as smallint) as member_month_count,
        cast(part_d_month_count as smallint) as part_d_month_count,

        ---------- amounts
        total_allowed_amount,
        total_paid_amount,
        medical_allowed_amount,
        medical_paid_amount,
        rx_gross_amount,
        rx_plan_paid_amount,

        ---------- amounts per month, null without one
        {{ per_month('total_allowed_amount', 'member_month_count') }}
            as total_allowed_per_month_amount,
        {{ per_month('total_paid_amount', 'member_month_count') }} as total_paid_per_month_amount,
        {{ per_month('medical_allowed_amount', 'member_month_count') }}
            as medical_allowed_per_month_amount,
        {{ per_month('medical_paid_amount', 'member_month_count') }}
            as medical_paid_per_month_amount,
        {{ per_month('rx_gross_amount', 'part_d_month_count') }} as rx_gross_per_month_amount,
        {{ per_month('rx_plan_paid_amount', 'part_d_month_count') }}
            as rx_plan_paid_per_month_amount,

        ---------- flags
        is_enrolled

    from covered_years

)

select * from final
