{#- What a reviewer should know about single carrier claims and their lines, of every accepted
    version. A line's money is coarse by CMS's own rounding, so no line is judged by its sums. -#}
{%- set claim_checks = [
    'dates_out_of_order__service_through_date',
    'undated_record__service_through_date',
    'date_outside_source_years__service_through_date',
    'missing_principal_diagnosis__diagnosis_code_01',
] -%}
{%- set line_checks = [
    'claim_without_lines__lines',
    'missing_processing_indicator__processing_indicator_code',
    'undocumented_processing_indicator__processing_indicator_code',
    'missing_billing_provider__tax_number',
    'negative_payment__payment_amount',
] -%}
with

claims as (

    select * from {{ ref('stg_desynpuf__carrier_claims') }}

),

lines as (

    select * from {{ ref('int_desynpuf_carrier_lines') }}

),

documented_indicators as (

    select processing_indicator_code from {{ ref('line_processing_indicators') }}
    where is_documented

),

judged_claims as (

    select
        claim_id,
        beneficiary_id,
        batch_sequence,
        source_row_number,
        case
            when service_through_date < service_from_date
                then
                    {{ observed('service_from_date') }}
                    || ' to ' || {{ observed('service_through_date') }}
        end as dates_out_of_order__service_through_date,
        case
            when service_through_date is null then 'blank'
        end as undated_record__service_through_date,
        case
            when claim_year <> 0 and claim_year not between 2008 and 2010
                then {{ observed('service_through_date') }}
        end as date_outside_source_years__service_through_date,
        case
            when diagnosis_code_01 is null
                then 'blank, next ' || {{ observed(first_diagnosis_code(8)) }}
        end as missing_principal_diagnosis__diagnosis_code_01
    from claims

),

{# The one line of a claim that has none is blank all over. #}
known_lines as (

    select
        lines.*,
        documented_indicators.processing_indicator_code is not null as is_documented,
        lines.processing_indicator_code is null
        and lines.reported_paid_amount is null
        and lines.reported_allowed_amount is null
        and lines.line_diagnosis_key is null
        and lines.billing_provider_key = 'unknown'
        and lines.rendering_provider_key = 'unknown'
        and lines.procedure_key = 'unknown' as is_placeholder
    from lines
    left join documented_indicators
        on lines.processing_indicator_code = documented_indicators.processing_indicator_code

),

judged_lines as (

    select
        claim_id,
        line_number,
        beneficiary_id,
        batch_sequence,
        source_row_number,
        case when is_placeholder then 'none' end as claim_without_lines__lines,
        case
            when not is_placeholder and processing_indicator_code is null then 'blank'
        end as missing_processing_indicator__processing_indicator_code,
        case
            when not is_documented then processing_indicator_code
        end as undocumented_processing_indicator__processing_indicator_code,
        case
            when not is_placeholder and billing_provider_key = 'unknown' then 'blank'
        end as missing_billing_provider__tax_number,
        case
            when reported_paid_amount < 0 then {{ observed('reported_paid_amount') }}
        end as negative_payment__payment_amount
    from known_lines

),

claim_findings as (

    {{ findings_of(
        'judged_claims',
        claim_checks,
        source_system="'desynpuf'",
        table_name="'carrier_claims'",
        record_key="'desynpuf:carrier:' || claim_id",
    ) }}

),

line_findings as (

    {{ findings_of(
        'judged_lines',
        line_checks,
        source_system="'desynpuf'",
        table_name="'carrier_claims'",
        record_key="'desynpuf:carrier:' || claim_id || ':1:' || cast(line_number as "
            ~ dbt.type_string() ~ ")",
        line_number='line_number',
    ) }}

),

final as (

    select * from claim_findings
    union all
    select * from line_findings

)

select * from final
