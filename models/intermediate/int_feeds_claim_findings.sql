{#- What a reviewer should know about single rows of the claim feed, of every accepted version,
    judged as of the day of their delivery. One fault is one finding: a date that is told as
    impossible is compared with no other. Whether patient and provider are known is for
    `beneficiary_findings` and `provider_findings`, for that changes with what comes later. -#}
{%- set dates = {
    'date_of_service': 'service_date',
    'claim_date': 'claim_date',
    'last_modified_date': 'last_modified_date',
} -%}
{%- set sent_values = {
    'visit_type': 'sent_visit_type',
    'total_cost': 'sent_total_cost',
    'coverage_type': 'sent_coverage_type',
    'billed': 'sent_billed',
} -%}
{%- set checks = (
    checks_of('missing_field', dates)
    + checks_of('missing_field', sent_values)
    + checks_of('unreadable_date', dates)
    + checks_of('date_in_future', dates)
    + checks_of('unknown_value', ['visit_type', 'coverage_type', 'billed'])
    + [
        'missing_billing_provider__provider_id',
        'service_after_claim_date__date_of_service',
        'unreadable_amount__total_cost',
        'negative_amount__total_cost',
    ]
) -%}
with

claims as (

    select * from {{ ref('stg_feeds__claims') }}

),

judged_claims as (

    select
        claim_id,
        patient_id,
        batch_sequence,
        source_row_number,
        {{ missing_sent_fields(dates) }}
        {{ missing_fields(sent_values) }}
        {{ unreadable_fields('unreadable_date', dates) }}
        {{ future_dates(dates) }}
        case when provider_id is null then 'blank' end as missing_billing_provider__provider_id,
        case
            when service_date > claim_date and service_date <= delivered_date
                then sent_service_date
        end as service_after_claim_date__date_of_service,
        case when visit_type is null then sent_visit_type end as unknown_value__visit_type,
        case
            when coverage_percent is null then sent_coverage_type
        end as unknown_value__coverage_type,
        case when is_billed is null then sent_billed end as unknown_value__billed,
        case
            when total_cost_amount is null then sent_total_cost
        end as unreadable_amount__total_cost,
        case when total_cost_amount < 0 then sent_total_cost end as negative_amount__total_cost
    from claims

),

final as (

    {{ findings_of(
        'judged_claims',
        checks,
        source_system="'feeds'",
        table_name="'claims'",
        record_key="'feeds:visit:' || claim_id",
        beneficiary_id='patient_id',
    ) }}

)

select * from final
