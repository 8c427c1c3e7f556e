{#- The row that speaks for its claim in a delivery. RIF repeats a claim's header on every
    line, so its amounts and its codes are taken from one of them: the lowest line, and its
    last row where it was sent again. A row that a later one of its file deletes does not
    speak. -#}
with

records as (

    select * from {{ ref('int_records_unioned') }}
    where source_system = 'rif' and line_number is not null

),

deletions as (

    select
        record_type,
        record_id,
        batch_sequence,
        max(source_row_number) as last_deletion_row_number
    from records
    where is_deletion
    group by record_type, record_id, batch_sequence

),

ranked_rows as (

    select
        records.record_type,
        records.record_id,
        records.batch_sequence,
        records.source_row_number,
        row_number() over (
            partition by records.record_type, records.record_id, records.batch_sequence
            order by records.line_number asc, records.source_row_number desc
        ) as header_rank
    from records
    left join deletions
        on
            records.record_type = deletions.record_type
            and records.record_id = deletions.record_id
            and records.batch_sequence = deletions.batch_sequence
    where records.source_row_number > coalesce(deletions.last_deletion_row_number, 0)

),

final as (

    select
        record_type as claim_type,
        record_id as claim_id,
        batch_sequence,
        source_row_number
    from ranked_rows
    where header_rank = 1

)

select * from final
