{{ config(tags = ['union_of_sources']) }}
{#- Every accepted version of every beneficiary's year, over every source; deletions excepted.
    What only one source tells is null for the others: DE-SynPUF alone has condition flags and
    annual amounts. -#}
with

desynpuf_years as (

    select
        'desynpuf' as source_system,
        beneficiary_id,
        sex_code,
        race_code,
        state_code,
        county_code,
        cast(null as {{ dbt.type_string() }}) as original_entitlement_reason_code,
        cast(null as {{ dbt.type_string() }}) as entitlement_reason_code,
        birth_date,
        death_date,
        claim_year,
        part_a_month_count,
        part_b_month_count,
        hmo_month_count,
        part_d_month_count,
        cast(null as smallint) as buy_in_month_count,
        cast(null as smallint) as dual_month_count,
        inpatient_paid_amount,
        inpatient_beneficiary_responsibility_amount,
        inpatient_primary_payer_paid_amount,
        outpatient_paid_amount,
        outpatient_beneficiary_responsibility_amount,
        outpatient_primary_payer_paid_amount,
        carrier_paid_amount,
        carrier_beneficiary_responsibility_amount,
        carrier_primary_payer_paid_amount,
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
        has_stroke,
        batch_sequence,
        batch_id,
        source_row_number
    from {{ ref('stg_desynpuf__beneficiary_years') }}

),

rif_years as (

    select
        'rif' as source_system,
        beneficiary_id,
        sex_code,
        race_code,
        state_code,
        county_code,
        original_entitlement_reason_code,
        entitlement_reason_code,
        birth_date,
        death_date,
        claim_year,
        part_a_month_count,
        part_b_month_count,
        hmo_month_count,
        part_d_month_count,
        buy_in_month_count,
        dual_month_count,
        cast(null as decimal(18, 2)) as inpatient_paid_amount,
        cast(null as decimal(18, 2)) as inpatient_beneficiary_responsibility_amount,
        cast(null as decimal(18, 2)) as inpatient_primary_payer_paid_amount,
        cast(null as decimal(18, 2)) as outpatient_paid_amount,
        cast(null as decimal(18, 2)) as outpatient_beneficiary_responsibility_amount,
        cast(null as decimal(18, 2)) as outpatient_primary_payer_paid_amount,
        cast(null as decimal(18, 2)) as carrier_paid_amount,
        cast(null as decimal(18, 2)) as carrier_beneficiary_responsibility_amount,
        cast(null as decimal(18, 2)) as carrier_primary_payer_paid_amount,
        has_esrd,
        cast(null as boolean) as has_alzheimers,
        cast(null as boolean) as has_heart_failure,
        cast(null as boolean) as has_chronic_kidney_disease,
        cast(null as boolean) as has_cancer,
        cast(null as boolean) as has_copd,
        cast(null as boolean) as has_depression,
        cast(null as boolean) as has_diabetes,
        cast(null as boolean) as has_ischemic_heart_disease,
        cast(null as boolean) as has_osteoporosis,
        cast(null as boolean) as has_arthritis,
        cast(null as boolean) as has_stroke,
        batch_sequence,
        batch_id,
        source_row_number
    from {{ ref('stg_rif__beneficiary_years') }}
    where change_type_code is distinct from 'DELETE'

),

final as (

    {{ union_of_sources({'desynpuf': 'desynpuf_years', 'rif': 'rif_years'}) }}

)

select * from final
