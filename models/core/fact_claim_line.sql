{{
    config(
        incremental_strategy = 'replace_claims',
        pre_hook = '{{ rekey_beneficiary_versions() }}',
    )
}}
-- depends_on: {{ ref('int_records_unioned') }}
-- depends_on: {{ ref('int_records_superseded') }}
with

claim_lines as (

    select * from {{ ref('int_claim_lines_current') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}

),

final as (

    select
        ---------- keys
        lines.source_system || ':' || lines.claim_type || ':' || lines.claim_id
        || ':' || cast(lines.segment_number as {{ dbt.type_string() }})
        || ':' || cast(lines.line_number as {{ dbt.type_string() }}) as claim_line_key,
        lines.source_system || ':' || lines.claim_type || ':' || lines.claim_id as claim_key,
        beneficiaries.beneficiary_key,
        lines.billing_provider_key,
        lines.rendering_provider_key,
        lines.operating_provider_key,
        lines.other_provider_key,
        lines.diagnosis_key,
        lines.procedure_key,

        ---------- natural keys
        lines.source_system,
        lines.claim_type,
        lines.claim_id,
        lines.segment_number,
        lines.line_number,
        lines.beneficiary_id,

        ---------- codes
        lines.drg_code,
        lines.revenue_center_code,
        lines.place_of_service_code,
        lines.processing_indicator_code,
        lines.visit_type,

        ---------- dates
        lines.service_from_date,
        lines.service_through_date,
        lines.admission_date,
        lines.discharge_date,
        lines.claim_date,
        lines.resolved_claim_year as claim_year,

        ---------- quantities
        lines.covered_day_count,
        lines.coverage_percent,

        ---------- amounts
        lines.allowed_amount,
        lines.paid_amount,
        lines.primary_payer_paid_amount,
        lines.beneficiary_responsibility_amount,
        lines.reported_allowed_amount,
        lines.reported_paid_amount,
        lines.reported_primary_payer_paid_amount,
        lines.reported_beneficiary_responsibility_amount,
        lines.submitted_charge_amount,

        ---------- flags
        lines.is_countable,
        lines.is_emergency_only,
        lines.is_billed,

        ---------- lineage
        lines.batch_sequence,
        lines.batch_id,
        lines.source_row_number

    from claim_lines as lines
    inner join beneficiaries
        on
            lines.source_system = beneficiaries.source_system
            and lines.beneficiary_id = beneficiaries.beneficiary_id
            and {{ version_date('lines', 'resolved_claim_year') }} >= beneficiaries.valid_from
            and {{ version_date('lines', 'resolved_claim_year') }} < beneficiaries.valid_to

)

select * from final
