{#- Which patients had surgery with a given provider? Here it is the one with the most surgery
    claims; for another, put its key in place of the search for it. The address is the one they
    had then. -#}
with

surgeries as (

    select * from {{ ref('fact_claim_line') }}
    where visit_type = 'surgery'

),

ranked_providers as (

    select
        billing_provider_key,
        row_number() over (
            order by count(*) desc, billing_provider_key asc
        ) as provider_rank
    from surgeries
    where billing_provider_key <> 'unknown'
    group by billing_provider_key

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}

),

final as (

    select
        surgeries.billing_provider_key,
        surgeries.beneficiary_id,
        beneficiaries.first_name,
        beneficiaries.last_name,
        beneficiaries.city,
        beneficiaries.state_abbreviation,
        surgeries.claim_id,
        surgeries.service_from_date as service_date,
        surgeries.allowed_amount
    from surgeries
    inner join ranked_providers
        on surgeries.billing_provider_key = ranked_providers.billing_provider_key
    inner join beneficiaries
        on surgeries.beneficiary_key = beneficiaries.beneficiary_key
    where ranked_providers.provider_rank = 1

)

select * from final
order by beneficiary_id, service_date, claim_id
