{#- Every accepted row of every source, as a version of the record it belongs to: a claim, a fill, a
    beneficiary's year. Narrow on purpose: the version rule reads nothing else. -#}
with

records as (

    select
        'desynpuf' as source_system,
        'inpatient' as record_type,
        claim_id as record_id,
        segment_number,
        true as has_segments,
        beneficiary_id,
        claim_year,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__inpatient_claims') }}

    union all

    select
        'desynpuf' as source_system,
        'outpatient' as record_type,
        claim_id as record_id,
        segment_number,
        true as has_segments,
        beneficiary_id,
        claim_year,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__outpatient_claims') }}

    union all

    select
        'desynpuf' as source_system,
        'carrier' as record_type,
        claim_id as record_id,
        cast(1 as smallint) as segment_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__carrier_claims') }}

    union all

    select
        'desynpuf' as source_system,
        'pde' as record_type,
        fill_id as record_id,
        cast(1 as smallint) as segment_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__prescription_drug_events') }}

    union all

    select
        'desynpuf' as source_system,
        'beneficiary_year' as record_type,
        beneficiary_id || '@' || cast(claim_year as {{ dbt.type_string() }}) as record_id,
        cast(1 as smallint) as segment_number,
        false as has_segments,
        beneficiary_id,
        claim_year,
        batch_sequence,
        source_row_number
    from {{ ref('stg_desynpuf__beneficiary_years') }}

)

select * from records
