{#- Cells that could not be read, and kept their row out of the warehouse. -#}
with

rejected_rows as (

    select * from {{ ref('stg_lake__rejected_rows') }}

),

final as (

    select
        ---------- natural keys
        batch_id,
        source_file,
        source_row_number,
        column_name,

        ---------- text
        raw_value,
        reason,
        raw_line

    from rejected_rows

)

select * from final
