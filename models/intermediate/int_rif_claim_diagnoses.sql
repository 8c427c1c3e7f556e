{#- Every accepted diagnosis code of every claim version of RIF, the header's and the lines'.

    CMS repeats a claim's header on every line; here it is taken from the claim's lowest line. The
    principal code is repeated as the first of the others, and stands once. #}
-- sqlfluff:indentation:template_blocks_indent:False
with

headers as (

    select * from {{ ref('int_rif_claim_headers') }}

),

{% for claims in ['institutional', 'professional'] -%}
{{ claims }}_headers as (

    select claims.*
    from {{ ref('int_rif_' ~ claims ~ '_claims') }} as claims
    inner join headers
        on
            claims.batch_sequence = headers.batch_sequence
            and claims.source_row_number = headers.source_row_number

),

{% endfor -%}
{# The two have the same columns from here on. #}
claim_headers as (

    select
        claim_type,
        claim_id,
        diagnosis_version_code,
        principal_diagnosis_code,
        cast(null as {{ dbt.type_string() }}) as admitting_diagnosis_code,
        diagnosis_codes,
        batch_sequence,
        source_row_number
    from professional_headers

    union all

    select
        claim_type,
        claim_id,
        diagnosis_version_code,
        principal_diagnosis_code,
        admitting_diagnosis_code,
        diagnosis_codes,
        batch_sequence,
        source_row_number
    from institutional_headers

),

numbered_codes as (

    select
        *,
        {{ unnest_numbered('diagnosis_codes', 'sent_code', 'sent_place') }}
    from claim_headers

),

all_codes as (

    select
        *,
        {{ text('sent_code') }} as diagnosis_code,
        cast(sent_place as smallint) as diagnosis_position
    from numbered_codes

),

all_diagnoses as (

    select
        claim_type,
        claim_id,
        'principal' as diagnosis_role,
        cast(1 as smallint) as diagnosis_position,
        {{ icd_key('diagnosis', 'principal_diagnosis_code', 'diagnosis_version_code') }}
            as diagnosis_key,
        batch_sequence,
        source_row_number
    from claim_headers
    where principal_diagnosis_code is not null

    union all

    select
        claim_type,
        claim_id,
        'admitting' as diagnosis_role,
        cast(1 as smallint) as diagnosis_position,
        {{ icd_key('diagnosis', 'admitting_diagnosis_code', 'diagnosis_version_code') }}
            as diagnosis_key,
        batch_sequence,
        source_row_number
    from claim_headers
    where admitting_diagnosis_code is not null

    union all

    select
        claim_type,
        claim_id,
        'other' as diagnosis_role,
        diagnosis_position,
        {{ icd_key('diagnosis', 'diagnosis_code', 'diagnosis_version_code') }} as diagnosis_key,
        batch_sequence,
        source_row_number
    from all_codes
    where
        diagnosis_code is not null
        and (diagnosis_position > 1 or diagnosis_code is distinct from principal_diagnosis_code)

    union all

    select
        claim_type,
        claim_id,
        'line' as diagnosis_role,
        line_number as diagnosis_position,
        line_diagnosis_key as diagnosis_key,
        batch_sequence,
        source_row_number
    from {{ ref('int_rif_professional_lines') }}
    where line_diagnosis_key is not null

),

final as (

    select
        'rif' as source_system,
        claim_type,
        claim_id,
        cast(1 as smallint) as segment_number,
        diagnosis_role,
        diagnosis_position,
        diagnosis_key,
        batch_sequence,
        source_row_number
    from all_diagnoses

)

select * from final
