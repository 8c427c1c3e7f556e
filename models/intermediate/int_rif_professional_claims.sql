{#- The carrier and the equipment file side by side: one row per line as sent, with its claim's
    header on every row, changes and deletions included. -#}
with

carrier_lines as (

    select
        'carrier' as claim_type,
        *
    from {{ ref('stg_rif__carrier_lines') }}

),

dme_lines as (

    select
        'dme' as claim_type,
        *
    from {{ ref('stg_rif__dme_lines') }}

),

unioned as (

    select * from carrier_lines
    union all
    select * from dme_lines

),

final as (

    select
        *,
        coalesce(change_type_code = 'DELETE', false) as is_deletion
    from unioned

)

select * from final
