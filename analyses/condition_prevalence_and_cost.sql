{#- How common is each chronic condition among enrolled members, and what do members with it cost
    beside those without? The conditions overlap: a member with two is in both rows, so the rows
    must not be added up. End-stage renal disease, which CMS tells in every source, is shown with
    them. -#}
with

member_years as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

conditions as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        condition,
        origin
    from {{ ref('member_year_chronic_conditions') }}

    union all

    select
        source_system,
        beneficiary_id,
        claim_year,
        'esrd' as condition,
        'cms_flag' as origin
    from {{ ref('fact_beneficiary_year') }}
    where has_esrd

),

year_totals as (

    select
        source_system,
        claim_year,
        count(*) as member_count,
        sum(total_paid_amount) as total_paid_amount
    from member_years
    group by source_system, claim_year

),

condition_totals as (

    select
        conditions.source_system,
        conditions.claim_year,
        conditions.condition,
        conditions.origin,
        count(*) as member_with_condition_count,
        sum(member_years.total_paid_amount) as with_condition_amount
    from conditions
    inner join member_years
        on
            conditions.source_system = member_years.source_system
            and conditions.beneficiary_id = member_years.beneficiary_id
            and conditions.claim_year = member_years.claim_year
    group by
        conditions.source_system,
        conditions.claim_year,
        conditions.condition,
        conditions.origin

),

condition_averages as (

    select
        condition_totals.*,
        year_totals.member_count,
        condition_totals.with_condition_amount
        / condition_totals.member_with_condition_count as with_average,
        (year_totals.total_paid_amount - condition_totals.with_condition_amount) / nullif(
            year_totals.member_count - condition_totals.member_with_condition_count, 0
        ) as without_average
    from condition_totals
    inner join year_totals
        on
            condition_totals.source_system = year_totals.source_system
            and condition_totals.claim_year = year_totals.claim_year

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        condition,
        origin,

        ---------- quantities
        member_count,
        member_with_condition_count,
        cast(1.0 * member_with_condition_count / member_count as decimal(9, 4)) as prevalence_rate,

        ---------- amounts
        cast(with_average as decimal(18, 2)) as paid_per_member_with_amount,
        cast(without_average as decimal(18, 2)) as paid_per_member_without_amount,
        cast(with_average / nullif(without_average, 0) as decimal(9, 2)) as paid_ratio

    from condition_averages

)

select * from final
order by source_system asc, claim_year asc, prevalence_rate desc, condition asc
