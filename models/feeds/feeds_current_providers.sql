{{ config(alias = 'current_providers') }}
{#- Each provider as the feed told it last, under the feed's own names. -#}
with

providers as (

    select * from {{ ref('stg_feeds__providers') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

final as (

    select
        ---------- the feed's columns, in its order
        providers.provider_id,
        providers.first_name as fname,
        providers.last_name as lname,
        providers.facility_name,
        providers.address,
        providers.city,
        providers.state_code as state,
        providers.zipcode,
        providers.specialty_code,
        providers.start_date,

        ---------- lineage
        providers.delivered_date as delivered_on,
        providers.batch_sequence,
        providers.batch_id,
        providers.source_row_number

    from providers
    left join superseded_records
        on
            providers.batch_sequence = superseded_records.batch_sequence
            and providers.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null

)

select * from final
