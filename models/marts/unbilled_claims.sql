{{ config(materialized = 'view') }}
{#- What is still to be billed, with what a bill needs: whom it is for, where they live now, and
    who was visited. A move that lies ahead has not happened yet. -#}
with

unbilled_visits as (

    select * from {{ ref('claim_status') }}
    where billing_status = 'not_billed'

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}
    where valid_from <= {{ today() }} and valid_to > {{ today() }}

),

providers as (

    select * from {{ ref('dim_provider_version') }}
    where valid_from <= {{ today() }} and valid_to > {{ today() }}

),

final as (

    select
        ---------- keys
        visits.claim_key,
        visits.billing_provider_key,

        ---------- natural keys
        visits.source_system,
        visits.claim_id,
        visits.beneficiary_id,

        ---------- codes and text
        visits.visit_type,
        visits.age_band,
        beneficiaries.first_name as beneficiary_first_name,
        beneficiaries.last_name as beneficiary_last_name,
        beneficiaries.address as beneficiary_address,
        beneficiaries.city as beneficiary_city,
        beneficiaries.state_abbreviation as beneficiary_state_abbreviation,
        beneficiaries.zipcode as beneficiary_zipcode,
        providers.first_name as provider_first_name,
        providers.last_name as provider_last_name,
        providers.facility_name,

        ---------- dates
        visits.service_date,
        visits.claim_date,

        ---------- quantities
        visits.age_day_count,
        visits.coverage_percent,

        ---------- amounts
        visits.allowed_amount,
        visits.paid_amount,
        visits.beneficiary_responsibility_amount,

        ---------- flags
        visits.is_countable

    from unbilled_visits as visits
    inner join beneficiaries
        on
            visits.source_system = beneficiaries.source_system
            and visits.beneficiary_id = beneficiaries.beneficiary_id
    inner join providers
        on visits.billing_provider_key = providers.provider_key

)

select * from final
