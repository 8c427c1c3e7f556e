{#- Claim segments without any date of their own, with the year of their claim's first segment in
    the same delivery; those without a first segment are absent. -#}
with

records as (

    select * from {{ ref('int_records_unioned') }}
    where has_segments

),

undated_segments as (

    select * from records
    where segment_number <> 1 and claim_year = 0

),

first_segments as (

    select * from records
    where segment_number = 1

),

final as (

    select
        undated_segments.source_system,
        undated_segments.beneficiary_id,
        undated_segments.batch_sequence,
        undated_segments.source_row_number,
        max_by(first_segments.claim_year, first_segments.source_row_number) as first_segment_year
    from undated_segments
    inner join first_segments
        on
            undated_segments.source_system = first_segments.source_system
            and undated_segments.record_type = first_segments.record_type
            and undated_segments.record_id = first_segments.record_id
            and undated_segments.batch_sequence = first_segments.batch_sequence
    group by
        undated_segments.source_system,
        undated_segments.beneficiary_id,
        undated_segments.batch_sequence,
        undated_segments.source_row_number
    having max_by(first_segments.claim_year, first_segments.source_row_number) <> 0

)

select * from final
