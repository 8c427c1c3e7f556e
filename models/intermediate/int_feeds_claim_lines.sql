{#- Visits of the feeds in the common claim-line model: one claim, one line. The insurer pays a
    percentage of the cost, rounded half up to the cent, and the patient the rest. A visit whose
    cost or percentage cannot be read, or whose cost is negative, does not count.

    Who is visited both performs the service and bills it. -#}
with

claims as (

    select * from {{ ref('stg_feeds__claims') }}

),

measured as (

    select
        *,
        coalesce(total_cost_amount >= 0 and coverage_percent is not null, false) as is_countable,
        cast(
            round(total_cost_amount * coverage_percent * 0.01, 2) as decimal(18, 2)
        ) as covered_amount
    from claims

),

final as (

    select
        ---------- natural keys
        'feeds' as source_system,
        'visit' as claim_type,
        claim_id,
        cast(1 as smallint) as segment_number,
        cast(1 as smallint) as line_number,
        patient_id as beneficiary_id,

        ---------- keys
        {{ namespaced_key('feeds_provider', 'provider_id') }} as billing_provider_key,
        {{ namespaced_key('feeds_provider', 'provider_id') }} as rendering_provider_key,
        'unknown' as operating_provider_key,
        'unknown' as other_provider_key,
        'unknown' as diagnosis_key,
        cast(null as {{ dbt.type_string() }}) as line_diagnosis_key,
        'unknown' as procedure_key,

        ---------- codes
        cast(null as {{ dbt.type_string() }}) as drg_code,
        cast(null as {{ dbt.type_string() }}) as revenue_center_code,
        cast(null as {{ dbt.type_string() }}) as place_of_service_code,
        cast(null as {{ dbt.type_string() }}) as provider_specialty_code,
        cast(null as {{ dbt.type_string() }}) as provider_state_code,
        cast(null as {{ dbt.type_string() }}) as processing_indicator_code,

        ---------- dates
        service_date as service_from_date,
        service_date as service_through_date,
        cast(null as date) as admission_date,
        cast(null as date) as discharge_date,
        claim_year,

        ---------- quantities
        cast(null as integer) as covered_day_count,

        ---------- amounts
        case when is_countable then total_cost_amount else 0 end as allowed_amount,
        case when is_countable then covered_amount else 0 end as paid_amount,
        cast(
            case when is_countable then total_cost_amount - covered_amount else 0 end
            as decimal(18, 2)
        ) as beneficiary_responsibility_amount,
        cast(0 as decimal(18, 2)) as primary_payer_paid_amount,
        total_cost_amount as reported_allowed_amount,
        cast(null as decimal(18, 2)) as reported_paid_amount,
        cast(null as decimal(18, 2)) as reported_beneficiary_responsibility_amount,
        cast(null as decimal(18, 2)) as reported_primary_payer_paid_amount,
        total_cost_amount as submitted_charge_amount,

        ---------- flags
        is_countable,
        false as is_emergency_only,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number,

        ---------- what only a visit has
        visit_type,
        coverage_percent,
        claim_date,
        is_billed

    from measured

)

select * from final
