{{
    config(
        unique_key = ['source_system', 'beneficiary_id', 'claim_year', 'condition'],
        meta = {'vanished': "origin = 'none'"},
    )
}}
{#- A member-year has a condition when CMS flagged it or, where the source has no flags, when its
    claims name the condition often enough. An incremental build computes the member-years that new
    deliveries touched and the later ones that look back on them; a condition that one of these had
    and lost comes out without origin, and the merge deletes it. #}
-- depends_on: {{ ref('bridge_member_year_delivery') }}
with

conditions as (

    select * from {{ ref('chronic_conditions') }}

),

years_back as (

    select 0 as year_count
    union all
    select 1 as year_count
    union all
    select 2 as year_count

),

{# From how many years back a claim still speaks for a year. #}
look_backs as (

    select
        conditions.condition_code,
        conditions.minimum_inpatient_claims,
        conditions.minimum_other_claims,
        years_back.year_count
    from conditions
    inner join years_back
        on conditions.look_back_years > years_back.year_count

),

{% if is_incremental() -%}
{# A year for which nothing was ever delivered has no condition, and looks back on none. Joined with
   the eleven look-backs, DuckDB takes the touched years for millions, and hashes the fact instead. #}
touched_member_years as (

    select distinct
        named.source_system,
        named.beneficiary_id,
        named.claim_year
    from {{ ref('bridge_member_year_delivery') }} as named
    inner join {{ ref('bridge_member_year_delivery') }} as deliveries
        on
            named.source_system = deliveries.source_system
            and named.beneficiary_id = deliveries.beneficiary_id
    inner join years_back
        on named.claim_year - deliveries.claim_year = years_back.year_count
    where
        {{ is_new_batch('deliveries.batch_sequence') }}
        and years_back.year_count < (select max(conditions.look_back_years) from conditions)

),

{% endif -%}
beneficiary_years as (

    select * from {{ ref('fact_beneficiary_year') }}
    {% if is_incremental() %}
        where (source_system, beneficiary_id, claim_year) in (
            select
                source_system,
                beneficiary_id,
                claim_year
            from touched_member_years
        )
    {% endif %}

),

{# A year without flags leaves no row here. #}
flags as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        substr(flag_column, 5) as condition_code,
        has_condition
    from beneficiary_years
    unpivot (
        has_condition for flag_column in (
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
        )
    )

),

{# Prefixes, of three characters at least, meet each code once, not each claim. #}
naming_diagnoses as (

    select distinct
        diagnoses.diagnosis_key,
        rules.condition_code
    from {{ ref('dim_diagnosis') }} as diagnoses
    inner join {{ ref('condition_diagnoses') }} as rules
        on
            diagnoses.code_system = rules.code_system
            and left(diagnoses.diagnosis_code, 3) = left(rules.code_prefix, 3)
            and left(diagnoses.diagnosis_code, length(rules.code_prefix)) = rules.code_prefix

),

{% if is_incremental() -%}
{# Whose claims are asked: all their years, for a touched one looks back. #}
asked_beneficiaries as (

    select distinct
        touched.source_system,
        touched.beneficiary_id
    from touched_member_years as touched
    left join flags
        on
            touched.source_system = flags.source_system
            and touched.beneficiary_id = flags.beneficiary_id
            and touched.claim_year = flags.claim_year
    where flags.condition_code is null

),

{% endif -%}
claim_lines as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        claim_key,
        service_through_date,
        claim_type = 'inpatient' and not is_emergency_only as is_stay
    from {{ ref('fact_claim_line') }}
    where
        is_countable
        and claim_type in ('inpatient', 'outpatient', 'carrier')
    {% if is_incremental() %}
        and (source_system, beneficiary_id) in (
            select
                source_system,
                beneficiary_id
            from asked_beneficiaries
        )
    {% endif %}

),

naming_claims as (

    select distinct
        claim_diagnoses.claim_key,
        naming_diagnoses.condition_code
    from {{ ref('bridge_claim_diagnosis') }} as claim_diagnoses
    inner join naming_diagnoses
        on claim_diagnoses.diagnosis_key = naming_diagnoses.diagnosis_key
    {% if is_incremental() %}
        where claim_diagnoses.claim_key in (select claim_key from claim_lines)
    {% endif %}

),

evidence as (

    select
        claim_lines.source_system,
        claim_lines.beneficiary_id,
        cast(claim_lines.claim_year + look_backs.year_count as smallint) as claim_year,
        look_backs.condition_code,
        look_backs.minimum_inpatient_claims,
        look_backs.minimum_other_claims,
        min(claim_lines.service_through_date) as first_diagnosis_date,
        max(claim_lines.service_through_date) as last_diagnosis_date,
        min(look_backs.year_count) as years_since_diagnosis,
        count(distinct claim_lines.claim_key) as claim_count,
        count(distinct case when claim_lines.is_stay then claim_lines.claim_key end) as stay_count
    from claim_lines
    inner join naming_claims
        on claim_lines.claim_key = naming_claims.claim_key
    inner join look_backs
        on naming_claims.condition_code = look_backs.condition_code
    group by
        claim_lines.source_system,
        claim_lines.beneficiary_id,
        claim_lines.claim_year + look_backs.year_count,
        look_backs.condition_code,
        look_backs.minimum_inpatient_claims,
        look_backs.minimum_other_claims

),

{# Without a claim of its own a year has what it looks back on only while the person is enrolled. #}
derived_conditions as (

    select
        evidence.source_system,
        evidence.beneficiary_id,
        evidence.claim_year,
        evidence.condition_code,
        evidence.first_diagnosis_date,
        evidence.last_diagnosis_date,
        evidence.claim_count
    from evidence
    left join beneficiary_years
        on
            evidence.source_system = beneficiary_years.source_system
            and evidence.beneficiary_id = beneficiary_years.beneficiary_id
            and evidence.claim_year = beneficiary_years.claim_year
    left join flags
        on
            evidence.source_system = flags.source_system
            and evidence.beneficiary_id = flags.beneficiary_id
            and evidence.claim_year = flags.claim_year
    where
        (
            evidence.stay_count >= evidence.minimum_inpatient_claims
            or evidence.claim_count >= evidence.minimum_other_claims
        )
        and (evidence.years_since_diagnosis = 0 or beneficiary_years.beneficiary_id is not null)
        and flags.condition_code is null
    {% if is_incremental() %}
        and (evidence.source_system, evidence.beneficiary_id, evidence.claim_year) in (
            select
                source_system,
                beneficiary_id,
                claim_year
            from touched_member_years
        )
    {% endif %}

),

member_year_conditions as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        condition_code,
        'cms_flag' as origin,
        cast(null as date) as first_diagnosis_date,
        cast(null as date) as last_diagnosis_date,
        cast(null as bigint) as claim_count
    from flags
    where has_condition

    union all

    select
        source_system,
        beneficiary_id,
        claim_year,
        condition_code,
        'diagnoses' as origin,
        first_diagnosis_date,
        last_diagnosis_date,
        claim_count
    from derived_conditions

),

{% if is_incremental() -%}
vanished_conditions as (

    select
        held.source_system,
        held.beneficiary_id,
        held.claim_year,
        held.condition as condition_code,
        'none' as origin,
        held.first_diagnosis_date,
        held.last_diagnosis_date,
        held.claim_count
    from {{ this }} as held
    inner join touched_member_years as touched
        on
            held.source_system = touched.source_system
            and held.beneficiary_id = touched.beneficiary_id
            and held.claim_year = touched.claim_year
    left join member_year_conditions as found
        on
            held.source_system = found.source_system
            and held.beneficiary_id = found.beneficiary_id
            and held.claim_year = found.claim_year
            and held.condition = found.condition_code
    where found.condition_code is null

),

{% endif -%}
all_conditions as (

    select * from member_year_conditions
    {% if is_incremental() %}
        union all
        select * from vanished_conditions
    {% endif %}

),

final as (

    select
        ---------- natural keys
        source_system,
        beneficiary_id,
        claim_year,

        ---------- codes
        condition_code as condition,
        origin,

        ---------- dates
        first_diagnosis_date,
        last_diagnosis_date,

        ---------- quantities
        claim_count

    from all_conditions

)

select * from final
