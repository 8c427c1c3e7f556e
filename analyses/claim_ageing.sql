{#- How many claims wait for their bill, and for how long already? One row per status and band of
    age in days, with what patients owe. -#}
with

claims as (

    select * from {{ ref('claim_status') }}

),

final as (

    select
        billing_status,
        age_band,
        count(*) as claim_count,
        cast(sum(allowed_amount) as decimal(18, 2)) as allowed_amount,
        cast(sum(beneficiary_responsibility_amount) as decimal(18, 2))
            as beneficiary_responsibility_amount
    from claims
    group by billing_status, age_band

)

select * from final
order by billing_status, age_band
