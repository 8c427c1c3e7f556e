{#- Every accepted diagnosis code of every DE-SynPUF claim version, the header's and the carrier
    lines'. -#}
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

carrier_diagnosis_codes as (

    select
        claim_id,
        cast(1 as smallint) as segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        diagnosis_code
    from {{ ref('stg_desynpuf__carrier_claims') }}
    unpivot (
        diagnosis_code for numbered_column in (
            diagnosis_code_01,
            diagnosis_code_02,
            diagnosis_code_03,
            diagnosis_code_04,
            diagnosis_code_05,
            diagnosis_code_06,
            diagnosis_code_07,
            diagnosis_code_08
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

    union all

    select
        'carrier' as claim_type,
        *
    from carrier_diagnosis_codes

),

header_diagnoses as (

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

line_diagnoses as (

    select
        claim_type,
        claim_id,
        segment_number,
        'line' as diagnosis_role,
        line_number as diagnosis_position,
        line_diagnosis_key as diagnosis_key,
        batch_sequence,
        source_row_number
    from {{ ref('int_desynpuf_carrier_lines') }}
    where line_diagnosis_key is not null

),

all_diagnoses as (

    select * from header_diagnoses
    union all
    select * from admitting_diagnoses
    union all
    select * from line_diagnoses

),

final as (

    select
        'desynpuf' as source_system,
        *
    from all_diagnoses

)

select * from final
