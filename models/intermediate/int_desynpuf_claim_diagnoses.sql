{#- Every accepted diagnosis code of every DE-SynPUF claim version, the header's and the carrier
    lines'. -#}
{%- set header_codes = 8 -%}
with

inpatient_diagnosis_codes as (

    select
        claim_id,
        segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        diagnosis_code
    from {{ ref('stg_desynpuf__inpatient_claims') }}
    unpivot (
        diagnosis_code for numbered_column in (
            diagnosis_code_01,
            diagnosis_code_02,
            diagnosis_code_03,
            diagnosis_code_04,
            diagnosis_code_05,
            diagnosis_code_06,
            diagnosis_code_07,
            diagnosis_code_08,
            diagnosis_code_09,
            diagnosis_code_10
        )
    )

),

outpatient_diagnosis_codes as (

    select
        claim_id,
        segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        diagnosis_code
    from {{ ref('stg_desynpuf__outpatient_claims') }}
    unpivot (
        diagnosis_code for numbered_column in (
            diagnosis_code_01,
            diagnosis_code_02,
            diagnosis_code_03,
            diagnosis_code_04,
            diagnosis_code_05,
            diagnosis_code_06,
            diagnosis_code_07,
            diagnosis_code_08,
            diagnosis_code_09,
            diagnosis_code_10
        )
    )

),

numbered_diagnoses as (

    select
        'inpatient' as claim_type,
        *
    from inpatient_diagnosis_codes

    union all

    select
        'outpatient' as claim_type,
        *
    from outpatient_diagnosis_codes

),

institutional_diagnoses as (

    select
        claim_type,
        claim_id,
        segment_number,
        case
            when numbered_column = 'diagnosis_code_01' then 'principal' else 'other'
        end as diagnosis_role,
        cast(right(numbered_column, 2) as smallint) as diagnosis_position,
        'icd9:' || diagnosis_code as diagnosis_key,
        batch_sequence,
        source_row_number
    from numbered_diagnoses

),

admitting_diagnoses as (

    select
        'inpatient' as claim_type,
        claim_id,
        segment_number,
        'admitting' as diagnosis_role,
        cast(1 as smallint) as diagnosis_position,
        'icd9:' || admitting_diagnosis_code as diagnosis_key,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__inpatient_claims') }}
    where admitting_diagnosis_code is not null

    union all

    select
        'outpatient' as claim_type,
        claim_id,
        segment_number,
        'admitting' as diagnosis_role,
        cast(1 as smallint) as diagnosis_position,
        'icd9:' || admitting_diagnosis_code as diagnosis_key,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__outpatient_claims') }}
    where admitting_diagnosis_code is not null

),

carrier_claims as (

    select
        claim_id,
        batch_sequence,
        source_row_number,
        {{
            joined_lists(
                list_of_columns('diagnosis_code', header_codes, '_%02d'),
                list_of_fields('lines', 'line_icd9_dgns_cd')
            )
        }} as diagnosis_codes,
        {{ list_of_fields('lines', 'line_number') }} as line_numbers
    from {{ ref('stg_desynpuf__carrier_claims') }}

),

{# Codes of a claim that are taken out together lie together in the bridge, in a fifth less room. #}
carrier_codes as (

    select
        claim_id,
        batch_sequence,
        source_row_number,
        line_numbers,
        {{ unnest_numbered('diagnosis_codes', 'diagnosis_code', 'place') }}
    from carrier_claims

),

carrier_diagnoses as (

    select
        'carrier' as claim_type,
        claim_id,
        cast(1 as smallint) as segment_number,
        case
            when place = 1 then 'principal'
            when place <= {{ header_codes }} then 'other'
            else 'line'
        end as diagnosis_role,
        cast(
            case
                when place <= {{ header_codes }} then place
                else {{ list_element('line_numbers', 'place - ' ~ header_codes) }}
            end as smallint
        ) as diagnosis_position,
        'icd9:' || diagnosis_code as diagnosis_key,
        batch_sequence,
        source_row_number
    from carrier_codes
    where diagnosis_code is not null

),

all_diagnoses as (

    select * from institutional_diagnoses
    union all
    select * from admitting_diagnoses
    union all
    select * from carrier_diagnoses

),

final as (

    select
        'desynpuf' as source_system,
        *
    from all_diagnoses

)

select * from final
