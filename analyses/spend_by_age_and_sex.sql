{#- What does a member cost by age and sex? The table a rate starts from; age is that of December
    31. Members below 65 are in Medicare for a disability or kidney disease, and cost accordingly.
    -#}
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
        spend.*,
        beneficiaries.sex_name,
        spend.claim_year - extract(year from beneficiaries.birth_date) as age_at_year_end
    from spend
    inner join beneficiaries
        on
            spend.source_system = beneficiaries.source_system
            and spend.beneficiary_id = beneficiaries.beneficiary_id

),

banded_member_years as (

    select
        *,
        case
            when age_at_year_end < 65 then 'below 65'
            when age_at_year_end < 70 then '65-69'
            when age_at_year_end < 75 then '70-74'
            when age_at_year_end < 80 then '75-79'
            when age_at_year_end < 85 then '80-84'
            when age_at_year_end >= 85 then '85 and over'
            else 'not known'
        end as age_band
    from member_years

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        sex_name,
        age_band,

        ---------- quantities
        count(*) as member_count,
        cast(
            1000.0 * sum(inpatient_stay_count) / count(*) as decimal(18, 1)
        ) as stays_per_1000_members,

        ---------- amounts
        cast(avg(total_allowed_amount) as decimal(18, 2)) as total_allowed_per_member_amount,
        cast(avg(total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(avg(inpatient_paid_amount) as decimal(18, 2)) as inpatient_paid_per_member_amount,
        cast(avg(outpatient_paid_amount) as decimal(18, 2)) as outpatient_paid_per_member_amount,
        cast(avg(carrier_paid_amount) as decimal(18, 2)) as carrier_paid_per_member_amount,
        cast(avg(rx_plan_paid_amount) as decimal(18, 2)) as rx_plan_paid_per_member_amount

    from banded_member_years
    group by source_system, claim_year, sex_name, age_band

)

select * from final
order by source_system, claim_year, sex_name, age_band
