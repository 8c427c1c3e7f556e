{#- Outpatient claims in the common claim-line model: one line per segment, for DE-SynPUF carries no
    money below it. Segment 1 counts; CMS leaves every other segment out of its annual amounts. -#}
with

claims as (

    select * from {{ ref('stg_desynpuf__outpatient_claims') }}

),

measured as (

    select
        *,
        segment_number = 1 as is_countable,
        cast(
            claim_payment_amount as decimal(18, 2)
        ) as medicare_paid_amount,
        cast(
            coalesce(deductible_amount, 0)
            + coalesce(coinsurance_amount, 0)
            + coalesce(blood_deductible_amount, 0) as decimal(18, 2)
        ) as beneficiary_share_amount,
        {#- CMS adds these three up with a missing one making the sum missing; the answer key needs
            that, a member's own share does not. -#}
        cast(
            deductible_amount + coinsurance_amount + blood_deductible_amount as decimal(18, 2)
        ) as reported_share_amount
    from claims

),

final as (

    select
        ---------- natural keys
        'desynpuf' as source_system,
        'outpatient' as claim_type,
        claim_id,
        segment_number,
        cast(1 as smallint) as line_number,
        beneficiary_id,

        ---------- keys
        {{ namespaced_key('ccn', 'provider_number') }} as billing_provider_key,
        {{ namespaced_key('npi', 'attending_npi') }} as rendering_provider_key,
        {{ namespaced_key('npi', 'operating_npi') }} as operating_provider_key,
        {{ namespaced_key('npi', 'other_npi') }} as other_provider_key,
        {{ namespaced_key('icd9', first_diagnosis_code(10)) }} as diagnosis_key,
        cast(null as {{ dbt.type_string() }}) as line_diagnosis_key,
        {{ namespaced_key('icd9proc', 'procedure_code_01') }} as procedure_key,

        ---------- codes
        cast(null as {{ dbt.type_string() }}) as drg_code,
        cast(null as {{ dbt.type_string() }}) as revenue_center_code,
        cast(null as {{ dbt.type_string() }}) as place_of_service_code,
        cast(null as {{ dbt.type_string() }}) as provider_specialty_code,
        cast(null as {{ dbt.type_string() }}) as provider_state_code,
        cast(null as {{ dbt.type_string() }}) as processing_indicator_code,

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
            when is_countable
                then
                    coalesce(medicare_paid_amount, 0)
                    + beneficiary_share_amount
                    + coalesce(primary_payer_paid_amount, 0)
            else 0
        end as allowed_amount,
        case when is_countable then coalesce(medicare_paid_amount, 0) else 0 end as paid_amount,
        case
            when is_countable then beneficiary_share_amount else 0
        end as beneficiary_responsibility_amount,
        case
            when is_countable then coalesce(primary_payer_paid_amount, 0) else 0
        end as primary_payer_paid_amount,
        cast(null as decimal(18, 2)) as reported_allowed_amount,
        claim_payment_amount as reported_paid_amount,
        reported_share_amount as reported_beneficiary_responsibility_amount,
        primary_payer_paid_amount as reported_primary_payer_paid_amount,
        cast(null as decimal(18, 2)) as submitted_charge_amount,

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
