{#- What has been delivered, and what could not be read? One row per delivery; the cells at fault
    stand in `quality.rejected_rows`, each with its line as sent. -#}
with

deliveries as (

    select * from {{ ref('load_ledger') }}

),

rejected_cells as (

    select
        batch_id,
        count(*) as rejected_cell_count,
        count(distinct column_name) as rejected_column_count,
        min(source_row_number) as first_rejected_row_number
    from {{ ref('rejected_rows') }}
    group by batch_id

),

final as (

    select
        ---------- keys
        deliveries.batch_sequence,
        deliveries.batch_id,

        ---------- codes and text
        deliveries.source_system,
        deliveries.dataset,
        deliveries.sample,
        deliveries.source_file,
        deliveries.status,

        ---------- quantities
        deliveries.rows_read,
        deliveries.rows_accepted,
        deliveries.rows_rejected,
        cast(
            1.0 * deliveries.rows_rejected / nullif(deliveries.rows_read, 0) as decimal(9, 6)
        ) as rejection_rate,
        coalesce(rejected_cells.rejected_cell_count, 0) as rejected_cell_count,
        coalesce(rejected_cells.rejected_column_count, 0) as rejected_column_count,
        rejected_cells.first_rejected_row_number,

        ---------- flags
        deliveries.is_partial,

        ---------- lineage
        deliveries.loaded_at

    from deliveries
    left join rejected_cells
        on deliveries.batch_id = rejected_cells.batch_id

)

select * from final
order by batch_sequence
