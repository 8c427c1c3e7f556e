{{ config(materialized = 'view', persist_docs = {'relation': true, 'columns': false}) }}
{#- Every version of every claim line, read from the lake: what was known after any delivery is what
    was delivered by then and not yet replaced. -#}
with

claim_lines as (

    select * from {{ ref('int_claim_lines_versioned') }}

),

final as (

    select
        ---------- keys
        source_system || ':' || claim_type || ':' || claim_id
        || ':' || cast(segment_number as {{ dbt.type_string() }})
        || ':' || cast(line_number as {{ dbt.type_string() }}) as claim_line_key,
        source_system || ':' || claim_type || ':' || claim_id as claim_key,
        billing_provider_key,
        rendering_provider_key,
        diagnosis_key,
        procedure_key,

        ---------- natural keys
        source_system,
        claim_type,
        claim_id,
        segment_number,
        line_number,
        beneficiary_id,

        ---------- dates
        service_from_date,
        service_through_date,
        resolved_claim_year as claim_year,

        ---------- amounts
        allowed_amount,
        paid_amount,
        primary_payer_paid_amount,
        beneficiary_responsibility_amount,
        reported_beneficiary_responsibility_amount,

        ---------- flags
        is_countable,
        is_emergency_only,

        ---------- lineage
        superseded_by_batch_sequence,
        batch_sequence,
        batch_id,
        source_row_number

    from claim_lines

)

select * from final
