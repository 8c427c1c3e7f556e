{#- The row that speaks for its claim in a delivery. RIF repeats a claim's header on every
    line, so its amounts and its codes are taken from one of them: the lowest line, and its
    last row where it was sent again. A row that a later one of its file deletes does not
    speak. -#}
with

records as (

    select
        claim_type,
        claim_id,
        line_number,
        is_deletion,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_institutional_claims') }}

    union all

    select
        claim_type,
        claim_id,
        line_number,
        is_deletion,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_professional_claims') }}

),

deletions as (

    select
        claim_type,
        claim_id,
        batch_sequence,
        max(source_row_number) as last_deletion_row_number
    from records
    where is_deletion
    group by claim_type, claim_id, batch_sequence

),

ranked_rows as (

    select
        records.claim_type,
        records.claim_id,
        records.batch_sequence,
        records.source_row_number,
        row_number() over (
            partition by records.claim_type, records.claim_id, records.batch_sequence
            order by records.line_number asc, records.source_row_number desc
        ) as header_rank
    from records
    left join deletions
        on
            records.claim_type = deletions.claim_type
            and records.claim_id = deletions.claim_id
            and records.batch_sequence = deletions.batch_sequence
    where records.source_row_number > coalesce(deletions.last_deletion_row_number, 0)

),

final as (

    select
        claim_type,
        claim_id,
        batch_sequence,
        source_row_number
    from ranked_rows
    where header_rank = 1

)

select * from final
