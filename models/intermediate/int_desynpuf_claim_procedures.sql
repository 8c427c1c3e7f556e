{#- Every accepted procedure code of every institutional claim version of DE-SynPUF: ICD-9
    procedures and HCPCS. A carrier line has one HCPCS code, which stands on its fact row. -#}
with

inpatient_procedure_codes as (

    select
        claim_id,
        segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        procedure_code
    from {{ ref('stg_desynpuf__inpatient_claims') }}
    unpivot (
        procedure_code for numbered_column in (
            procedure_code_01,
            procedure_code_02,
            procedure_code_03,
            procedure_code_04,
            procedure_code_05,
            procedure_code_06
        )
    )

),

inpatient_hcpcs_codes as (

    select
        claim_id,
        segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        hcpcs_code
    from {{ ref('stg_desynpuf__inpatient_claims') }}
    unpivot (
        hcpcs_code for numbered_column in (
            hcpcs_code_01,
            hcpcs_code_02,
            hcpcs_code_03,
            hcpcs_code_04,
            hcpcs_code_05,
            hcpcs_code_06,
            hcpcs_code_07,
            hcpcs_code_08,
            hcpcs_code_09,
            hcpcs_code_10,
            hcpcs_code_11,
            hcpcs_code_12,
            hcpcs_code_13,
            hcpcs_code_14,
            hcpcs_code_15,
            hcpcs_code_16,
            hcpcs_code_17,
            hcpcs_code_18,
            hcpcs_code_19,
            hcpcs_code_20,
            hcpcs_code_21,
            hcpcs_code_22,
            hcpcs_code_23,
            hcpcs_code_24,
            hcpcs_code_25,
            hcpcs_code_26,
            hcpcs_code_27,
            hcpcs_code_28,
            hcpcs_code_29,
            hcpcs_code_30,
            hcpcs_code_31,
            hcpcs_code_32,
            hcpcs_code_33,
            hcpcs_code_34,
            hcpcs_code_35,
            hcpcs_code_36,
            hcpcs_code_37,
            hcpcs_code_38,
            hcpcs_code_39,
            hcpcs_code_40,
            hcpcs_code_41,
            hcpcs_code_42,
            hcpcs_code_43,
            hcpcs_code_44,
            hcpcs_code_45
        )
    )

),

outpatient_procedure_codes as (

    select
        claim_id,
        segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        procedure_code
    from {{ ref('stg_desynpuf__outpatient_claims') }}
    unpivot (
        procedure_code for numbered_column in (
            procedure_code_01,
            procedure_code_02,
            procedure_code_03,
            procedure_code_04,
            procedure_code_05,
            procedure_code_06
        )
    )

),

outpatient_hcpcs_codes as (

    select
        claim_id,
        segment_number,
        batch_sequence,
        source_row_number,
        numbered_column,
        hcpcs_code
    from {{ ref('stg_desynpuf__outpatient_claims') }}
    unpivot (
        hcpcs_code for numbered_column in (
            hcpcs_code_01,
            hcpcs_code_02,
            hcpcs_code_03,
            hcpcs_code_04,
            hcpcs_code_05,
            hcpcs_code_06,
            hcpcs_code_07,
            hcpcs_code_08,
            hcpcs_code_09,
            hcpcs_code_10,
            hcpcs_code_11,
            hcpcs_code_12,
            hcpcs_code_13,
            hcpcs_code_14,
            hcpcs_code_15,
            hcpcs_code_16,
            hcpcs_code_17,
            hcpcs_code_18,
            hcpcs_code_19,
            hcpcs_code_20,
            hcpcs_code_21,
            hcpcs_code_22,
            hcpcs_code_23,
            hcpcs_code_24,
            hcpcs_code_25,
            hcpcs_code_26,
            hcpcs_code_27,
            hcpcs_code_28,
            hcpcs_code_29,
            hcpcs_code_30,
            hcpcs_code_31,
            hcpcs_code_32,
            hcpcs_code_33,
            hcpcs_code_34,
            hcpcs_code_35,
            hcpcs_code_36,
            hcpcs_code_37,
            hcpcs_code_38,
            hcpcs_code_39,
            hcpcs_code_40,
            hcpcs_code_41,
            hcpcs_code_42,
            hcpcs_code_43,
            hcpcs_code_44,
            hcpcs_code_45
        )
    )

),

numbered_procedures as (

    select
        'inpatient' as claim_type,
        claim_id,
        segment_number,
        case
            when numbered_column = 'procedure_code_01' then 'principal' else 'other'
        end as procedure_role,
        cast(right(numbered_column, 2) as smallint) as procedure_position,
        'icd9proc:' || procedure_code as procedure_key,
        cast(null as date) as procedure_date,
        batch_sequence,
        source_row_number
    from inpatient_procedure_codes

    union all

    select
        'inpatient' as claim_type,
        claim_id,
        segment_number,
        'hcpcs' as procedure_role,
        cast(right(numbered_column, 2) as smallint) as procedure_position,
        'hcpcs:' || hcpcs_code as procedure_key,
        cast(null as date) as procedure_date,
        batch_sequence,
        source_row_number
    from inpatient_hcpcs_codes

    union all

    select
        'outpatient' as claim_type,
        claim_id,
        segment_number,
        case
            when numbered_column = 'procedure_code_01' then 'principal' else 'other'
        end as procedure_role,
        cast(right(numbered_column, 2) as smallint) as procedure_position,
        'icd9proc:' || procedure_code as procedure_key,
        cast(null as date) as procedure_date,
        batch_sequence,
        source_row_number
    from outpatient_procedure_codes

    union all

    select
        'outpatient' as claim_type,
        claim_id,
        segment_number,
        'hcpcs' as procedure_role,
        cast(right(numbered_column, 2) as smallint) as procedure_position,
        'hcpcs:' || hcpcs_code as procedure_key,
        cast(null as date) as procedure_date,
        batch_sequence,
        source_row_number
    from outpatient_hcpcs_codes

),

final as (

    select
        'desynpuf' as source_system,
        *
    from numbered_procedures

)

select * from final
