{{ config(tags = ['union_of_sources']) }}
{#- What a reviewer should know about single fills of either source, of every accepted version. -#}
{%- set checks = [
    'undated_record__service_date',
    'date_outside_source_years__service_date',
    'patient_pays_more_than_cost__patient_paid_amount',
    'zero_quantity__dispensed_quantity',
    'zero_days_supply__days_supply_count',
    'negative_fill__dispensed_quantity',
    'negative_fill__days_supply_count',
    'negative_fill__patient_paid_amount',
    'negative_fill__gross_drug_cost_amount',
    'malformed_drug_code__drug_code',
] -%}
with

desynpuf_fills as (

    select
        'desynpuf' as source_system,
        fill_id,
        beneficiary_id,
        drug_code,
        service_date,
        claim_year,
        dispensed_quantity,
        days_supply_count,
        patient_paid_amount,
        gross_drug_cost_amount,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__prescription_drug_events') }}

),

rif_fills as (

    select
        'rif' as source_system,
        fill_id,
        beneficiary_id,
        drug_code,
        service_date,
        claim_year,
        dispensed_quantity,
        days_supply_count,
        patient_paid_amount,
        gross_drug_cost_amount,
        batch_sequence,
        source_row_number
    from {{ ref('stg_rif__prescription_drug_events') }}
    where change_type_code is distinct from 'DELETE'

),

fills as (

    {{ union_of_sources({'desynpuf': 'desynpuf_fills', 'rif': 'rif_fills'}) }}

),

judged_fills as (

    select
        source_system,
        fill_id,
        beneficiary_id,
        batch_sequence,
        source_row_number,
        case when service_date is null then 'blank' end as undated_record__service_date,
        case
            when
                source_system = 'desynpuf'
                and claim_year <> 0
                and claim_year not between 2008 and 2010
                then {{ observed('service_date') }}
        end as date_outside_source_years__service_date,
        case
            when patient_paid_amount > coalesce(gross_drug_cost_amount, 0)
                then
                    {{ observed('patient_paid_amount') }}
                    || ' of ' || {{ observed('gross_drug_cost_amount') }}
        end as patient_pays_more_than_cost__patient_paid_amount,
        case
            when dispensed_quantity = 0 then {{ observed('dispensed_quantity') }}
        end as zero_quantity__dispensed_quantity,
        case
            when days_supply_count = 0 then {{ observed('days_supply_count') }}
        end as zero_days_supply__days_supply_count,
        case
            when dispensed_quantity < 0 then {{ observed('dispensed_quantity') }}
        end as negative_fill__dispensed_quantity,
        case
            when days_supply_count < 0 then {{ observed('days_supply_count') }}
        end as negative_fill__days_supply_count,
        case
            when patient_paid_amount < 0 then {{ observed('patient_paid_amount') }}
        end as negative_fill__patient_paid_amount,
        case
            when gross_drug_cost_amount < 0 then {{ observed('gross_drug_cost_amount') }}
        end as negative_fill__gross_drug_cost_amount,
        case
            when drug_code is null then 'blank'
            when not {{ is_all_of('drug_code', '[0-9]{11}') }} then drug_code
        end as malformed_drug_code__drug_code
    from fills

),

final as (

    {{ findings_of(
        'judged_fills',
        checks,
        table_name="'prescription_drug_events'",
        record_key="source_system || ':pde:' || fill_id",
    ) }}

)

select * from final
