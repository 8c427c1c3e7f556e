{{
    config(
        incremental_strategy = 'delete+insert',
        unique_key = ['source_system', 'beneficiary_id'],
    )
}}
{#- A version begins on January 1 of a file's year whose tracked attributes (state, county, reason
    of entitlement, ESRD and the eleven condition flags) differ from those of the person's year
    before; equal neighbouring years are one version. The first reaches back to 1900 and the last
    on to 9999, so every date falls in exactly one. Those of the feeds' patients begin on the day of a
    change (`known_versions`).

    An incremental build derives all versions of the persons that a new delivery names anew. -#}
with

beneficiary_years as (

    select
        *,
        concat_ws(
            ',',
            coalesce(state_code, ''),
            coalesce(county_code, ''),
            coalesce(entitlement_reason_code, ''),
            has_esrd,
            has_alzheimers,
            has_heart_failure,
            has_chronic_kidney_disease,
            has_cancer,
            has_copd,
            has_depression,
            has_diabetes,
            has_ischemic_heart_disease,
            has_osteoporosis,
            has_arthritis,
            has_stroke
        ) as tracked_attributes
    from {{ ref('int_beneficiary_years_current') }}
    {% if is_incremental() %}
        where (source_system, beneficiary_id) in (
            select
                source_system,
                beneficiary_id
            from {{ ref('int_records_unioned') }}
            where {{ describes_person() }} and {{ is_new_batch() }}
        )
    {% endif %}

),

compared_years as (

    select
        *,
        lag(tracked_attributes) over (
            partition by source_system, beneficiary_id order by claim_year
        ) as previous_tracked_attributes,
        max(claim_year) over (partition by source_system, beneficiary_id) as latest_year,
        max(death_date) over (partition by source_system, beneficiary_id) as known_death_date
    from beneficiary_years

),

{# What a person is born with is overwritten on every version by the person's latest file. #}
demographics as (

    select * from compared_years
    where claim_year = latest_year

),

version_starts as (

    select
        *,
        row_number() over (
            partition by source_system, beneficiary_id order by claim_year
        ) as version_number,
        lead(claim_year) over (
            partition by source_system, beneficiary_id order by claim_year
        ) as next_version_year
    from compared_years
    where previous_tracked_attributes is distinct from tracked_attributes

),

summarized_versions as (

    select
        version_starts.source_system,
        version_starts.beneficiary_id,
        demographics.sex_code,
        demographics.race_code,
        demographics.original_entitlement_reason_code,
        version_starts.entitlement_reason_code,
        version_starts.state_code,
        version_starts.county_code,
        cast(null as {{ dbt.type_string() }}) as first_name,
        cast(null as {{ dbt.type_string() }}) as last_name,
        cast(null as {{ dbt.type_string() }}) as address,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as zipcode,
        demographics.birth_date,
        demographics.known_death_date as death_date,
        case
            when version_starts.version_number = 1 then cast('1900-01-01' as date)
            else make_date(version_starts.claim_year, 1, 1)
        end as valid_from,
        coalesce(
            make_date(version_starts.next_version_year, 1, 1), cast('9999-12-31' as date)
        ) as valid_to,
        version_starts.next_version_year is null as is_current,
        version_starts.has_esrd,
        version_starts.has_alzheimers,
        version_starts.has_heart_failure,
        version_starts.has_chronic_kidney_disease,
        version_starts.has_cancer,
        version_starts.has_copd,
        version_starts.has_depression,
        version_starts.has_diabetes,
        version_starts.has_ischemic_heart_disease,
        version_starts.has_osteoporosis,
        version_starts.has_arthritis,
        version_starts.has_stroke,
        false as is_inferred
    from version_starts
    inner join demographics
        on
            version_starts.source_system = demographics.source_system
            and version_starts.beneficiary_id = demographics.beneficiary_id

),

states as (

    select * from {{ ref('ssa_states') }}

),

{# Nobody looked for a condition; where a patient lives is told by the state's two letters. #}
patient_versions as (

    select
        'feeds' as source_system,
        patients.patient_id as beneficiary_id,
        cast(null as {{ dbt.type_string() }}) as sex_code,
        cast(null as {{ dbt.type_string() }}) as race_code,
        cast(null as {{ dbt.type_string() }}) as original_entitlement_reason_code,
        cast(null as {{ dbt.type_string() }}) as entitlement_reason_code,
        states.state_code,
        cast(null as {{ dbt.type_string() }}) as county_code,
        patients.first_name,
        patients.last_name,
        patients.address,
        patients.city,
        patients.zipcode,
        patients.birth_date,
        cast(null as date) as death_date,
        patients.valid_from,
        patients.valid_to,
        patients.is_current,
        false as has_esrd,
        cast(null as boolean) as has_alzheimers,
        cast(null as boolean) as has_heart_failure,
        cast(null as boolean) as has_chronic_kidney_disease,
        cast(null as boolean) as has_cancer,
        cast(null as boolean) as has_copd,
        cast(null as boolean) as has_depression,
        cast(null as boolean) as has_diabetes,
        cast(null as boolean) as has_ischemic_heart_disease,
        cast(null as boolean) as has_osteoporosis,
        cast(null as boolean) as has_arthritis,
        cast(null as boolean) as has_stroke,
        false as is_inferred
    from {{ ref('int_patients_versioned') }} as patients
    left join states
        on patients.state_code = states.state_abbreviation
    {% if is_incremental() %}
        where patients.patient_id in (
            select beneficiary_id
            from {{ ref('int_records_unioned') }}
            where source_system = 'feeds' and {{ describes_person() }} and {{ is_new_batch() }}
        )
    {% endif %}

),

known_persons as (

    select
        source_system,
        beneficiary_id
    from {{ ref('int_beneficiary_years_current') }}

    union all

    select
        'feeds' as source_system,
        patient_id as beneficiary_id
    from {{ ref('stg_feeds__patients') }}

),

{# Persons known from claims or fills alone. #}
inferred_versions as (

    select distinct
        records.source_system,
        records.beneficiary_id,
        cast(null as {{ dbt.type_string() }}) as sex_code,
        cast(null as {{ dbt.type_string() }}) as race_code,
        cast(null as {{ dbt.type_string() }}) as original_entitlement_reason_code,
        cast(null as {{ dbt.type_string() }}) as entitlement_reason_code,
        cast(null as {{ dbt.type_string() }}) as state_code,
        cast(null as {{ dbt.type_string() }}) as county_code,
        cast(null as {{ dbt.type_string() }}) as first_name,
        cast(null as {{ dbt.type_string() }}) as last_name,
        cast(null as {{ dbt.type_string() }}) as address,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as zipcode,
        cast(null as date) as birth_date,
        cast(null as date) as death_date,
        cast('1900-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to,
        true as is_current,
        false as has_esrd,
        false as has_alzheimers,
        false as has_heart_failure,
        false as has_chronic_kidney_disease,
        false as has_cancer,
        false as has_copd,
        false as has_depression,
        false as has_diabetes,
        false as has_ischemic_heart_disease,
        false as has_osteoporosis,
        false as has_arthritis,
        false as has_stroke,
        true as is_inferred
    from {{ ref('int_records_unioned') }} as records
    left join known_persons
        on
            records.source_system = known_persons.source_system
            and records.beneficiary_id = known_persons.beneficiary_id
    where
        known_persons.beneficiary_id is null
        and records.beneficiary_id is not null
    {% if is_incremental() %}
        and {{ is_new_batch('records.batch_sequence') }}
    {% endif %}

),

unknown_version as (

    select
        'unknown' as source_system,
        'unknown' as beneficiary_id,
        cast(null as {{ dbt.type_string() }}) as sex_code,
        cast(null as {{ dbt.type_string() }}) as race_code,
        cast(null as {{ dbt.type_string() }}) as original_entitlement_reason_code,
        cast(null as {{ dbt.type_string() }}) as entitlement_reason_code,
        cast(null as {{ dbt.type_string() }}) as state_code,
        cast(null as {{ dbt.type_string() }}) as county_code,
        cast(null as {{ dbt.type_string() }}) as first_name,
        cast(null as {{ dbt.type_string() }}) as last_name,
        cast(null as {{ dbt.type_string() }}) as address,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as zipcode,
        cast(null as date) as birth_date,
        cast(null as date) as death_date,
        cast('1900-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to,
        true as is_current,
        false as has_esrd,
        false as has_alzheimers,
        false as has_heart_failure,
        false as has_chronic_kidney_disease,
        false as has_cancer,
        false as has_copd,
        false as has_depression,
        false as has_diabetes,
        false as has_ischemic_heart_disease,
        false as has_osteoporosis,
        false as has_arthritis,
        false as has_stroke,
        true as is_inferred

),

all_versions as (

    select * from summarized_versions
    union all
    select * from patient_versions
    union all
    select * from inferred_versions
    {% if not is_incremental() %}
        union all
        select * from unknown_version
    {% endif %}

),

final as (

    select
        ---------- keys
        case
            when versions.source_system = 'unknown' then 'unknown'
            else
                versions.source_system || ':' || versions.beneficiary_id
                || '@' || cast(versions.valid_from as {{ dbt.type_string() }})
        end as beneficiary_key,

        ---------- natural keys
        versions.source_system,
        versions.beneficiary_id,

        ---------- codes and text
        versions.sex_code,
        coalesce(sexes.sex_name, 'Unknown') as sex_name,
        versions.race_code,
        coalesce(races.race_name, 'Unknown') as race_name,
        versions.original_entitlement_reason_code,
        versions.entitlement_reason_code,
        versions.state_code,
        states.state_abbreviation,
        coalesce(states.state_name, 'Unknown') as state_name,
        versions.county_code,
        {{ personal('versions.first_name') }} as first_name,
        {{ personal('versions.last_name') }} as last_name,
        {{ personal('versions.address') }} as address,
        {{ personal('versions.city') }} as city,
        {{ personal('versions.zipcode') }} as zipcode,

        ---------- dates
        versions.birth_date,
        versions.death_date,
        versions.valid_from,
        versions.valid_to,

        ---------- flags
        versions.is_current,
        versions.has_esrd,
        versions.has_alzheimers,
        versions.has_heart_failure,
        versions.has_chronic_kidney_disease,
        versions.has_cancer,
        versions.has_copd,
        versions.has_depression,
        versions.has_diabetes,
        versions.has_ischemic_heart_disease,
        versions.has_osteoporosis,
        versions.has_arthritis,
        versions.has_stroke,
        versions.is_inferred

    from all_versions as versions
    left join {{ ref('sexes') }} as sexes
        on versions.sex_code = sexes.sex_code
    left join {{ ref('races') }} as races
        on versions.race_code = races.race_code
    left join states
        on versions.state_code = states.state_code

)

select * from final
