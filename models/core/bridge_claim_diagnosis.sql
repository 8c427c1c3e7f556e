{{ config(incremental_strategy = 'replace_claims') }}
-- depends_on: {{ ref('int_records_unioned') }}
-- depends_on: {{ ref('int_records_superseded') }}
with

diagnoses as (

    select * from {{ ref('int_claim_diagnoses_unioned') }}
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
        diagnoses.source_system || ':' || diagnoses.claim_type || ':' || diagnoses.claim_id
            as claim_key,
        diagnoses.diagnosis_key,

        ---------- natural keys
        diagnoses.segment_number,
        diagnoses.diagnosis_role,
        diagnoses.diagnosis_position,

        ---------- lineage
        diagnoses.batch_sequence,
        diagnoses.source_row_number

    from diagnoses
    left join superseded_records
        on
            diagnoses.batch_sequence = superseded_records.batch_sequence
            and diagnoses.source_row_number = superseded_records.source_row_number
    where
        superseded_records.batch_sequence is null
        or (
            diagnoses.diagnosis_role = 'line'
            and superseded_records.superseded_by_batch_sequence is null
            and array_contains(
                superseded_records.kept_line_numbers, diagnoses.diagnosis_position
            )
        )

)

select * from final
