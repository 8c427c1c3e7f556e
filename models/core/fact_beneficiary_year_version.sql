{{ config(materialized = 'view', persist_docs = {'relation': true, 'columns': false}) }}
{#- Which delivery knew a beneficiary's year, and which replaced what it said. -#}
with

records as (

    select * from {{ ref('int_records_unioned') }}
    where record_type = 'beneficiary_year'

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

deliveries as (

    select * from {{ ref('stg_lake__deliveries') }}

),

final as (

    select
        ---------- natural keys
        records.source_system,
        records.beneficiary_id,
        records.claim_year,

        ---------- lineage
        superseded_records.superseded_by_batch_sequence,
        records.batch_sequence,
        deliveries.batch_id,
        records.source_row_number

    from records
    inner join deliveries
        on records.batch_sequence = deliveries.batch_sequence
    left join superseded_records
        on
            records.batch_sequence = superseded_records.batch_sequence
            and records.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null or not superseded_records.is_void

)

select * from final
