{#- Institutional claims of RIF in the common claim-line model: one line per revenue line.

    CMS repeats a claim's amounts on every line. They count once, on the claim's lowest line; what
    its revenue centers say is no measure, and is kept as the charge that was submitted. -#}
with

sent_lines as (

    select * from {{ ref('int_rif_institutional_claims') }}
    where not is_deletion

),

headers as (

    select * from {{ ref('int_rif_claim_headers') }}

),

measured as (

    select
        sent_lines.*,
        headers.batch_sequence is not null as carries_amounts,
        sent_lines.non_payment_reason_code is null
        and (sent_lines.final_action_code is distinct from 'N') as is_countable,
        {# CMS pays passed-through costs by the day, beside the claim's payment. #}
        cast(
            sent_lines.claim_payment_amount
            + coalesce(
                sent_lines.pass_through_per_diem_amount * sent_lines.covered_day_count, 0
            ) as decimal(18, 2)
        ) as medicare_paid_amount,
        cast(
            coalesce(sent_lines.deductible_amount, 0)
            + coalesce(sent_lines.coinsurance_amount, 0)
            + coalesce(sent_lines.blood_deductible_amount, 0) as decimal(18, 2)
        ) as beneficiary_share_amount,
        cast(
            sent_lines.deductible_amount
            + sent_lines.coinsurance_amount
            + sent_lines.blood_deductible_amount as decimal(18, 2)
        ) as reported_share_amount,
        coalesce(
            sent_lines.principal_diagnosis_code, {{ first_filled('sent_lines.diagnosis_codes') }}
        ) as first_diagnosis_code
    from sent_lines
    left join headers
        on
            sent_lines.batch_sequence = headers.batch_sequence
            and sent_lines.source_row_number = headers.source_row_number

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
        {{ namespaced_key('rif_ccn', 'provider_number') }} as billing_provider_key,
        {{ namespaced_key('rif_npi', 'attending_npi') }} as rendering_provider_key,
        {{ namespaced_key('rif_npi', 'operating_npi') }} as operating_provider_key,
        {{ namespaced_key('rif_npi', 'other_npi') }} as other_provider_key,
        coalesce(
            {{ icd_key('diagnosis', 'first_diagnosis_code', 'diagnosis_version_code') }}, 'unknown'
        ) as diagnosis_key,
        cast(null as {{ dbt.type_string() }}) as line_diagnosis_key,
        {{ namespaced_key('hcpcs', 'hcpcs_code') }} as procedure_key,

        ---------- codes
        drg_code,
        revenue_center_code,
        cast(null as {{ dbt.type_string() }}) as place_of_service_code,
        cast(null as {{ dbt.type_string() }}) as provider_specialty_code,
        provider_state_code,
        cast(null as {{ dbt.type_string() }}) as processing_indicator_code,

        ---------- dates
        service_from_date,
        service_through_date,
        admission_date,
        discharge_date,
        claim_year,

        ---------- quantities
        covered_day_count,

        ---------- amounts
        case
            when is_countable and carries_amounts
                then
                    coalesce(medicare_paid_amount, 0)
                    + beneficiary_share_amount
                    + coalesce(primary_payer_paid_amount, 0)
            else 0
        end as allowed_amount,
        case
            when is_countable and carries_amounts then coalesce(medicare_paid_amount, 0) else 0
        end as paid_amount,
        case
            when is_countable and carries_amounts then beneficiary_share_amount else 0
        end as beneficiary_responsibility_amount,
        case
            when is_countable and carries_amounts then coalesce(primary_payer_paid_amount, 0)
            else 0
        end as primary_payer_paid_amount,
        cast(null as decimal(18, 2)) as reported_allowed_amount,
        case when carries_amounts then claim_payment_amount end as reported_paid_amount,
        case when carries_amounts then reported_share_amount end
            as reported_beneficiary_responsibility_amount,
        case when carries_amounts then primary_payer_paid_amount end
            as reported_primary_payer_paid_amount,
        line_charge_amount as submitted_charge_amount,

        ---------- flags
        is_countable,
        claim_type = 'inpatient'
        and not coalesce(covered_day_count > 0 or discharge_date > admission_date, false)
            as is_emergency_only,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from measured

)

select * from final
