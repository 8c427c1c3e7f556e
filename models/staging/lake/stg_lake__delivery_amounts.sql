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

{# A delivery without any amount column keeps one entry, with null. #}
amount_entries as (

    select * from entries
    where entry is not null

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

    from amount_entries

)

select * from renamed
