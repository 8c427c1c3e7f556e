{{
    config(
        incremental_strategy = 'replace_claims',
        unique_key = 'fill_key',
        pre_hook = "{{ rekey_beneficiary_versions(fill_version_date('fact')) }}",
    )
}}
-- depends_on: {{ ref('int_records_unioned') }}
-- depends_on: {{ ref('int_records_superseded') }}
with

fills as (

    select * from {{ ref('int_fills_current') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}

),

final as (

    select
        ---------- keys
        fills.source_system || ':pde:' || fills.fill_id as fill_key,
        beneficiaries.beneficiary_key,
        fills.drug_key,
        fills.prescriber_key,
        fills.pharmacy_key,

        ---------- natural keys
        fills.source_system,
        fills.fill_id,
        fills.beneficiary_id,

        ---------- codes
        fills.brand_generic_code,

        ---------- dates
        fills.service_date,
        fills.claim_year,

        ---------- quantities
        fills.dispensed_quantity,
        fills.days_supply_count,

        ---------- amounts
        fills.rx_gross_amount,
        fills.rx_plan_paid_amount,
        fills.rx_patient_paid_amount,
        fills.rx_other_paid_amount,

        ---------- flags
        fills.is_countable,

        ---------- lineage
        fills.batch_sequence,
        fills.batch_id,
        fills.source_row_number

    from fills
    inner join beneficiaries
        on
            fills.source_system = beneficiaries.source_system
            and fills.beneficiary_id = beneficiaries.beneficiary_id
            and {{ fill_version_date('fills') }} >= beneficiaries.valid_from
            and {{ fill_version_date('fills') }} < beneficiaries.valid_to

)

select * from final
