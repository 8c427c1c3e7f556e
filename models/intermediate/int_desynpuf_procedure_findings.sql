{#- Procedure fields of inpatient and outpatient claims that hold a diagnosis code, of every
    accepted version: a code that the diagnoses list and the procedures do not. Many a number is in
    both lists, and is then taken for what its field says. -#}
{%- set fields = [
    'procedure_code_01',
    'procedure_code_02',
    'procedure_code_03',
    'procedure_code_04',
    'procedure_code_05',
    'procedure_code_06',
] -%}
with

inpatient_codes as (

    select
        claim_id,
        segment_number,
        beneficiary_id,
        batch_sequence,
        source_row_number,
        column_name,
        procedure_code
    from {{ ref('stg_desynpuf__inpatient_claims') }}
    unpivot (
        procedure_code for column_name in ({{ fields | join(', ') }})
    )

),

outpatient_codes as (

    select
        claim_id,
        segment_number,
        beneficiary_id,
        batch_sequence,
        source_row_number,
        column_name,
        procedure_code
    from {{ ref('stg_desynpuf__outpatient_claims') }}
    unpivot (
        procedure_code for column_name in ({{ fields | join(', ') }})
    )

),

procedure_codes as (

    select
        'inpatient' as claim_type,
        *
    from inpatient_codes

    union all

    select
        'outpatient' as claim_type,
        *
    from outpatient_codes

),

listed_diagnoses as (

    select diagnosis_code from {{ ref('icd9_diagnoses') }}

),

listed_procedures as (

    select procedure_code from {{ ref('icd9_procedures') }}

),

diagnosis_codes_only as (

    select listed_diagnoses.diagnosis_code
    from listed_diagnoses
    left join listed_procedures
        on listed_diagnoses.diagnosis_code = listed_procedures.procedure_code
    where listed_procedures.procedure_code is null

),

final as (

    select
        ---------- keys
        'diagnosis_in_procedure_field' as rule_id,
        'desynpuf' as source_system,
        procedure_codes.claim_type || '_claims' as table_name,
        'desynpuf:' || procedure_codes.claim_type || ':' || procedure_codes.claim_id
        || ':' || cast(procedure_codes.segment_number as {{ dbt.type_string() }})
        || ':1' as record_key,
        procedure_codes.column_name,

        ---------- natural keys
        procedure_codes.beneficiary_id,
        cast(null as smallint) as line_number,

        ---------- text
        procedure_codes.procedure_code as observed_value,

        ---------- lineage
        procedure_codes.batch_sequence,
        procedure_codes.source_row_number

    from procedure_codes
    inner join diagnosis_codes_only
        on procedure_codes.procedure_code = diagnosis_codes_only.diagnosis_code

)

select * from final
