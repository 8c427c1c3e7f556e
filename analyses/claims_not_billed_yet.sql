{#- Which claims have not been billed to the patient yet, whose are they, and who was visited? The
    oldest first, as of today: `set variable today = '2024-12-31'` asks as of another day. -#}
with

unbilled_claims as (

    select * from {{ ref('unbilled_claims') }}

),

final as (

    select
        claim_id,
        claim_date,
        age_day_count,
        beneficiary_id,
        beneficiary_first_name,
        beneficiary_last_name,
        beneficiary_address,
        beneficiary_city,
        beneficiary_state_abbreviation,
        beneficiary_zipcode,
        provider_first_name,
        provider_last_name,
        facility_name,
        beneficiary_responsibility_amount
    from unbilled_claims

)

select * from final
order by age_day_count desc nulls last, claim_id asc
