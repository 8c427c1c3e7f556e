{#- Deliveries of a feed that came as updates of an initial state that never came. -#}
with

deliveries as (

    select * from {{ ref('load_ledger') }}
    where source_system = 'feeds' and status = 'committed'

),

primings as (

    select distinct dataset
    from deliveries
    where feed_stage = 'priming'

),

updates_before_priming as (

    select deliveries.*
    from deliveries
    left join primings
        on deliveries.dataset = primings.dataset
    where deliveries.feed_stage = 'update' and primings.dataset is null

),

final as (

    select
        ---------- keys
        'update_before_priming' as rule_id,
        source_system,
        dataset as table_name,
        batch_id as record_key,
        'feed_stage' as column_name,

        ---------- natural keys
        cast(null as {{ dbt.type_string() }}) as beneficiary_id,

        ---------- text
        feed_stage as observed_value,

        ---------- lineage
        batch_sequence,
        cast(null as bigint) as source_row_number

    from updates_before_priming

)

select * from final
