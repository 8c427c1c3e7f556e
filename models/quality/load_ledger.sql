{{ config(materialized = 'table') }}
{#- What has been delivered: the ledger up to the batch that this build is pinned to. -#}
with

deliveries as (

    select * from {{ ref('stg_lake__deliveries') }}

),

final as (

    select
        ---------- keys
        batch_id,
        batch_sequence,

        ---------- codes and text
        source_system,
        dataset,
        source_file,
        file_sha256,
        sample,
        part,
        file_year,
        feed_stage,
        delivered_date,

        ---------- quantities
        rows_read,
        rows_accepted,
        rows_rejected,

        ---------- flags
        is_partial,

        ---------- lineage
        status,
        loaded_at

    from deliveries

)

select * from final
