{{ config(materialized = 'view') }}
{#- Which delivery touched which member-year: every version of a record counts, for the year it was
    in and for the delivery that took it out of it. What a mart has to compute anew after some
    deliveries is the member-years they have here. -#}
with

arrivals as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        batch_sequence
    from {{ ref('int_records_unioned') }}

),

departures as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        superseded_by_batch_sequence as batch_sequence
    from {{ ref('int_records_superseded') }}

),

final as (

    select * from arrivals
    union distinct
    select * from departures

)

select * from final
