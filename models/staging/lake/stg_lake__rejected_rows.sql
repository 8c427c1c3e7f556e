with

source as (

    select * from {{ source('lake', 'rejected_rows') }}

),

renamed as (

    select
        ---------- natural keys
        batch_id,
        source_row_number,
        column_name,

        ---------- text
        source_file,
        raw_value,
        reason,
        raw_line,
        row_identity,

        ---------- lineage
        batch_sequence

    from source

)

select * from renamed
