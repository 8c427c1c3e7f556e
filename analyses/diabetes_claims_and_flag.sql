{#- Do claims and condition flag tell the same? Members of a year with a diabetes code (250)
    anywhere on a claim, against CMS's diabetes flag, which asks for one inpatient or two other
    claims; a source without flags has nothing to compare. A pattern for finding members by
    diagnosis: through the bridge, never adding up dollars across it. -#}
with

claim_lines as (

    select * from {{ ref('fact_claim_line') }}

),

claim_diagnoses as (

    select * from {{ ref('bridge_claim_diagnosis') }}

),

diagnoses as (

    select * from {{ ref('dim_diagnosis') }}
    where category_code = '250'

),

beneficiary_years as (

    select * from {{ ref('fact_beneficiary_year') }}

),

diabetes_claims as (

    select distinct claim_diagnoses.claim_key
    from claim_diagnoses
    inner join diagnoses
        on claim_diagnoses.diagnosis_key = diagnoses.diagnosis_key

),

members_by_claims as (

    select
        claim_lines.source_system,
        claim_lines.beneficiary_id,
        claim_lines.claim_year,
        count(distinct claim_lines.claim_key) as diabetes_claim_count
    from claim_lines
    inner join diabetes_claims
        on claim_lines.claim_key = diabetes_claims.claim_key
    group by claim_lines.source_system, claim_lines.beneficiary_id, claim_lines.claim_year

),

final as (

    select
        ---------- natural keys
        beneficiary_years.source_system,
        beneficiary_years.claim_year,

        ---------- flags
        beneficiary_years.has_diabetes as has_diabetes_flag,
        members_by_claims.beneficiary_id is not null as has_diabetes_claim,

        ---------- quantities
        count(*) as member_count,
        cast(
            avg(coalesce(members_by_claims.diabetes_claim_count, 0)) as decimal(9, 2)
        ) as average_diabetes_claim_count

    from beneficiary_years
    left join members_by_claims
        on
            beneficiary_years.source_system = members_by_claims.source_system
            and beneficiary_years.beneficiary_id = members_by_claims.beneficiary_id
            and beneficiary_years.claim_year = members_by_claims.claim_year
    where beneficiary_years.has_diabetes is not null
    group by
        beneficiary_years.source_system,
        beneficiary_years.claim_year,
        beneficiary_years.has_diabetes,
        members_by_claims.beneficiary_id is not null

)

select * from final
order by source_system, claim_year, has_diabetes_flag, has_diabetes_claim
