{{ config(alias = 'current_claims') }}
{#- Each claim as the feed told it last, under the feed's own names. -#}
with

claims as (

    select * from {{ ref('stg_feeds__claims') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

final as (

    select
        ---------- the feed's columns, in its order
        claims.claim_id,
        claims.patient_id,
        claims.provider_id,
        claims.visit_type,
        claims.total_cost_amount as total_cost,
        claims.coverage_percent as coverage_type,
        claims.service_date as date_of_service,
        claims.claim_date,
        cast(
            case when claims.is_billed then 1 when not claims.is_billed then 0 end as smallint
        ) as billed,
        claims.last_modified_date,

        ---------- lineage
        claims.delivered_date as delivered_on,
        claims.batch_sequence,
        claims.batch_id,
        claims.source_row_number

    from claims
    left join superseded_records
        on
            claims.batch_sequence = superseded_records.batch_sequence
            and claims.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null

)

select * from final
