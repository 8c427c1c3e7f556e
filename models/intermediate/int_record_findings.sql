{{
    config(
        materialized = 'incremental',
        incremental_strategy = 'append_batches',
        post_hook = '{{ record_build_position() }}',
    )
}}
{#- The faults of every accepted version of every record. Each row of a delivery is judged once,
    when the delivery is first built; what became of the version since is told by `issues`. A new
    rule therefore needs a full refresh. -#}
with

findings as (

    select * from {{ ref('int_desynpuf_institutional_findings') }}
    union all
    select * from {{ ref('int_desynpuf_carrier_findings') }}
    union all
    select * from {{ ref('int_rif_claim_findings') }}
    union all
    select * from {{ ref('int_fill_findings') }}
    union all
    select * from {{ ref('int_beneficiary_year_findings') }}
    union all
    select * from {{ ref('int_desynpuf_procedure_findings') }}
    union all
    select * from {{ ref('int_record_version_findings') }}

),

final as (

    select * from findings
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

)

select * from final
