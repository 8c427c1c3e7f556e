{#- What the loader added up, as it wrote the rows: one amount column of one delivery a row. -#}
{# A field of a struct reads like a column of a table. #}
-- noqa: disable=references.consistent
with

source as (

    select * from {{ source('lake', 'deliveries') }}

),

entries as (

    select
        batch_sequence,
        batch_id,
        {{ unnest_list('map_entries(amounts)') }} as entry
    from source

),

renamed as (

    select
        ---------- natural keys
        batch_id,
        entry.key as column_name,

        ---------- amounts
        cast(entry.value as decimal(18, 2)) as accepted_amount,

        ---------- lineage
        batch_sequence

    from entries

)

select * from renamed
