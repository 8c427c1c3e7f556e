{{
    config(
        incremental_strategy = 'delete+insert',
        unique_key = 'provider_key',
    )
}}
{#- Who a provider was, when. The feeds alone tell of a provider more than once; every other has one
    row, so that a join by key and day finds exactly one, whatever the source.

    An incremental build derives the providers anew that new deliveries describe, and brings those in
    line with `dim_provider` that have one row. -#}
with

providers as (

    select * from {{ ref('dim_provider') }}

),

states as (

    select * from {{ ref('ssa_states') }}

),

described_versions as (

    select
        {{ namespaced_key('feeds_provider', 'versions.provider_id') }} as provider_key,
        'feeds' as source_system,
        versions.specialty_code,
        {{ personal('versions.first_name') }} as first_name,
        {{ personal('versions.last_name') }} as last_name,
        {{ personal('versions.facility_name') }} as facility_name,
        {{ personal('versions.address') }} as address,
        {{ personal('versions.city') }} as city,
        states.state_code,
        {{ personal('versions.zipcode') }} as zipcode,
        versions.valid_from,
        versions.valid_to,
        versions.is_current
    from {{ ref('int_providers_versioned') }} as versions
    left join states
        on versions.state_code = states.state_abbreviation
    {% if is_incremental() %}
        where versions.provider_id in (
            select provider_id
            from {{ ref('stg_feeds__providers') }}
            where {{ is_new_batch() }}
        )
    {% endif %}

),

described_keys as (

    select distinct {{ namespaced_key('feeds_provider', 'provider_id') }} as provider_key
    from {{ ref('stg_feeds__providers') }}

),

{% if is_incremental() -%}
built_versions as (

    select * from {{ this }}

),

{% endif -%}
only_versions as (

    select
        providers.provider_key,
        providers.source_system,
        providers.specialty_code,
        cast(null as {{ dbt.type_string() }}) as first_name,
        cast(null as {{ dbt.type_string() }}) as last_name,
        cast(null as {{ dbt.type_string() }}) as facility_name,
        cast(null as {{ dbt.type_string() }}) as address,
        cast(null as {{ dbt.type_string() }}) as city,
        providers.state_code,
        cast(null as {{ dbt.type_string() }}) as zipcode,
        cast('1900-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to,
        true as is_current
    from providers
    left join described_keys
        on providers.provider_key = described_keys.provider_key
    {% if is_incremental() %}
        left join built_versions
            on providers.provider_key = built_versions.provider_key
    {% endif %}
    where
        described_keys.provider_key is null
    {% if is_incremental() %}
        and (
            built_versions.provider_key is null
            or (built_versions.specialty_code is distinct from providers.specialty_code)
            or (built_versions.state_code is distinct from providers.state_code)
        )
    {% endif %}

),

final as (

    select * from described_versions

    union all

    select * from only_versions

)

select * from final
