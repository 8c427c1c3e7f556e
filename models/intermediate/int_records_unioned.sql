{{ config(tags = ['union_of_sources']) }}
{#- Every accepted row of every source, as a version of the record it belongs to: a claim, a
    fill, a beneficiary's year, a patient, a provider; or as the event that deletes one.
    `line_number` where a row holds one line of a claim, null where it holds the whole. Narrow on
    purpose: the version rule reads nothing else. -#}
with

desynpuf_records as (

    select
        'desynpuf' as source_system,
        'inpatient' as record_type,
        claim_id as record_id,
        segment_number,
        cast(null as smallint) as line_number,
        true as has_segments,
        beneficiary_id,
        claim_year,
        false as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__inpatient_claims') }}

    union all

    select
        'desynpuf' as source_system,
        'outpatient' as record_type,
        claim_id as record_id,
        segment_number,
        cast(null as smallint) as line_number,
        true as has_segments,
        beneficiary_id,
        claim_year,
        false as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__outpatient_claims') }}

    union all

    select
        'desynpuf' as source_system,
        'carrier' as record_type,
        claim_id as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        false as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__carrier_claims') }}

    union all

    select
        'desynpuf' as source_system,
        'pde' as record_type,
        fill_id as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        false as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__prescription_drug_events') }}

    union all

    select
        'desynpuf' as source_system,
        'beneficiary_year' as record_type,
        beneficiary_id || '@' || cast(claim_year as {{ dbt.type_string() }}) as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        false as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__beneficiary_years') }}

),

rif_records as (

    select
        'rif' as source_system,
        claim_type as record_type,
        claim_id as record_id,
        cast(1 as smallint) as segment_number,
        line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_institutional_claims') }}

    union all

    select
        'rif' as source_system,
        claim_type as record_type,
        claim_id as record_id,
        cast(1 as smallint) as segment_number,
        line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_professional_claims') }}

    union all

    select
        'rif' as source_system,
        'pde' as record_type,
        fill_id as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        coalesce(change_type_code = 'DELETE', false) as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_rif__prescription_drug_events') }}

    union all

    select
        'rif' as source_system,
        'beneficiary_year' as record_type,
        beneficiary_id || '@' || cast(claim_year as {{ dbt.type_string() }}) as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        coalesce(change_type_code = 'DELETE', false) as is_deletion,
        cast(null as date) as version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_rif__beneficiary_years') }}

),

{# A provider is nobody's record, and like a patient in no year of claims. #}
feed_records as (

    select
        'feeds' as source_system,
        'visit' as record_type,
        claim_id as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        patient_id as beneficiary_id,
        claim_year,
        false as is_deletion,
        version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_feeds__claims') }}

    union all

    select
        'feeds' as source_system,
        'patient' as record_type,
        patient_id as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        patient_id as beneficiary_id,
        cast(null as smallint) as claim_year,
        false as is_deletion,
        version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_feeds__patients') }}

    union all

    select
        'feeds' as source_system,
        'provider' as record_type,
        provider_id as record_id,
        cast(1 as smallint) as segment_number,
        cast(null as smallint) as line_number,
        false as has_segments,
        cast(null as {{ dbt.type_string() }}) as beneficiary_id,
        cast(null as smallint) as claim_year,
        false as is_deletion,
        version_date,
        batch_sequence,
        source_row_number
    from {{ ref('stg_feeds__providers') }}

),

final as (

    {{ union_of_sources({
        'desynpuf': 'desynpuf_records',
        'rif': 'rif_records',
        'feeds': 'feed_records',
    }) }}

)

select * from final
