{#- Cells that could not be read, and kept their row out of the warehouse. -#}
with

rejected_rows as (

    select * from {{ ref('stg_lake__rejected_rows') }}

),

deliveries as (

    select * from {{ ref('load_ledger') }}

),

final as (

    select
        ---------- natural keys
        rejected_rows.batch_id,
        rejected_rows.source_file,
        rejected_rows.source_row_number,
        rejected_rows.column_name,

        ---------- text
        {{ sent_by_feed('rejected_rows.raw_value', 'deliveries.source_system') }} as raw_value,
        rejected_rows.reason,
        {{ sent_by_feed('rejected_rows.raw_line', 'deliveries.source_system') }} as raw_line

    from rejected_rows
    inner join deliveries
        on rejected_rows.batch_id = deliveries.batch_id

)

select * from final
