{{ config(incremental_strategy = 'merge_rows', unique_key = 'provider_key') }}
{#- Every provider ever named in an accepted row, superseded versions included, so members only
    grow. An incremental build adds what new deliveries tell to what the table holds. What a provider's
    own row in the feeds tells is shown as it was last told; `dim_provider_version` has the history. -#}
with

mentions as (

    select
        source_system,
        provider_key,
        is_person,
        specialty_code,
        state_code,
        case
            when specialty_code is not null or state_code is not null then max(last_seen_date)
        end as described_date,
        min(first_seen_date) as first_seen_date,
        max(last_seen_date) as last_seen_date
    from {{ ref('int_providers_named') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}
    group by source_system, provider_key, is_person, specialty_code, state_code
    {% if is_incremental() %}
        union all

        select
            source_system,
            provider_key,
            provider_type = 'person' as is_person,
            specialty_code,
            state_code,
            described_date,
            first_seen_date,
            last_seen_date
        from {{ this }}
        where
            provider_key in (
                select provider_key
                from {{ ref('int_providers_named') }}
                where {{ is_new_batch() }}
            )
    {% endif %}

),

{# The latest day's words stand; of several, the last in the alphabet, whatever the order of
   loading. #}
summarized_providers as (

    select
        source_system,
        provider_key,
        bool_or(is_person) as is_person,
        max(
            cast(described_date as {{ dbt.type_string() }})
            || '|' || coalesce(specialty_code, '')
            || '|' || coalesce(state_code, '')
        ) as latest_description,
        min(first_seen_date) as first_seen_date,
        max(last_seen_date) as last_seen_date
    from mentions
    group by source_system, provider_key

),

providers as (

    select
        source_system,
        provider_key,
        substr(
            provider_key, length(split_part(provider_key, ':', 1)) + 2
        ) as provider_number,
        replace(split_part(provider_key, ':', 1), source_system || '_', '') as provider_number_type,
        case when is_person then 'person' else 'organization' end as provider_type,
        nullif(split_part(latest_description, '|', 2), '') as specialty_code,
        nullif(split_part(latest_description, '|', 3), '') as state_code,
        cast(nullif(split_part(latest_description, '|', 1), '') as date) as described_date,
        first_seen_date,
        last_seen_date
    from summarized_providers

    {% if not is_incremental() %}
        union all

        select
            'unknown' as source_system,
            'unknown' as provider_key,
            'unknown' as provider_number,
            'unknown' as provider_number_type,
            'unknown' as provider_type,
            cast(null as {{ dbt.type_string() }}) as specialty_code,
            cast(null as {{ dbt.type_string() }}) as state_code,
            cast(null as date) as described_date,
            cast(null as date) as first_seen_date,
            cast(null as date) as last_seen_date
    {% endif %}

),

described_providers as (

    select
        *,
        {{ namespaced_key('feeds_provider', 'provider_id') }} as provider_key
    from {{ ref('int_providers_versioned') }}
    where is_current

),

states as (

    select * from {{ ref('ssa_states') }}

),

final as (

    select
        ---------- keys
        providers.provider_key,

        ---------- natural keys
        providers.source_system,
        providers.provider_number,

        ---------- codes and text
        providers.provider_number_type,
        providers.provider_type,
        case
            when described.provider_key is null then providers.specialty_code
            else described.specialty_code
        end as specialty_code,
        {{ personal('described.first_name') }} as first_name,
        {{ personal('described.last_name') }} as last_name,
        {{ personal('described.facility_name') }} as facility_name,
        {{ personal('described.address') }} as address,
        {{ personal('described.city') }} as city,
        case
            when described.provider_key is null then providers.state_code
            else states.state_code
        end as state_code,
        {{ personal('described.zipcode') }} as zipcode,

        ---------- dates
        coalesce(described.version_date, providers.described_date) as described_date,
        providers.first_seen_date,
        providers.last_seen_date

    from providers
    left join described_providers as described
        on providers.provider_key = described.provider_key
    left join states
        on described.state_code = states.state_abbreviation

)

select * from final
