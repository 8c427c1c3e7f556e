{#- What does the calendar year of a member's death cost beside that of a member who lives on? A
    year of death is shorter, so the amount per month lived stands beside it. DE-SynPUF gives the
    month of death only, which counts as lived; and CMS broke the relations between its variables,
    so do not expect the rise before death that real claims show. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}
    where is_current

),

member_years as (

    select
        spend.source_system,
        spend.claim_year,
        spend.total_paid_amount,
        spend.inpatient_paid_amount,
        spend.inpatient_stay_count,
        coalesce(
            extract(year from beneficiaries.death_date) = spend.claim_year, false
        ) as is_year_of_death,
        case
            when extract(year from beneficiaries.death_date) = spend.claim_year
                then extract(month from beneficiaries.death_date)
            else 12
        end as lived_month_count
    from spend
    inner join beneficiaries
        on
            spend.source_system = beneficiaries.source_system
            and spend.beneficiary_id = beneficiaries.beneficiary_id

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        is_year_of_death,

        ---------- quantities
        count(*) as member_count,
        cast(sum(lived_month_count) as bigint) as lived_month_count,
        cast(
            1000.0 * sum(inpatient_stay_count) / count(*) as decimal(18, 1)
        ) as stays_per_1000_members,

        ---------- amounts
        cast(avg(total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(
            sum(total_paid_amount) / sum(lived_month_count) as decimal(18, 2)
        ) as total_paid_per_month_amount,
        cast(
            sum(inpatient_paid_amount) / nullif(sum(total_paid_amount), 0) as decimal(9, 4)
        ) as inpatient_share_of_paid

    from member_years
    group by source_system, claim_year, is_year_of_death

)

select * from final
order by source_system, claim_year, is_year_of_death
