{#- Carrier and equipment claims of RIF in the common claim-line model: one row per line. -#}
with

sent_lines as (

    select * from {{ ref('int_rif_professional_claims') }}
    where not is_deletion

),

measured as (

    select
        *,
        {# Allowed; or reprocessed or secondary payer, some of it allowed: as in DE-SynPUF. #}
        coalesce(
            processing_indicator_code = 'A'
            or (processing_indicator_code in ('R', 'S') and allowed_charge_amount > 0),
            false
        )
        and (payment_denial_code is distinct from '0')
        and (final_action_code is distinct from 'N') as is_countable,
        {# The files' coinsurance repeats the payment, so what is left of the allowed is taken. #}
        cast(
            coalesce(allowed_charge_amount, 0)
            - coalesce(payment_amount, 0)
            - coalesce(primary_payer_paid_amount, 0) as decimal(18, 2)
        ) as beneficiary_share_amount,
        coalesce(
            principal_diagnosis_code, {{ first_filled('diagnosis_codes') }}
        ) as first_diagnosis_code,
        {{ icd_key(
            'diagnosis',
            'line_diagnosis_code',
            'coalesce(line_diagnosis_version_code, diagnosis_version_code)'
        ) }} as line_diagnosis_key
    from sent_lines

),

final as (

    select
        ---------- natural keys
        'rif' as source_system,
        claim_type,
        claim_id,
        cast(1 as smallint) as segment_number,
        line_number,
        beneficiary_id,

        ---------- keys
        coalesce(
            'rif_tin:' || tax_number, 'rif_npi:' || performing_npi, 'unknown'
        ) as billing_provider_key,
        {{ namespaced_key('rif_npi', 'performing_npi') }} as rendering_provider_key,
        'unknown' as operating_provider_key,
        'unknown' as other_provider_key,
        coalesce(
            line_diagnosis_key,
            {{ icd_key('diagnosis', 'first_diagnosis_code', 'diagnosis_version_code') }},
            'unknown'
        ) as diagnosis_key,
        line_diagnosis_key,
        {{ namespaced_key('hcpcs', 'hcpcs_code') }} as procedure_key,

        ---------- codes
        cast(null as {{ dbt.type_string() }}) as drg_code,
        cast(null as {{ dbt.type_string() }}) as revenue_center_code,
        place_of_service_code,
        provider_specialty_code,
        provider_state_code,
        processing_indicator_code,

        ---------- dates
        service_from_date,
        service_through_date,
        cast(null as date) as admission_date,
        cast(null as date) as discharge_date,
        claim_year,

        ---------- quantities
        cast(null as integer) as covered_day_count,

        ---------- amounts
        case
            when is_countable then coalesce(allowed_charge_amount, 0) else 0
        end as allowed_amount,
        case when is_countable then coalesce(payment_amount, 0) else 0 end as paid_amount,
        case
            when is_countable then beneficiary_share_amount else 0
        end as beneficiary_responsibility_amount,
        case
            when is_countable then coalesce(primary_payer_paid_amount, 0) else 0
        end as primary_payer_paid_amount,
        allowed_charge_amount as reported_allowed_amount,
        payment_amount as reported_paid_amount,
        deductible_amount + coinsurance_amount as reported_beneficiary_responsibility_amount,
        primary_payer_paid_amount as reported_primary_payer_paid_amount,
        submitted_charge_amount,

        ---------- flags
        is_countable,
        false as is_emergency_only,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from measured

)

select * from final
