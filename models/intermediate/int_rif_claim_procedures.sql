{#- Every accepted procedure code of every institutional claim version of RIF: the header's ICD
    procedures with their dates, taken from the claim's lowest line, and each revenue line's
    HCPCS. #}
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

numbered_codes as (

    select
        *,
        {{ unnest_numbered('procedure_codes', 'sent_code', 'sent_place') }}
    from claim_headers

),

header_procedures as (

    select
        claim_type,
        claim_id,
        case when sent_place = 1 then 'principal' else 'other' end as procedure_role,
        cast(sent_place as smallint) as procedure_position,
        {{ icd_key('procedure', text('sent_code'), 'procedure_version_code') }} as procedure_key,
        {{ named_month_date(list_element('procedure_dates', 'sent_place')) }} as procedure_date,
        batch_sequence,
        source_row_number
    from numbered_codes
    where {{ text('sent_code') }} is not null

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
