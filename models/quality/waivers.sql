{#- The waivers, and what is wrong with those that waive nothing because they cannot be read. -#}
with

waivers as (

    select * from {{ ref('stg_lake__waivers') }}

),

rules as (

    select * from {{ ref('quality_rules') }}

),

final as (

    select
        ---------- natural keys
        waivers.waiver_origin,
        waivers.file_row_number,
        waivers.rule_id,
        waivers.record_key,

        ---------- text
        waivers.reason,
        waivers.author,
        case
            when rules.rule_id is null
                then
                    'rule_id ' || coalesce('''' || waivers.rule_id || '''', 'blank')
                    || ' is no rule of reference.quality_rules'
            when waivers.reason is null then 'reason is blank: say why it may be left as it is'
            when waivers.author is null then 'author is blank: say who decided'
            when try_cast(waivers.expires_on as date) is null
                then
                    'expires_on ' || coalesce('''' || waivers.expires_on || '''', 'blank')
                    || ' is no date written YYYY-MM-DD'
        end as problem,

        ---------- dates
        try_cast(waivers.expires_on as date) as expiry_date

    from waivers
    left join rules
        on waivers.rule_id = rules.rule_id

)

select * from final
