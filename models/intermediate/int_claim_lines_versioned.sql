{#- Every line of every version of a claim, in the year it counts for, with the delivery that
    replaced it: a line was current from its own delivery until that one. Rows that a later row of
    the same delivery replaced were never current, and are absent. -#}
with

claim_lines as (

    select * from {{ ref('int_claim_lines_unioned') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

undated_segments as (

    select * from {{ ref('int_undated_segments') }}

),

final as (

    select
        claim_lines.*,
        {# A segment without a date of its own takes the year of its claim's first segment. #}
        coalesce(
            undated_segments.first_segment_year, claim_lines.claim_year
        ) as resolved_claim_year,
        superseded_records.superseded_by_batch_sequence
    from claim_lines
    left join superseded_records
        on
            claim_lines.batch_sequence = superseded_records.batch_sequence
            and claim_lines.source_row_number = superseded_records.source_row_number
    left join undated_segments
        on
            claim_lines.batch_sequence = undated_segments.batch_sequence
            and claim_lines.source_row_number = undated_segments.source_row_number
    where
        superseded_records.batch_sequence is null
        or not superseded_records.is_void
        or array_contains(superseded_records.kept_line_numbers, claim_lines.line_number)

)

select * from final
