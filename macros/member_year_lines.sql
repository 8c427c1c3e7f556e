{#-
    The claim lines, fills and enrollment rows behind every figure of `member_year_spend`, one row per
    figure and line: amounts add up to the figure, and a count is the number of distinct
    `counted_key`s. The rules are written here a second time on purpose: where the mart and its
    explanation differ, one of them is wrong.

    Arguments:
        claim_lines, fills, beneficiary_years: relations, of current rows or of all versions.
        lineage: columns that each row takes over from its line.
-#}
{%- macro member_year_lines(claim_lines, fills, beneficiary_years, lineage) -%}
with

countable_lines as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        'claim_line' as line_type,
        claim_line_key as line_key,
        claim_key,
        diagnosis_key,
        allowed_amount as total_allowed_amount,
        paid_amount as total_paid_amount,
        allowed_amount as medical_allowed_amount,
        paid_amount as medical_paid_amount,
        case when claim_type = 'inpatient' then paid_amount end as inpatient_paid_amount,
        case when claim_type = 'outpatient' then paid_amount end as outpatient_paid_amount,
        case when claim_type = 'carrier' then paid_amount end as carrier_paid_amount,
        case when claim_type = 'snf' then paid_amount end as snf_paid_amount,
        case when claim_type = 'hha' then paid_amount end as hha_paid_amount,
        case when claim_type = 'hospice' then paid_amount end as hospice_paid_amount,
        case when claim_type = 'dme' then paid_amount end as dme_paid_amount,
        case when claim_type = 'visit' then paid_amount end as visit_paid_amount,
        beneficiary_responsibility_amount as beneficiary_responsibility_amount,
        primary_payer_paid_amount as primary_payer_paid_amount,
        case when claim_type = 'inpatient' then primary_payer_paid_amount end as inpatient_primary_payer_paid_amount,
        case when claim_type = 'outpatient' then primary_payer_paid_amount end as outpatient_primary_payer_paid_amount,
        case when claim_type = 'carrier' then primary_payer_paid_amount end as carrier_primary_payer_paid_amount,
        case when claim_type = 'inpatient' then reported_beneficiary_responsibility_amount end as inpatient_reported_beneficiary_responsibility_amount,
        case when claim_type = 'outpatient' then reported_beneficiary_responsibility_amount end as outpatient_reported_beneficiary_responsibility_amount,
        case when claim_type = 'carrier' then reported_beneficiary_responsibility_amount end as carrier_reported_beneficiary_responsibility_amount,
        case
            when claim_type = 'inpatient' and not is_emergency_only then claim_key
        end as inpatient_stay_count,
        case when claim_type = 'outpatient' then claim_key end as outpatient_visit_count,
        case when is_emergency_only then claim_key end as emergency_visit_count,
        case
            when billing_provider_key <> 'unknown' then billing_provider_key
        end as billing_provider_count,
        case
            when rendering_provider_key <> 'unknown' then rendering_provider_key
        end as rendering_provider_count,
        {{ lineage | join(', ') }}
    from {{ claim_lines }}
    where is_countable

),

countable_fills as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        'fill' as line_type,
        fill_key as line_key,
        cast(null as {{ dbt.type_string() }}) as claim_key,
        'unknown' as diagnosis_key,
        rx_gross_amount as total_allowed_amount,
        rx_plan_paid_amount as total_paid_amount,
        rx_gross_amount,
        rx_plan_paid_amount,
        rx_patient_paid_amount,
        rx_other_paid_amount,
        {{ lineage | join(', ') }}
    from {{ fills }}
    where is_countable

),

line_amounts as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        measure,
        line_type,
        line_key,
        claim_key,
        diagnosis_key,
        amount,
        cast(null as {{ dbt.type_string() }}) as counted_key,
        {{ lineage | join(', ') }}
    from countable_lines
    unpivot (
        amount for measure in (
            total_allowed_amount,
            total_paid_amount,
            medical_allowed_amount,
            medical_paid_amount,
            inpatient_paid_amount,
            outpatient_paid_amount,
            carrier_paid_amount,
            snf_paid_amount,
            hha_paid_amount,
            hospice_paid_amount,
            dme_paid_amount,
            visit_paid_amount,
            beneficiary_responsibility_amount,
            primary_payer_paid_amount,
            inpatient_primary_payer_paid_amount,
            outpatient_primary_payer_paid_amount,
            carrier_primary_payer_paid_amount,
            inpatient_reported_beneficiary_responsibility_amount,
            outpatient_reported_beneficiary_responsibility_amount,
            carrier_reported_beneficiary_responsibility_amount
        )
    )

),

line_counts as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        measure,
        line_type,
        line_key,
        claim_key,
        diagnosis_key,
        cast(null as decimal(18, 2)) as amount,
        counted_key,
        {{ lineage | join(', ') }}
    from countable_lines
    unpivot (
        counted_key for measure in (
            inpatient_stay_count,
            outpatient_visit_count,
            emergency_visit_count,
            billing_provider_count,
            rendering_provider_count
        )
    )

),

fill_amounts as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        measure,
        line_type,
        line_key,
        claim_key,
        diagnosis_key,
        amount,
        cast(null as {{ dbt.type_string() }}) as counted_key,
        {{ lineage | join(', ') }}
    from countable_fills
    unpivot (
        amount for measure in (
            total_allowed_amount,
            total_paid_amount,
            rx_gross_amount,
            rx_plan_paid_amount,
            rx_patient_paid_amount,
            rx_other_paid_amount
        )
    )

),

fill_counts as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        'rx_fill_count' as measure,
        line_type,
        line_key,
        claim_key,
        diagnosis_key,
        cast(null as decimal(18, 2)) as amount,
        line_key as counted_key,
        {{ lineage | join(', ') }}
    from countable_fills

),

{# Rows that are counted whether or not they are countable, and the enrollment itself. #}
row_counts as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        'claim_line_count' as measure,
        'claim_line' as line_type,
        claim_line_key as line_key,
        claim_key,
        diagnosis_key,
        cast(null as decimal(18, 2)) as amount,
        claim_line_key as counted_key,
        {{ lineage | join(', ') }}
    from {{ claim_lines }}

    union all

    select
        source_system,
        beneficiary_id,
        claim_year,
        'fill_count' as measure,
        'fill' as line_type,
        fill_key as line_key,
        cast(null as {{ dbt.type_string() }}) as claim_key,
        'unknown' as diagnosis_key,
        cast(null as decimal(18, 2)) as amount,
        fill_key as counted_key,
        {{ lineage | join(', ') }}
    from {{ fills }}

    union all

    select
        source_system,
        beneficiary_id,
        claim_year,
        'is_enrolled' as measure,
        'beneficiary_year' as line_type,
        source_system || ':' || beneficiary_id || '@'
        || cast(claim_year as {{ dbt.type_string() }}) as line_key,
        cast(null as {{ dbt.type_string() }}) as claim_key,
        'unknown' as diagnosis_key,
        cast(null as decimal(18, 2)) as amount,
        source_system || ':' || beneficiary_id || '@'
        || cast(claim_year as {{ dbt.type_string() }}) as counted_key,
        {{ lineage | join(', ') }}
    from {{ beneficiary_years }}

),

final as (

    select * from line_amounts
    union all
    select * from line_counts
    union all
    select * from fill_amounts
    union all
    select * from fill_counts
    union all
    select * from row_counts

)

select * from final
{%- endmacro -%}
