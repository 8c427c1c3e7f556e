{#- What a reviewer should know about single inpatient and outpatient segments, of every accepted
    version. -#}
{%- set checks = [
    'dates_out_of_order__service_through_date',
    'dates_out_of_order__discharge_date',
    'undated_record__service_through_date',
    'undated_segment__service_through_date',
    'date_outside_source_years__service_through_date',
    'missing_principal_diagnosis__diagnosis_code_01',
    'missing_billing_provider__provider_number',
    'missing_deductible__deductible_amount',
    'unknown_drg__drg_code',
    'negative_payment__claim_payment_amount',
    'covered_days_exceed_stay__covered_day_count',
] -%}
with

claims as (

    select
        'inpatient' as claim_type,
        claim_id,
        segment_number,
        beneficiary_id,
        provider_number,
        diagnosis_code_01,
        {{ first_diagnosis_code(10) }} as first_diagnosis_code,
        drg_code,
        service_from_date,
        service_through_date,
        admission_date,
        discharge_date,
        claim_year,
        covered_day_count,
        {{ dbt.datediff('admission_date', 'discharge_date', 'day') }}
            as night_count,
        claim_payment_amount,
        deductible_amount,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__inpatient_claims') }}

    union all

    select
        'outpatient' as claim_type,
        claim_id,
        segment_number,
        beneficiary_id,
        provider_number,
        diagnosis_code_01,
        {{ first_diagnosis_code(10) }} as first_diagnosis_code,
        cast(null as {{ dbt.type_string() }}) as drg_code,
        service_from_date,
        service_through_date,
        cast(null as date) as admission_date,
        cast(null as date) as discharge_date,
        claim_year,
        cast(null as integer) as covered_day_count,
        cast(null as bigint) as night_count,
        claim_payment_amount,
        deductible_amount,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__outpatient_claims') }}

),

judged_claims as (

    select
        claim_type,
        claim_id,
        segment_number,
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
            when segment_number = 1 and service_through_date is null
                then 'blank, discharge ' || {{ observed('discharge_date') }}
        end as undated_record__service_through_date,
        case
            when segment_number <> 1 and service_through_date is null
                then 'blank, discharge ' || {{ observed('discharge_date') }}
        end as undated_segment__service_through_date,
        {# 0 is no date at all, which the two checks above tell. #}
        case
            when claim_year <> 0 and claim_year not between 2008 and 2010
                then {{ observed('coalesce(service_through_date, discharge_date)') }}
        end as date_outside_source_years__service_through_date,
        case
            when segment_number = 1 and diagnosis_code_01 is null
                then 'blank, next ' || {{ observed('first_diagnosis_code') }}
        end as missing_principal_diagnosis__diagnosis_code_01,
        case
            when provider_number is null then 'blank'
        end as missing_billing_provider__provider_number,
        case
            when claim_type = 'inpatient' and segment_number = 1 and deductible_amount is null
                then 'blank'
        end as missing_deductible__deductible_amount,
        case
            when segment_number = 1 and drg_code in ('OTH', '000') then drg_code
        end as unknown_drg__drg_code,
        case
            when segment_number = 1 and claim_payment_amount < 0
                then {{ observed('claim_payment_amount') }}
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
        source_system="'desynpuf'",
        table_name="claim_type || '_claims'",
        record_key="'desynpuf:' || claim_type || ':' || claim_id || ':' || cast(segment_number as "
            ~ dbt.type_string() ~ ") || ':1'",
    ) }}

)

select * from final
