{#- Which providers have claims of the last 30 days that are covered in full? Up to today, by the
    day of the claim, else of the visit; `set variable today = '2024-12-31'` asks as of another
    day. -#}
with

claims as (

    select * from {{ ref('claim_status') }}

),

providers as (

    select * from {{ ref('dim_provider') }}

),

final as (

    select
        providers.provider_key,
        providers.first_name,
        providers.last_name,
        providers.facility_name,
        providers.specialty_code,
        count(*) as claim_count,
        cast(sum(claims.paid_amount) as decimal(18, 2)) as paid_amount
    from claims
    inner join providers
        on claims.billing_provider_key = providers.provider_key
    where
        claims.coverage_percent = 100
        and claims.age_day_count between 0 and 30
        and providers.provider_key <> 'unknown'
    group by
        providers.provider_key,
        providers.first_name,
        providers.last_name,
        providers.facility_name,
        providers.specialty_code

)

select * from final
order by claim_count desc, provider_key asc
