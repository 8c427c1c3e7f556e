{{
    config(
        materialized = 'incremental',
        incremental_strategy = 'replace_records',
        post_hook = '{{ record_build_position() }}',
    )
}}
{#-
    The version rule, in its one place: the rows that are no longer current, and what replaced them.

    A record's current version is all its rows in the newest delivery that holds it. Inside one
    delivery the last row wins, per claim line: an earlier row of the same carrier claim keeps the
    lines that no later row has, `kept_line_numbers`.

    A row was current from its own delivery until `superseded_by_batch_sequence`, the next one that
    holds its record.

    Few records have more than one row, so the rule looks closer at those alone.
-#}
with

records as (

    select * from {{ ref('int_records_unioned') }}

),

{% if is_incremental() -%}
changed_records as (

    select distinct
        source_system,
        record_type,
        record_id
    from records
    where {{ is_new_batch() }}

),

{% endif -%}
candidates as (

    select records.*
    from records
    {% if is_incremental() %}
        inner join changed_records
            on
                records.source_system = changed_records.source_system
                and records.record_type = changed_records.record_type
                and records.record_id = changed_records.record_id
    {% endif %}

),

contested_records as (

    select
        source_system,
        record_type,
        record_id
    from candidates
    group by source_system, record_type, record_id
    having count(*) > 1

),

versions as (

    select
        candidates.*,
        min(candidates.batch_sequence) over (
            partition by
                candidates.source_system, candidates.record_type, candidates.record_id
            order by candidates.batch_sequence
            range between 1 following and unbounded following
        ) as superseded_by_batch_sequence,
        row_number() over (
            partition by
                candidates.source_system,
                candidates.record_type,
                candidates.record_id,
                candidates.segment_number,
                candidates.batch_sequence
            order by candidates.source_row_number desc
        ) as newest_first
    from candidates
    inner join contested_records
        on
            candidates.source_system = contested_records.source_system
            and candidates.record_type = contested_records.record_type
            and candidates.record_id = contested_records.record_id

),

{# Carrier claims sent more than once in one delivery, line by line. #}
repeated_claims as (

    select distinct
        record_id,
        batch_sequence
    from versions
    where
        record_type = 'carrier'
        and newest_first > 1

),

repeated_lines as (

    select
        carrier_lines.batch_sequence,
        carrier_lines.source_row_number,
        carrier_lines.line_number,
        max(carrier_lines.source_row_number) over (
            partition by
                carrier_lines.claim_id,
                carrier_lines.batch_sequence,
                carrier_lines.line_number
        ) as last_row_number
    from {{ ref('int_desynpuf_carrier_lines') }} as carrier_lines
    inner join repeated_claims
        on
            carrier_lines.claim_id = repeated_claims.record_id
            and carrier_lines.batch_sequence = repeated_claims.batch_sequence

),

kept_lines as (

    select
        batch_sequence,
        source_row_number,
        {{ sorted_list('line_number') }} as kept_line_numbers
    from repeated_lines
    where source_row_number = last_row_number
    group by batch_sequence, source_row_number

),

final as (

    select
        ---------- natural keys
        versions.source_system,
        versions.record_type,
        versions.record_id,
        versions.beneficiary_id,
        versions.claim_year,

        ---------- version
        versions.superseded_by_batch_sequence,
        versions.newest_first > 1 as is_repeated,
        kept_lines.kept_line_numbers,

        ---------- lineage
        versions.batch_sequence,
        versions.source_row_number

    from versions
    left join kept_lines
        on
            versions.batch_sequence = kept_lines.batch_sequence
            and versions.source_row_number = kept_lines.source_row_number
    where
        versions.superseded_by_batch_sequence is not null
        or versions.newest_first > 1

)

select * from final
