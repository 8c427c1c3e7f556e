{#- How do the states compare? Members, age, spend and stays by state and year; 54 stands for every
    place that CMS does not name. A state of few members says little. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}
    where is_current

),

final as (

    select
        ---------- natural keys
        spend.source_system,
        spend.claim_year,
        beneficiaries.state_code,

        ---------- codes and text
        beneficiaries.state_name,

        ---------- quantities
        count(*) as member_count,
        cast(
            avg(spend.claim_year - extract(year from beneficiaries.birth_date)) as decimal(9, 1)
        ) as average_age,
        cast(
            1.0 * count(case when beneficiaries.sex_name = 'Female' then 1 end) / count(*)
            as decimal(9, 4)
        ) as share_female,
        cast(
            1000.0 * sum(spend.inpatient_stay_count) / count(*) as decimal(18, 1)
        ) as stays_per_1000_members,

        ---------- amounts
        cast(avg(spend.total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(avg(spend.medical_paid_amount) as decimal(18, 2)) as medical_paid_per_member_amount,
        cast(avg(spend.rx_plan_paid_amount) as decimal(18, 2)) as rx_plan_paid_per_member_amount,
        cast(sum(spend.total_paid_amount) as decimal(18, 2)) as total_paid_amount

    from spend
    inner join beneficiaries
        on
            spend.source_system = beneficiaries.source_system
            and spend.beneficiary_id = beneficiaries.beneficiary_id
    group by
        spend.source_system,
        spend.claim_year,
        beneficiaries.state_code,
        beneficiaries.state_name

)

select * from final
order by source_system asc, claim_year asc, member_count desc, state_code asc nulls last
