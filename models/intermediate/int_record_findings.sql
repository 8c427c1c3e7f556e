{{
    config(
        materialized = 'incremental',
        tags = ['union_of_sources'],
        incremental_strategy = 'append_batches',
        post_hook = '{{ record_build_position() }}',
    )
}}
{#- The faults of every accepted version of every record. Each row of a delivery is judged once,
    when the delivery is first built; what became of the version since is told by `issues`. A new
    rule therefore needs a full refresh. -#}
with

findings as (

    {{ union_of_sources({
        'desynpuf': [
            ref('int_desynpuf_institutional_findings'),
            ref('int_desynpuf_carrier_findings'),
            ref('int_desynpuf_procedure_findings'),
        ],
        'rif': [ref('int_rif_claim_findings')],
        'feeds': [
            ref('int_feeds_patient_findings'),
            ref('int_feeds_provider_findings'),
            ref('int_feeds_claim_findings'),
        ],
        'every_source': [
            ref('int_fill_findings'),
            ref('int_beneficiary_year_findings'),
            ref('int_record_version_findings'),
        ],
    }) }}

),

final as (

    select
        ---------- keys
        rule_id,
        source_system,
        table_name,
        record_key,
        column_name,

        ---------- natural keys
        beneficiary_id,
        line_number,

        ---------- text
        {{ sent_by_feed('observed_value') }} as observed_value,

        ---------- lineage
        batch_sequence,
        source_row_number

    from findings
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

)

select * from final
