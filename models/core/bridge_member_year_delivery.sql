{{ config(incremental_strategy = 'append_batches') }}
{#- Which delivery touched which member-year: every version of a record counts, for the year it was
    in and for the delivery that took it out of it. What a mart has to compute anew after some
    deliveries is the member-years they have here.

    What a delivery touched is settled once it is built: no later one changes it. Patients and
    providers of the feeds belong to no year, and touch none. -#}
with

arrivals as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        batch_sequence
    from {{ ref('int_records_unioned') }}
    where claim_year is not null

),

departures as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        superseded_by_batch_sequence as batch_sequence
    from {{ ref('int_records_superseded') }}
    where superseded_by_batch_sequence is not null and claim_year is not null

),

undated_segments as (

    select * from {{ ref('int_undated_segments') }}

),

{# An undated segment lies in its claim's year, and may name another person than the claim. #}
undated_arrivals as (

    select
        source_system,
        beneficiary_id,
        first_segment_year as claim_year,
        batch_sequence
    from undated_segments

),

undated_departures as (

    select
        undated_segments.source_system,
        undated_segments.beneficiary_id,
        undated_segments.first_segment_year as claim_year,
        superseded_records.superseded_by_batch_sequence as batch_sequence
    from undated_segments
    inner join {{ ref('int_records_superseded') }} as superseded_records
        on
            undated_segments.batch_sequence = superseded_records.batch_sequence
            and undated_segments.source_row_number = superseded_records.source_row_number
    where superseded_records.superseded_by_batch_sequence is not null

),

touches as (

    select * from arrivals
    union distinct
    select * from departures
    union distinct
    select * from undated_arrivals
    union distinct
    select * from undated_departures

),

final as (

    select * from touches
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

)

{# In this order the ids, nearly all there is to store, repeat each other. #}
select * from final
order by source_system, beneficiary_id, claim_year
