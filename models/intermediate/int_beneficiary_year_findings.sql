{{ config(tags = ['union_of_sources']) }}
{#- What a reviewer should know about a person's year as one enrollment file of either source tells
    it, of every accepted version. -#}
{%- set checks = [
    'implausible_birth_date__birth_date',
    'death_outside_file_year__death_date',
    'unknown_demographic_code__sex_code',
    'unknown_demographic_code__race_code',
    'unknown_demographic_code__state_code',
    'coverage_months_out_of_range__part_a_month_count',
    'coverage_months_out_of_range__part_b_month_count',
    'coverage_months_out_of_range__hmo_month_count',
    'coverage_months_out_of_range__part_d_month_count',
    'unreadable_flag__unreadable_flags',
] -%}
with

desynpuf_years as (

    select
        'desynpuf' as source_system,
        'beneficiary_summary' as table_name,
        beneficiary_id,
        claim_year,
        sex_code,
        race_code,
        state_code,
        birth_date,
        death_date,
        part_a_month_count,
        part_b_month_count,
        hmo_month_count,
        part_d_month_count,
        unreadable_flags,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__beneficiary_years') }}

),

rif_years as (

    select
        'rif' as source_system,
        'beneficiary_years' as table_name,
        beneficiary_id,
        claim_year,
        sex_code,
        race_code,
        state_code,
        birth_date,
        death_date,
        part_a_month_count,
        part_b_month_count,
        hmo_month_count,
        part_d_month_count,
        cast(null as {{ dbt.type_string() }}) as unreadable_flags,
        batch_sequence,
        source_row_number
    from {{ ref('stg_rif__beneficiary_years') }}
    where change_type_code is distinct from 'DELETE'

),

beneficiary_years as (

    {{ union_of_sources({'desynpuf': 'desynpuf_years', 'rif': 'rif_years'}) }}

),

sexes as (

    select * from {{ ref('sexes') }}

),

races as (

    select * from {{ ref('races') }}

),

states as (

    select * from {{ ref('ssa_states') }}

),

judged_years as (

    select
        beneficiary_years.source_system,
        beneficiary_years.table_name,
        beneficiary_years.beneficiary_id,
        beneficiary_years.claim_year,
        beneficiary_years.batch_sequence,
        beneficiary_years.source_row_number,
        case
            when
                beneficiary_years.birth_date is null
                or extract(year from beneficiary_years.birth_date) > beneficiary_years.claim_year
                or beneficiary_years.birth_date > beneficiary_years.death_date
                then {{ observed('beneficiary_years.birth_date') }}
        end as implausible_birth_date__birth_date,
        case
            when extract(year from beneficiary_years.death_date) <> beneficiary_years.claim_year
                then {{ observed('beneficiary_years.death_date') }}
        end as death_outside_file_year__death_date,
        case
            when sexes.sex_code is null then {{ observed('beneficiary_years.sex_code') }}
        end as unknown_demographic_code__sex_code,
        case
            when races.race_code is null then {{ observed('beneficiary_years.race_code') }}
        end as unknown_demographic_code__race_code,
        case
            when states.state_code is null then {{ observed('beneficiary_years.state_code') }}
        end as unknown_demographic_code__state_code,
        case
            when coalesce(beneficiary_years.part_a_month_count, -1) not between 0 and 12
                then {{ observed('beneficiary_years.part_a_month_count') }}
        end as coverage_months_out_of_range__part_a_month_count,
        case
            when coalesce(beneficiary_years.part_b_month_count, -1) not between 0 and 12
                then {{ observed('beneficiary_years.part_b_month_count') }}
        end as coverage_months_out_of_range__part_b_month_count,
        case
            when coalesce(beneficiary_years.hmo_month_count, -1) not between 0 and 12
                then {{ observed('beneficiary_years.hmo_month_count') }}
        end as coverage_months_out_of_range__hmo_month_count,
        case
            when coalesce(beneficiary_years.part_d_month_count, -1) not between 0 and 12
                then {{ observed('beneficiary_years.part_d_month_count') }}
        end as coverage_months_out_of_range__part_d_month_count,
        beneficiary_years.unreadable_flags as unreadable_flag__unreadable_flags
    from beneficiary_years
    left join sexes
        on beneficiary_years.sex_code = sexes.sex_code
    left join races
        on beneficiary_years.race_code = races.race_code
    left join states
        on beneficiary_years.state_code = states.state_code

),

final as (

    {{ findings_of(
        'judged_years',
        checks,
        table_name='table_name',
        record_key="source_system || ':' || beneficiary_id || '@' || cast(claim_year as "
            ~ dbt.type_string() ~ ")",
    ) }}

)

select * from final
