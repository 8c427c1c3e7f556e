{#- The five institutional files side by side: one row per revenue line as sent, with its claim's
    header on every row, changes and deletions included. A column that a file does not have is null
    there. -#}
{%- set absent = {
    'inpatient': [],
    'outpatient': [
        'discharge_date', 'admission_date', 'covered_day_count', 'pass_through_per_diem_amount',
        'drg_code', 'admitting_diagnosis_code',
    ],
    'snf': ['pass_through_per_diem_amount'],
    'hha': [
        'operating_npi', 'other_npi', 'discharge_date', 'covered_day_count',
        'pass_through_per_diem_amount', 'deductible_amount', 'coinsurance_amount',
        'blood_deductible_amount', 'drg_code', 'admitting_diagnosis_code', 'procedure',
    ],
    'hospice': [
        'operating_npi', 'other_npi', 'admission_date', 'pass_through_per_diem_amount',
        'deductible_amount', 'coinsurance_amount', 'blood_deductible_amount', 'drg_code',
        'admitting_diagnosis_code', 'procedure',
    ],
} -%}
{%- set text_columns = [
    'beneficiary_id', 'claim_id', 'provider_number', 'organization_npi', 'attending_npi',
    'operating_npi', 'other_npi', 'change_type_code', 'final_action_code',
    'non_payment_reason_code', 'provider_state_code', 'discharge_status_code', 'drg_code',
    'revenue_center_code', 'hcpcs_code', 'diagnosis_version_code', 'admitting_diagnosis_code',
    'principal_diagnosis_code',
] -%}
{%- set date_columns = [
    'service_from_date', 'service_through_date', 'admission_date', 'discharge_date',
] -%}
{%- set amount_columns = [
    'claim_payment_amount', 'pass_through_per_diem_amount', 'primary_payer_paid_amount',
    'deductible_amount', 'coinsurance_amount', 'blood_deductible_amount', 'total_charge_amount',
    'line_charge_amount',
] %}
-- sqlfluff:indentation:template_blocks_indent:False
with

{% for claim_type in absent -%}
{{ claim_type }}_lines as (

    select * from {{ ref('stg_rif__' ~ claim_type ~ '_lines') }}

),

{% endfor -%}
unioned as (

    {% for claim_type, missing in absent.items() -%}
    select
        '{{ claim_type }}' as claim_type,
        line_number,
        {%- for column in text_columns %}
        {{ column_or_null(column, missing, dbt.type_string()) }},
        {%- endfor %}
        diagnosis_codes,
        {{ column_or_null('procedure_version_code', missing, dbt.type_string(), 'procedure') }},
        {{ column_or_null('procedure_codes', missing, type_text_list(), 'procedure') }},
        {{ column_or_null('procedure_dates', missing, type_text_list(), 'procedure') }},
        {%- for column in date_columns %}
        {{ column_or_null(column, missing, 'date') }},
        {%- endfor %}
        claim_year,
        {{ column_or_null('covered_day_count', missing, 'integer') }},
        {%- for column in amount_columns %}
        {{ column_or_null(column, missing, 'decimal(18, 2)') }},
        {%- endfor %}
        batch_sequence,
        batch_id,
        source_row_number
    from {{ claim_type }}_lines
    {{- '\n\n    union all\n\n    ' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        *,
        coalesce(change_type_code = 'DELETE', false) as is_deletion
    from unioned

)

select * from final
