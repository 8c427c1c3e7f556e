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
{% for claims, count in [('institutional', 25), ('professional', 12)] -%}
{{ claims }}_codes as (

    select
        claim_type,
        claim_id,
        diagnosis_version_code,
        principal_diagnosis_code,
        batch_sequence,
        source_row_number,
        numbered_column,
        diagnosis_code
    from {{ claims }}_headers
    unpivot (
        diagnosis_code for numbered_column in (
            {%- for number in range(1, count + 1) %}
            diagnosis_code_{{ '%02d' | format(number) }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

{% endfor -%}
all_codes as (

    select * from institutional_codes
    union all
    select * from professional_codes

),

principal_headers as (

    select
        claim_type,
        claim_id,
        diagnosis_version_code,
        principal_diagnosis_code,
        cast(null as {{ dbt.type_string() }}) as admitting_diagnosis_code,
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
        batch_sequence,
        source_row_number
    from institutional_headers

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
    from principal_headers
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
    from principal_headers
    where admitting_diagnosis_code is not null

    union all

    select
        claim_type,
        claim_id,
        'other' as diagnosis_role,
        cast(right(numbered_column, 2) as smallint) as diagnosis_position,
        {{ icd_key('diagnosis', 'diagnosis_code', 'diagnosis_version_code') }} as diagnosis_key,
        batch_sequence,
        source_row_number
    from all_codes
    where
        numbered_column <> 'diagnosis_code_01'
        or diagnosis_code is distinct from principal_diagnosis_code

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
