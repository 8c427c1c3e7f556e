{#- What a reviewer should know about single claims of RIF, of every accepted version. The row that
    speaks for the claim is judged, for every row repeats what it says. -#}
{%- set checks = [
    'dates_out_of_order__service_through_date',
    'dates_out_of_order__discharge_date',
    'undated_record__service_through_date',
    'missing_principal_diagnosis__principal_diagnosis_code',
    'missing_billing_provider__provider_number',
    'missing_billing_provider__tax_number',
    'negative_payment__claim_payment_amount',
    'covered_days_exceed_stay__covered_day_count',
] -%}
with

rows_of_claims as (

    select
        claim_type,
        claim_id,
        beneficiary_id,
        true as is_institutional,
        provider_number as billing_number,
        principal_diagnosis_code,
        {{ first_filled('diagnosis_codes') }} as first_listed_code,
        service_from_date,
        service_through_date,
        admission_date,
        discharge_date,
        covered_day_count,
        claim_payment_amount,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_institutional_claims') }}

    union all

    select
        claim_type,
        claim_id,
        beneficiary_id,
        false as is_institutional,
        coalesce(tax_number, performing_npi) as billing_number,
        principal_diagnosis_code,
        {{ first_filled('diagnosis_codes') }} as first_listed_code,
        service_from_date,
        service_through_date,
        cast(null as date) as admission_date,
        cast(null as date) as discharge_date,
        cast(null as integer) as covered_day_count,
        claim_payment_amount,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_professional_claims') }}

),

headers as (

    select * from {{ ref('int_rif_claim_headers') }}

),

claims as (

    select
        rows_of_claims.*,
        {{ dbt.datediff('rows_of_claims.admission_date', 'rows_of_claims.discharge_date', 'day') }}
            as night_count
    from rows_of_claims
    inner join headers
        on
            rows_of_claims.batch_sequence = headers.batch_sequence
            and rows_of_claims.source_row_number = headers.source_row_number

),

judged_claims as (

    select
        claim_type,
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
            when discharge_date < admission_date
                then
                    {{ observed('admission_date') }}
                    || ' to ' || {{ observed('discharge_date') }}
        end as dates_out_of_order__discharge_date,
        case
            when service_through_date is null then 'blank'
        end as undated_record__service_through_date,
        case
            when principal_diagnosis_code is null
                then 'blank, next ' || {{ observed('first_listed_code') }}
        end as missing_principal_diagnosis__principal_diagnosis_code,
        case
            when is_institutional and billing_number is null then 'blank'
        end as missing_billing_provider__provider_number,
        case
            when not is_institutional and billing_number is null then 'blank'
        end as missing_billing_provider__tax_number,
        case
            when claim_payment_amount < 0 then {{ observed('claim_payment_amount') }}
        end as negative_payment__claim_payment_amount,
        {# The day of discharge may be covered where it is also that of admission. #}
        case
            when covered_day_count > night_count + 1
                then
                    {{ observed('covered_day_count') }}
                    || ' days, ' || {{ observed('admission_date') }}
                    || ' to ' || {{ observed('discharge_date') }}
        end as covered_days_exceed_stay__covered_day_count
    from claims

),

final as (

    {{ findings_of(
        'judged_claims',
        checks,
        source_system="'rif'",
        table_name="claim_type || '_claims'",
        record_key="'rif:' || claim_type || ':' || claim_id",
    ) }}

)

select * from final
