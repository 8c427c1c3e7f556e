{{ config(incremental_strategy = 'merge', unique_key = 'provider_key') }}
{#- Every provider ever named in an accepted claim line, superseded versions included. -#}
with

claim_lines as (

    select
        source_system,
        billing_provider_key,
        rendering_provider_key,
        operating_provider_key,
        other_provider_key
    from {{ ref('int_claim_lines_unioned') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

named_providers as (

    select distinct
        source_system,
        provider_key
    from claim_lines
    unpivot (
        provider_key for provider_role in (
            billing_provider_key,
            rendering_provider_key,
            operating_provider_key,
            other_provider_key
        )
    )

),

providers as (

    select * from named_providers
    where provider_key <> 'unknown'

    {% if not is_incremental() %}
        union all

        select
            'unknown' as source_system,
            'unknown' as provider_key
    {% endif %}

),

final as (

    select
        ---------- keys
        provider_key,

        ---------- natural keys
        source_system,
        case
            when provider_key = 'unknown' then 'unknown' else split_part(provider_key, ':', 2)
        end as provider_number,

        ---------- codes
        split_part(provider_key, ':', 1) as provider_number_type

    from providers

)

select * from final
