{#- Does spend rise with the number of chronic conditions? Members of a year by how many of the
    eleven conditions CMS flagged; end-stage renal disease is not one of them. -#}
with

member_years as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        cast(has_alzheimers as integer)
        + cast(has_heart_failure as integer)
        + cast(has_chronic_kidney_disease as integer)
        + cast(has_cancer as integer)
        + cast(has_copd as integer)
        + cast(has_depression as integer)
        + cast(has_diabetes as integer)
        + cast(has_ischemic_heart_disease as integer)
        + cast(has_osteoporosis as integer)
        + cast(has_arthritis as integer)
        + cast(has_stroke as integer) as condition_count
    from {{ ref('fact_beneficiary_year') }}

),

spend as (

    select * from {{ ref('member_year_spend') }}

),

final as (

    select
        ---------- natural keys
        member_years.source_system,
        member_years.claim_year,
        member_years.condition_count,

        ---------- quantities
        count(*) as member_count,
        cast(
            1000.0 * sum(spend.inpatient_stay_count) / count(*) as decimal(18, 1)
        ) as stays_per_1000_members,
        cast(avg(spend.rx_fill_count) as decimal(9, 1)) as average_fill_count,

        ---------- amounts
        cast(avg(spend.total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(median(spend.total_paid_amount) as decimal(18, 2)) as median_total_paid_amount,
        cast(sum(spend.total_paid_amount) as decimal(18, 2)) as total_paid_amount

    from member_years
    inner join spend
        on
            member_years.source_system = spend.source_system
            and member_years.beneficiary_id = spend.beneficiary_id
            and member_years.claim_year = spend.claim_year
    group by
        member_years.source_system,
        member_years.claim_year,
        member_years.condition_count

)

select * from final
order by source_system, claim_year, condition_count
