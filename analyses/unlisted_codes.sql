{#- How many codes on the claims does no reference list know? They are counted and ranked like any
    other, only without a name. HCPCS and CPT are left out, for they have no free list. -#}
with

claim_diagnoses as (

    select * from {{ ref('bridge_claim_diagnosis') }}

),

claim_procedures as (

    select * from {{ ref('bridge_claim_procedure') }}
    where procedure_role <> 'hcpcs'

),

fills as (

    select * from {{ ref('fact_prescription_fill') }}

),

diagnoses as (

    select * from {{ ref('dim_diagnosis') }}

),

procedures as (

    select * from {{ ref('dim_procedure') }}

),

drugs as (

    select * from {{ ref('dim_drug') }}

),

code_uses as (

    select
        split_part(claim_diagnoses.claim_key, ':', 1) as source_system,
        'diagnosis' as code_kind,
        split_part(claim_diagnoses.claim_key, ':', 2) as claim_type,
        diagnoses.diagnosis_code as code,
        diagnoses.is_listed
    from claim_diagnoses
    inner join diagnoses
        on claim_diagnoses.diagnosis_key = diagnoses.diagnosis_key

    union all

    select
        split_part(claim_procedures.claim_key, ':', 1) as source_system,
        'procedure' as code_kind,
        split_part(claim_procedures.claim_key, ':', 2) as claim_type,
        procedures.procedure_code as code,
        procedures.is_listed
    from claim_procedures
    inner join procedures
        on claim_procedures.procedure_key = procedures.procedure_key

    union all

    select
        fills.source_system,
        'drug' as code_kind,
        'fill' as claim_type,
        drugs.drug_code as code,
        drugs.is_listed
    from fills
    inner join drugs
        on fills.drug_key = drugs.drug_key

),

final as (

    select
        ---------- natural keys
        source_system,
        code_kind,
        claim_type,

        ---------- quantities
        count(*) as use_count,
        count(case when not is_listed then 1 end) as unlisted_use_count,
        cast(
            1.0 * count(case when not is_listed then 1 end) / count(*) as decimal(9, 4)
        ) as unlisted_rate,
        count(distinct code) as code_count,
        count(distinct case when not is_listed then code end) as unlisted_code_count

    from code_uses
    group by source_system, code_kind, claim_type

)

select * from final
order by source_system, code_kind, claim_type
