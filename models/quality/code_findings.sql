{#- Codes on current claims and fills that the reference lists do not know. Judged code by code, for
    one retired code stands on thousands of claims and is one thing to review; drugs by delivery,
    for five in six of DE-SynPUF's are made up. -#}
with

claim_diagnoses as (

    select * from {{ ref('bridge_claim_diagnosis') }}

),

unlisted_diagnoses as (

    select * from {{ ref('dim_diagnosis') }}
    where not is_listed and diagnosis_key <> 'unknown'

),

diagnosis_faults as (

    select
        case
            when unlisted_diagnoses.chapter_number = '00' then 'unknown_diagnosis_code'
            else 'retired_diagnosis_code'
        end as rule_id,
        split_part(claim_diagnoses.claim_key, ':', 1) as source_system,
        'dim_diagnosis' as table_name,
        unlisted_diagnoses.diagnosis_key as record_key,
        'diagnosis_code' as column_name,
        unlisted_diagnoses.diagnosis_code as observed_value,
        max(claim_diagnoses.batch_sequence) as batch_sequence
    from claim_diagnoses
    inner join unlisted_diagnoses
        on claim_diagnoses.diagnosis_key = unlisted_diagnoses.diagnosis_key
    group by
        split_part(claim_diagnoses.claim_key, ':', 1),
        unlisted_diagnoses.diagnosis_key,
        unlisted_diagnoses.diagnosis_code,
        unlisted_diagnoses.chapter_number

),

claim_procedures as (

    select
        split_part(claim_key, ':', 1) as source_system,
        procedure_key,
        batch_sequence
    from {{ ref('bridge_claim_procedure') }}

    union all

    select
        source_system,
        procedure_key,
        batch_sequence
    from {{ ref('fact_claim_line') }}

),

{# A diagnosis in a procedure field is a finding of its claim. #}
odd_procedures as (

    select * from {{ ref('dim_procedure') }}
    where
        (
            code_system in ('icd9proc', 'icd10proc')
            and not is_listed
            and not is_diagnosis_code
        )
        or (
            code_system = 'hcpcs'
            and not {{ is_all_of('procedure_code', '[A-Z][0-9]{4}|[0-9]{4}[0-9FT]') }}
        )

),

procedure_faults as (

    select
        case odd_procedures.code_system
            when 'hcpcs' then 'malformed_hcpcs_code' else 'unlisted_procedure_code'
        end as rule_id,
        claim_procedures.source_system,
        'dim_procedure' as table_name,
        odd_procedures.procedure_key as record_key,
        'procedure_code' as column_name,
        odd_procedures.procedure_code as observed_value,
        max(claim_procedures.batch_sequence) as batch_sequence
    from claim_procedures
    inner join odd_procedures
        on claim_procedures.procedure_key = odd_procedures.procedure_key
    group by
        claim_procedures.source_system,
        odd_procedures.procedure_key,
        odd_procedures.procedure_code,
        odd_procedures.code_system

),

fills as (

    select * from {{ ref('fact_prescription_fill') }}

),

drugs as (

    select * from {{ ref('dim_drug') }}

),

drug_faults as (

    select
        'unlisted_drug_codes' as rule_id,
        fills.source_system,
        'prescription_drug_events' as table_name,
        fills.batch_id as record_key,
        'drug_code' as column_name,
        cast(count(case when not drugs.is_listed then 1 end) as {{ dbt.type_string() }})
        || ' of ' || cast(count(*) as {{ dbt.type_string() }}) || ' fills' as observed_value,
        fills.batch_sequence
    from fills
    inner join drugs
        on fills.drug_key = drugs.drug_key
    group by fills.source_system, fills.batch_id, fills.batch_sequence
    having count(case when not drugs.is_listed then 1 end) > 0

),

faults as (

    select * from diagnosis_faults
    union all
    select * from procedure_faults
    union all
    select * from drug_faults

),

final as (

    select
        ---------- keys
        rule_id,
        source_system,
        table_name,
        record_key,
        column_name,

        ---------- natural keys
        cast(null as {{ dbt.type_string() }}) as beneficiary_id,

        ---------- text
        observed_value,

        ---------- lineage
        batch_sequence,
        cast(null as bigint) as source_row_number

    from faults

)

select * from final
