{#- Providers that the feeds' current claims name and no delivered provider row does. They are known
    once the provider feed brings them, and then there is no finding. -#}
with

visits as (

    select * from {{ ref('fact_claim_line') }}
    where source_system = 'feeds' and billing_provider_key <> 'unknown'

),

delivered_providers as (

    select distinct {{ namespaced_key('feeds_provider', 'record_id') }} as provider_key
    from {{ ref('int_records_unioned') }}
    where source_system = 'feeds' and record_type = 'provider'

),

orphans as (

    select
        visits.source_system,
        visits.billing_provider_key as provider_key,
        count(distinct visits.claim_key) as claim_count,
        max(visits.batch_sequence) as batch_sequence
    from visits
    left join delivered_providers
        on visits.billing_provider_key = delivered_providers.provider_key
    where delivered_providers.provider_key is null
    group by visits.source_system, visits.billing_provider_key

),

final as (

    select
        ---------- keys
        'orphan_provider' as rule_id,
        source_system,
        'dim_provider' as table_name,
        provider_key as record_key,
        'provider_key' as column_name,

        ---------- natural keys
        cast(null as {{ dbt.type_string() }}) as beneficiary_id,

        ---------- text
        'claims: ' || cast(claim_count as {{ dbt.type_string() }}) as observed_value,

        ---------- lineage
        batch_sequence,
        cast(null as bigint) as source_row_number

    from orphans

)

select * from final
