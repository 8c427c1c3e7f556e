{#- The lines of each claim's current version, and no line of an older one. -#}
with

claim_lines as (

    select * from {{ ref('int_claim_lines_unioned') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

current_lines as (

    select claim_lines.*
    from claim_lines
    left join superseded_records
        on
            claim_lines.batch_sequence = superseded_records.batch_sequence
            and claim_lines.source_row_number = superseded_records.source_row_number
    where
        superseded_records.batch_sequence is null
        or array_contains(superseded_records.kept_line_numbers, claim_lines.line_number)

)

select * from current_lines
