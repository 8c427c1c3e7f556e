{#- The mentions of providers in accepted rows, over every source: what the rows of a delivery tell
    of one, and from when to when. Rows that tell the same are added up before they are taken apart
    by role: a tenth are left. -#}
with

claim_lines as (

    select
        source_system,
        claim_type,
        billing_provider_key,
        rendering_provider_key,
        operating_provider_key,
        other_provider_key,
        provider_specialty_code,
        provider_state_code,
        batch_sequence,
        min(service_through_date) as first_seen_date,
        max(service_through_date) as last_seen_date
    from {{ ref('int_claim_lines_unioned') }}
    group by
        source_system,
        claim_type,
        billing_provider_key,
        rendering_provider_key,
        operating_provider_key,
        other_provider_key,
        provider_specialty_code,
        provider_state_code,
        batch_sequence

),

fills as (

    select
        source_system,
        prescriber_key,
        pharmacy_key,
        batch_sequence,
        min(service_date) as first_seen_date,
        max(service_date) as last_seen_date
    from {{ ref('int_fills_unioned') }}
    group by source_system, prescriber_key, pharmacy_key, batch_sequence

),

named_on_claims as (

    select *
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

named_on_fills as (

    select *
    from fills
    unpivot (
        provider_key for provider_role in (prescriber_key, pharmacy_key)
    )

),

{# An institution's claim tells its own state, a carrier line that of who performed it. #}
final as (

    select
        source_system,
        provider_key,
        {# Who stands in the role of a person is one; suppliers of equipment are firms. #}
        provider_role <> 'billing_provider_key' and claim_type <> 'dme' as is_person,
        case
            when
                provider_role = 'rendering_provider_key'
                and claim_type in ('carrier', 'dme')
                then provider_specialty_code
        end as specialty_code,
        case
            when
                (provider_role = 'rendering_provider_key' and claim_type in ('carrier', 'dme'))
                or (
                    provider_role = 'billing_provider_key'
                    and claim_type not in ('carrier', 'dme')
                )
                then provider_state_code
        end as state_code,
        first_seen_date,
        last_seen_date,
        batch_sequence
    from named_on_claims
    where provider_key <> 'unknown'

    union all

    select
        source_system,
        provider_key,
        provider_role = 'prescriber_key' as is_person,
        cast(null as {{ dbt.type_string() }}) as specialty_code,
        cast(null as {{ dbt.type_string() }}) as state_code,
        first_seen_date,
        last_seen_date,
        batch_sequence
    from named_on_fills
    where provider_key <> 'unknown'

    union all

    {# A provider's own row: known before any visit, and described elsewhere. #}
    select
        'feeds' as source_system,
        {{ namespaced_key('feeds_provider', 'provider_id') }} as provider_key,
        true as is_person,
        cast(null as {{ dbt.type_string() }}) as specialty_code,
        cast(null as {{ dbt.type_string() }}) as state_code,
        cast(null as date) as first_seen_date,
        cast(null as date) as last_seen_date,
        batch_sequence
    from {{ ref('stg_feeds__providers') }}

)

select * from final
