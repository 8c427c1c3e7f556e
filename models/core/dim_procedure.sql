{{ config(incremental_strategy = 'merge_rows', unique_key = 'procedure_key') }}
{#- Every ICD-9-CM procedure of version 32, and every procedure or HCPCS code ever sent on an
    accepted claim. Codes of ICD-10-PCS are no members before they are sent, or every build would
    pay for its whole list. HCPCS and CPT have no free list of titles: they show the code alone. -#}
with

claim_lines as (

    select distinct procedure_key
    from {{ ref('int_claim_lines_unioned') }}
    where
        procedure_key <> 'unknown'
    {% if is_incremental() %}
        and {{ is_new_batch() }}
    {% endif %}

),

claim_procedures as (

    select distinct procedure_key
    from {{ ref('int_claim_procedures_unioned') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

icd9_procedures as (

    select
        'icd9proc:' || procedure_code as procedure_key,
        long_description
    from {{ ref('icd9_procedures') }}

),

icd10_procedures as (

    select * from {{ ref('stg_reference__icd10_procedures') }}

),

listed_diagnoses as (

    select diagnosis_code from {{ ref('icd9_diagnoses') }}

),

procedure_keys as (

    select procedure_key from claim_lines
    union distinct
    select procedure_key from claim_procedures

    {% if not is_incremental() %}
        union distinct

        select procedure_key from icd9_procedures
    {% endif %}

),

coded_procedures as (

    select
        procedure_key,
        split_part(procedure_key, ':', 1) as code_system,
        split_part(procedure_key, ':', 2) as procedure_code
    from procedure_keys

),

sent_icd10_procedures as (

    select
        coded.procedure_key,
        listed.long_description
    from coded_procedures as coded
    inner join icd10_procedures as listed
        on coded.procedure_code = listed.procedure_code
    where coded.code_system = 'icd10proc'

),

listed_procedures as (

    select * from icd9_procedures

    union all

    select * from sent_icd10_procedures

),

final as (

    select
        ---------- keys
        coded.procedure_key,

        ---------- natural keys
        coded.procedure_code,

        ---------- codes and text
        coded.code_system,
        case
            when coded.code_system = 'icd9proc' and length(coded.procedure_code) <= 4
                then
                    left(coded.procedure_code, 2)
                    || case when length(coded.procedure_code) > 2 then '.' else '' end
                    || substr(coded.procedure_code, 3)
            else coded.procedure_code
        end as dotted_procedure_code,
        coalesce(
            listed.long_description,
            case when coded.code_system = 'hcpcs' then 'HCPCS ' || coded.procedure_code end,
            'Not listed'
        ) as procedure_description,

        ---------- flags
        listed.procedure_key is not null as is_listed,
        coded.code_system = 'icd9proc'
        and listed.procedure_key is null
        and listed_diagnoses.diagnosis_code is not null as is_diagnosis_code

    from coded_procedures as coded
    left join listed_procedures as listed
        on coded.procedure_key = listed.procedure_key
    left join listed_diagnoses
        on coded.procedure_code = listed_diagnoses.diagnosis_code

    {% if not is_incremental() %}
        union all

        select
            'unknown' as procedure_key,
            'unknown' as procedure_code,
            'unknown' as code_system,
            'unknown' as dotted_procedure_code,
            'No procedure on the claim' as procedure_description,
            false as is_listed,
            false as is_diagnosis_code
    {% endif %}

)

select * from final
