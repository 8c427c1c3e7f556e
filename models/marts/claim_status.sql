{{ config(materialized = 'view') }}
{#- Where each of an insurer's visits stands: billed to the patient or not yet, and for how long
    it has been waiting. A view, for a claim grows older without anything being delivered.

    A claim whose sign of a bill cannot be read is neither: to call it unbilled might send a
    second bill. Its age counts from the day of the claim, else of the visit. -#}
with

visits as (

    select * from {{ ref('fact_claim_line') }}
    where claim_type = 'visit'

),

aged_visits as (

    select
        *,
        {{ dbt.datediff('coalesce(claim_date, service_from_date)', today(), 'day') }}
            as age_day_count
    from visits

),

final as (

    select
        ---------- keys
        claim_key,
        beneficiary_key,
        billing_provider_key,

        ---------- natural keys
        source_system,
        claim_id,
        beneficiary_id,

        ---------- codes
        visit_type,
        case
            when is_billed then 'billed'
            when not is_billed then 'not_billed'
            else 'unknown'
        end as billing_status,
        case
            when age_day_count is null then 'undated'
            when age_day_count < 0 then 'ahead'
            when age_day_count <= 30 then '0-30'
            when age_day_count <= 60 then '31-60'
            when age_day_count <= 90 then '61-90'
            else 'over 90'
        end as age_band,

        ---------- dates
        service_from_date as service_date,
        claim_date,

        ---------- quantities
        cast(age_day_count as integer) as age_day_count,
        coverage_percent,

        ---------- amounts
        allowed_amount,
        paid_amount,
        beneficiary_responsibility_amount,

        ---------- flags
        is_countable

    from aged_visits

)

select * from final
