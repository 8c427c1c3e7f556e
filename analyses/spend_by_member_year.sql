{#- What did each member's year cost, and who is the member? One row per member-year, to the
    dollar: the extract for a rating or reserving model. DE-SynPUF's 2010 holds fewer claims by
    design. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}

),

coverage as (

    select * from {{ ref('fact_beneficiary_year') }}

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}
    where is_current

),

final as (

    select
        ---------- natural keys
        spend.source_system,
        spend.beneficiary_id,
        spend.claim_year,

        ---------- codes and text
        beneficiaries.sex_name,
        beneficiaries.race_name,
        beneficiaries.state_abbreviation,

        ---------- quantities
        spend.claim_year - extract(year from beneficiaries.birth_date) as age_at_year_end,
        coverage.part_a_month_count,
        coverage.part_b_month_count,
        coverage.part_d_month_count,
        coverage.hmo_month_count,
        spend.inpatient_stay_count,
        spend.outpatient_visit_count,
        spend.rx_fill_count,
        spend.billing_provider_count,

        ---------- amounts
        spend.total_allowed_amount,
        spend.total_paid_amount,
        spend.medical_paid_amount,
        spend.inpatient_paid_amount,
        spend.outpatient_paid_amount,
        spend.carrier_paid_amount,
        spend.rx_gross_amount,
        spend.rx_plan_paid_amount,
        spend.primary_payer_paid_amount,
        spend.beneficiary_responsibility_amount,
        spend.rx_patient_paid_amount,

        ---------- flags
        beneficiaries.death_date is not null
        and extract(year from beneficiaries.death_date) = spend.claim_year as is_year_of_death,
        spend.is_enrolled

    from spend
    inner join beneficiaries
        on
            spend.source_system = beneficiaries.source_system
            and spend.beneficiary_id = beneficiaries.beneficiary_id
    left join coverage
        on
            spend.source_system = coverage.source_system
            and spend.beneficiary_id = coverage.beneficiary_id
            and spend.claim_year = coverage.claim_year

)

select * from final
order by source_system, claim_year, beneficiary_id
