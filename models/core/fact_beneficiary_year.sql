{{ config(incremental_strategy = 'replace_beneficiaries') }}
{#- All years of a person that a new Beneficiary Summary names are replaced, for a changed year can
    change the version that the person's other years belong to. #}
-- depends_on: {{ ref('int_records_unioned') }}
with

beneficiary_years as (

    select * from {{ ref('int_beneficiary_years_current') }}
    {% if is_incremental() %}
        where (source_system, beneficiary_id) in (
            select
                source_system,
                beneficiary_id
            from {{ ref('int_records_unioned') }}
            where {{ describes_person() }} and {{ is_new_batch() }}
        )
    {% endif %}

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}

),

deliveries as (

    select * from {{ ref('stg_lake__deliveries') }}

),

final as (

    select
        ---------- keys
        beneficiaries.beneficiary_key,

        ---------- natural keys
        beneficiary_years.source_system,
        beneficiary_years.beneficiary_id,

        ---------- codes
        deliveries.sample,

        ---------- dates
        beneficiary_years.claim_year,

        ---------- quantities
        beneficiary_years.part_a_month_count,
        beneficiary_years.part_b_month_count,
        beneficiary_years.hmo_month_count,
        beneficiary_years.part_d_month_count,
        beneficiary_years.buy_in_month_count,
        beneficiary_years.dual_month_count,

        ---------- amounts
        beneficiary_years.inpatient_paid_amount,
        beneficiary_years.inpatient_beneficiary_responsibility_amount,
        beneficiary_years.inpatient_primary_payer_paid_amount,
        beneficiary_years.outpatient_paid_amount,
        beneficiary_years.outpatient_beneficiary_responsibility_amount,
        beneficiary_years.outpatient_primary_payer_paid_amount,
        beneficiary_years.carrier_paid_amount,
        beneficiary_years.carrier_beneficiary_responsibility_amount,
        beneficiary_years.carrier_primary_payer_paid_amount,

        ---------- flags
        beneficiary_years.has_esrd,
        beneficiary_years.has_alzheimers,
        beneficiary_years.has_heart_failure,
        beneficiary_years.has_chronic_kidney_disease,
        beneficiary_years.has_cancer,
        beneficiary_years.has_copd,
        beneficiary_years.has_depression,
        beneficiary_years.has_diabetes,
        beneficiary_years.has_ischemic_heart_disease,
        beneficiary_years.has_osteoporosis,
        beneficiary_years.has_arthritis,
        beneficiary_years.has_stroke,

        ---------- lineage
        beneficiary_years.batch_sequence,
        beneficiary_years.batch_id,
        beneficiary_years.source_row_number

    from beneficiary_years
    inner join beneficiaries
        on
            beneficiary_years.source_system = beneficiaries.source_system
            and beneficiary_years.beneficiary_id = beneficiaries.beneficiary_id
            and make_date(beneficiary_years.claim_year, 1, 1) >= beneficiaries.valid_from
            and make_date(beneficiary_years.claim_year, 1, 1) < beneficiaries.valid_to
    left join deliveries
        on beneficiary_years.batch_id = deliveries.batch_id

)

select * from final
