{{ config(materialized = 'view', persist_docs = {'relation': true, 'columns': false}) }}
{#- Every version of every prescription fill, read from the lake. -#}
with

fills as (

    select * from {{ ref('int_fills_versioned') }}

),

final as (

    select
        ---------- keys
        source_system || ':pde:' || fill_id as fill_key,
        drug_key,

        ---------- natural keys
        source_system,
        fill_id,
        beneficiary_id,

        ---------- dates
        service_date,
        claim_year,

        ---------- amounts
        rx_gross_amount,
        rx_plan_paid_amount,
        rx_patient_paid_amount,
        rx_other_paid_amount,

        ---------- flags
        is_countable,

        ---------- lineage
        superseded_by_batch_sequence,
        batch_sequence,
        batch_id,
        source_row_number

    from fills

)

select * from final
