with

source as (

    select * from {{ source('lake', 'deliveries') }}

),

renamed as (

    select
        ---------- keys
        batch_id,

        ---------- codes and text
        source_system,
        dataset,
        source_file,
        file_sha256,
        sample,
        part,
        feed_stage,
        status,

        ---------- dates
        file_year,
        delivered_on as delivered_date,

        ---------- quantities
        rows_read,
        rows_accepted,
        rows_rejected,

        ---------- flags
        is_partial,

        ---------- lineage
        batch_sequence,
        loaded_at

    from source

)

select * from renamed
