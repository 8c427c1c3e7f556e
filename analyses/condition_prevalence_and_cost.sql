{#- How common is each chronic condition, and what do members with it cost beside those without?
    The conditions overlap: a member with two is in both rows, so the rows must not be added up.
    -#}
with

conditions as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        substr(flag_name, 5) as condition_code,
        has_condition
    from {{ ref('fact_beneficiary_year') }}
    unpivot (
        has_condition for flag_name in (
            has_esrd,
            has_alzheimers,
            has_heart_failure,
            has_chronic_kidney_disease,
            has_cancer,
            has_copd,
            has_depression,
            has_diabetes,
            has_ischemic_heart_disease,
            has_osteoporosis,
            has_arthritis,
            has_stroke
        )
    )

),

spend as (

    select * from {{ ref('member_year_spend') }}

),

condition_totals as (

    select
        conditions.source_system,
        conditions.claim_year,
        conditions.condition_code,
        count(*) as member_count,
        count(case when conditions.has_condition then 1 end) as member_with_condition_count,
        avg(
            case when conditions.has_condition then spend.total_paid_amount end
        ) as with_condition_amount,
        avg(
            case when not conditions.has_condition then spend.total_paid_amount end
        ) as without_condition_amount
    from conditions
    inner join spend
        on
            conditions.source_system = spend.source_system
            and conditions.beneficiary_id = spend.beneficiary_id
            and conditions.claim_year = spend.claim_year
    group by conditions.source_system, conditions.claim_year, conditions.condition_code

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        condition_code,

        ---------- quantities
        member_count,
        member_with_condition_count,
        cast(1.0 * member_with_condition_count / member_count as decimal(9, 4)) as prevalence_rate,

        ---------- amounts
        cast(with_condition_amount as decimal(18, 2)) as paid_per_member_with_amount,
        cast(without_condition_amount as decimal(18, 2)) as paid_per_member_without_amount,
        cast(
            with_condition_amount / nullif(without_condition_amount, 0) as decimal(9, 2)
        ) as paid_ratio

    from condition_totals

)

select * from final
order by source_system asc, claim_year asc, prevalence_rate desc, condition_code asc
