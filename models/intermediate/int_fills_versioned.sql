{#- Every version of each prescription fill, over every source, with the delivery that replaced it.
    Rows that a later row of the same delivery replaced were never current, and are absent. -#}
with

fills as (

    select * from {{ ref('int_fills_unioned') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

final as (

    select
        fills.*,
        superseded_records.superseded_by_batch_sequence
    from fills
    left join superseded_records
        on
            fills.batch_sequence = superseded_records.batch_sequence
            and fills.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null or not superseded_records.is_void

)

select * from final
