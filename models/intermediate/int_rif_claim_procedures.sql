{#- Every accepted procedure code of every institutional claim version of RIF: the header's ICD
    procedures with their dates, taken from the claim's lowest line, and each revenue line's
    HCPCS. #}
-- sqlfluff:indentation:template_blocks_indent:False
with

claims as (

    select * from {{ ref('int_rif_institutional_claims') }}
    where not is_deletion

),

headers as (

    select * from {{ ref('int_rif_claim_headers') }}

),

claim_headers as (

    select claims.*
    from claims
    inner join headers
        on
            claims.batch_sequence = headers.batch_sequence
            and claims.source_row_number = headers.source_row_number

),

{# Code and date become one value, for both are turned together. #}
paired_columns as (

    select
        claim_type,
        claim_id,
        procedure_version_code,
        {%- for number in range(1, 26) %}
        {%- set place = '_%02d' | format(number) %}
        procedure_code{{ place }}
        || '@' || coalesce(cast(procedure_date{{ place }} as {{ dbt.type_string() }}), '')
            as dated_code{{ place }},
        {%- endfor %}
        batch_sequence,
        source_row_number
    from claim_headers

),

dated_codes as (

    select
        claim_type,
        claim_id,
        procedure_version_code,
        batch_sequence,
        source_row_number,
        numbered_column,
        dated_code
    from paired_columns
    unpivot (
        dated_code for numbered_column in (
            {%- for number in range(1, 26) %}
            dated_code_{{ '%02d' | format(number) }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

header_procedures as (

    select
        claim_type,
        claim_id,
        case
            when numbered_column = 'dated_code_01' then 'principal' else 'other'
        end as procedure_role,
        cast(right(numbered_column, 2) as smallint) as procedure_position,
        {{ icd_key('procedure', "split_part(dated_code, '@', 1)", 'procedure_version_code') }}
            as procedure_key,
        cast(nullif(split_part(dated_code, '@', 2), '') as date) as procedure_date,
        batch_sequence,
        source_row_number
    from dated_codes

),

line_procedures as (

    select
        claim_type,
        claim_id,
        'hcpcs' as procedure_role,
        line_number as procedure_position,
        'hcpcs:' || hcpcs_code as procedure_key,
        cast(null as date) as procedure_date,
        batch_sequence,
        source_row_number
    from claims
    where hcpcs_code is not null

),

all_procedures as (

    select * from header_procedures
    union all
    select * from line_procedures

),

final as (

    select
        'rif' as source_system,
        claim_type,
        claim_id,
        cast(1 as smallint) as segment_number,
        procedure_role,
        procedure_position,
        procedure_key,
        procedure_date,
        batch_sequence,
        source_row_number
    from all_procedures

)

select * from final
