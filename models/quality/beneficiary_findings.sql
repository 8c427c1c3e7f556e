{#- What a reviewer should know about persons, over all their current rows. -#}
with

beneficiary_years as (

    select * from {{ ref('int_beneficiary_years_current') }}

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}

),

current_claims as (

    select
        source_system,
        beneficiary_id,
        batch_sequence
    from {{ ref('fact_claim_line') }}

    union all

    select
        source_system,
        beneficiary_id,
        batch_sequence
    from {{ ref('fact_prescription_fill') }}

),

orphans as (

    select
        'orphan_beneficiary' as rule_id,
        'is_inferred' as column_name,
        beneficiaries.source_system,
        beneficiaries.beneficiary_id,
        'claim lines and fills: ' || cast(count(*) as {{ dbt.type_string() }}) as observed_value,
        max(current_claims.batch_sequence) as batch_sequence
    from beneficiaries
    inner join current_claims
        on
            beneficiaries.source_system = current_claims.source_system
            and beneficiaries.beneficiary_id = current_claims.beneficiary_id
    where beneficiaries.is_inferred and beneficiaries.beneficiary_key <> 'unknown'
    group by
        beneficiaries.source_system,
        beneficiaries.beneficiary_id

),

compared_demographics as (

    select
        source_system,
        beneficiary_id,
        max(batch_sequence) as batch_sequence,
        case
            when min(birth_date) <> max(birth_date)
                then
                    cast(min(birth_date) as {{ dbt.type_string() }})
                    || ' and ' || cast(max(birth_date) as {{ dbt.type_string() }})
        end as birth_date,
        case
            when min(sex_code) <> max(sex_code) then min(sex_code) || ' and ' || max(sex_code)
        end as sex_code,
        case
            when min(race_code) <> max(race_code) then min(race_code) || ' and ' || max(race_code)
        end as race_code
    from beneficiary_years
    group by source_system, beneficiary_id

),

changed_demographics as (

    select
        source_system,
        beneficiary_id,
        batch_sequence,
        column_name,
        observed_value
    from compared_demographics
    unpivot (
        observed_value for column_name in (birth_date, sex_code, race_code)
    )

),

deaths as (

    select
        source_system,
        beneficiary_id,
        max(death_date) as death_date
    from beneficiary_years
    where death_date is not null
    group by source_system, beneficiary_id

),

years_after_death as (

    select
        beneficiary_years.source_system,
        beneficiary_years.beneficiary_id,
        deaths.death_date,
        max(beneficiary_years.claim_year) as latest_year
    from beneficiary_years
    inner join deaths
        on
            beneficiary_years.source_system = deaths.source_system
            and beneficiary_years.beneficiary_id = deaths.beneficiary_id
    group by
        beneficiary_years.source_system,
        beneficiary_years.beneficiary_id,
        deaths.death_date
    having max(beneficiary_years.claim_year) > extract(year from deaths.death_date)

),

faults as (

    select * from orphans

    union all

    select
        'changed_demographics' as rule_id,
        column_name,
        source_system,
        beneficiary_id,
        observed_value,
        batch_sequence
    from changed_demographics

    union all

    select
        'enrolled_after_death' as rule_id,
        'death_date' as column_name,
        years_after_death.source_system,
        years_after_death.beneficiary_id,
        cast(years_after_death.death_date as {{ dbt.type_string() }})
        || ', enrolled in '
        || cast(years_after_death.latest_year as {{ dbt.type_string() }}) as observed_value,
        compared_demographics.batch_sequence
    from years_after_death
    inner join compared_demographics
        on
            years_after_death.source_system = compared_demographics.source_system
            and years_after_death.beneficiary_id = compared_demographics.beneficiary_id

),

final as (

    select
        ---------- keys
        rule_id,
        source_system,
        'dim_beneficiary' as table_name,
        source_system || ':' || beneficiary_id as record_key,
        column_name,

        ---------- natural keys
        beneficiary_id,

        ---------- text
        observed_value,

        ---------- lineage
        batch_sequence,
        cast(null as bigint) as source_row_number

    from faults

)

select * from final
