{{ config(incremental_strategy = 'replace_claims') }}
-- depends_on: {{ ref('int_records_unioned') }}
-- depends_on: {{ ref('int_records_superseded') }}
with

procedures as (

    select * from {{ ref('int_claim_procedures_unioned') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

final as (

    select
        ---------- keys
        procedures.source_system || ':' || procedures.claim_type || ':' || procedures.claim_id
            as claim_key,
        procedures.procedure_key,

        ---------- natural keys
        procedures.segment_number,
        procedures.procedure_role,
        procedures.procedure_position,

        ---------- dates
        procedures.procedure_date,

        ---------- lineage
        procedures.batch_sequence,
        procedures.source_row_number

    from procedures
    left join superseded_records
        on
            procedures.batch_sequence = superseded_records.batch_sequence
            and procedures.source_row_number = superseded_records.source_row_number
    where
        superseded_records.batch_sequence is null

)

select * from final
