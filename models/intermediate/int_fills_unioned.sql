{{ config(tags = ['union_of_sources']) }}
{#- Every accepted version of every prescription fill, over every source; deletions excepted.

    DE-SynPUF tells what a fill cost and what the patient paid; the plan is taken to have paid the
    rest, and never less than nothing, so that a patient who paid more than the drug cost shows as a
    negative other amount. RIF tells what the plan paid; the rest is the other amount. -#}
with

desynpuf_fills as (

    select
        'desynpuf' as source_system,
        fill_id,
        beneficiary_id,
        {{ namespaced_key('ndc', 'drug_code') }} as drug_key,
        'unknown' as prescriber_key,
        'unknown' as pharmacy_key,
        cast(null as {{ dbt.type_string() }}) as brand_generic_code,
        service_date,
        claim_year,
        dispensed_quantity,
        days_supply_count,
        coalesce(gross_drug_cost_amount, 0) as gross_amount,
        greatest(
            coalesce(gross_drug_cost_amount, 0) - coalesce(patient_paid_amount, 0), 0
        ) as plan_amount,
        coalesce(patient_paid_amount, 0) as patient_amount,
        true as is_countable,
        batch_sequence,
        batch_id,
        source_row_number
    from {{ ref('stg_desynpuf__prescription_drug_events') }}

),

rif_fills as (

    select
        'rif' as source_system,
        fill_id,
        beneficiary_id,
        {{ namespaced_key('ndc', 'drug_code') }} as drug_key,
        {{ rif_number_key('prescriber_number', 'prescriber_number_type_code') }} as prescriber_key,
        {{ rif_number_key('pharmacy_number', 'pharmacy_number_type_code') }} as pharmacy_key,
        brand_generic_code,
        service_date,
        claim_year,
        dispensed_quantity,
        days_supply_count,
        coalesce(gross_drug_cost_amount, 0) as gross_amount,
        coalesce(plan_paid_amount, 0) as plan_amount,
        coalesce(patient_paid_amount, 0) as patient_amount,
        (adjustment_deletion_code is distinct from 'D')
        and (final_action_code is distinct from 'N') as is_countable,
        batch_sequence,
        batch_id,
        source_row_number
    from {{ ref('stg_rif__prescription_drug_events') }}
    where change_type_code is distinct from 'DELETE'

),

fills as (

    {{ union_of_sources({'desynpuf': 'desynpuf_fills', 'rif': 'rif_fills'}) }}

),

final as (

    select
        ---------- natural keys
        source_system,
        fill_id,
        beneficiary_id,

        ---------- keys
        drug_key,
        prescriber_key,
        pharmacy_key,

        ---------- codes
        brand_generic_code,

        ---------- dates
        service_date,
        claim_year,

        ---------- quantities
        dispensed_quantity,
        days_supply_count,

        ---------- amounts
        cast(gross_amount as decimal(18, 2)) as rx_gross_amount,
        cast(plan_amount as decimal(18, 2)) as rx_plan_paid_amount,
        cast(patient_amount as decimal(18, 2)) as rx_patient_paid_amount,
        cast(gross_amount - plan_amount - patient_amount as decimal(18, 2)) as rx_other_paid_amount,

        ---------- flags
        is_countable,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from fills

)

select * from final
