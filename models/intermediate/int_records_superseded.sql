{{
    config(
        materialized = 'incremental',
        incremental_strategy = 'replace_records',
        post_hook = '{{ record_build_position() }}',
    )
}}
{#- The version rule, in its one place: the rows that are no longer current, and what replaced
    them.

    A record's current version is all its rows in the newest delivery that holds it. Inside one
    delivery the last row wins, per claim line: an earlier row of the same DE-SynPUF carrier claim
    keeps the lines that no later row has, `kept_line_numbers`. A deletion takes out the whole
    record until a later row brings it back; in one delivery the order of the rows is that of the
    events.

    A row was current from its own delivery until `superseded_by_batch_sequence`, the next one that
    holds its record; unless it `is_void`, for a later row of its own delivery replaced or deleted
    it, or it is a deletion itself. It `is_deleted` where a deletion, and no newer version, took it
    out.

    Records of the feeds tell when they were modified. Of two rows in one delivery the one modified
    last wins, and then the last. A row modified before what an earlier delivery brought was overtaken
    on its way: it `is_stale`, never current, and replaces nothing.

    Records of one row need no closer look. What has to be found among all records is asked for with
    `in`: where nothing was repeated, for instance, the carrier lines are not read at all. -#}
{%- set is_of_changed_record -%}
    (source_system, record_type, record_id) in (
        select
            changed_records.source_system,
            changed_records.record_type,
            changed_records.record_id
        from changed_records
    )
{%- endset -%}
with

{# The union is named each time: one CTE read twice would be kept, with all records of the lake. #}
{% if is_incremental() -%}
changed_records as (

    select distinct
        source_system,
        record_type,
        record_id
    from {{ ref('int_records_unioned') }}
    where {{ is_new_batch() }}

),

{% endif -%}
{# By a hash, for the keys of all records together take more memory than there may be. Two records
   of one hash do no harm: one that is not contested has one row and no deletion, and the last
   `where` drops it. #}
contested_hashes as (

    select {{ quick_hash('source_system', 'record_type', 'record_id') }} as record_hash
    from {{ ref('int_records_unioned') }}
    {% if is_incremental() %}
        where {{ is_of_changed_record }}
    {% endif %}
    group by {{ quick_hash('source_system', 'record_type', 'record_id') }}
    having count(*) > 1 or bool_or(is_deletion)

),

events as (

    select
        *,
        max(case when is_deletion then source_row_number end) over (
            partition by source_system, record_type, record_id, batch_sequence
        ) as last_deletion_row_number,
        max(source_row_number) over (
            partition by source_system, record_type, record_id, batch_sequence
        ) as last_row_number,
        max(version_date) over (
            partition by source_system, record_type, record_id, batch_sequence
        ) as delivered_version_date,
        max(version_date) over (
            partition by source_system, record_type, record_id
            order by batch_sequence
            range between unbounded preceding and 1 preceding
        ) as known_version_date
    from {{ ref('int_records_unioned') }}
    where
        {{ quick_hash('source_system', 'record_type', 'record_id') }} in (
            select contested_hashes.record_hash from contested_hashes
        )
    {% if is_incremental() %}
        and {{ is_of_changed_record }}
    {% endif %}

),

judged_events as (

    select
        *,
        coalesce(version_date < known_version_date, false) as is_stale,
        {# A delivery replaces an older one, unless all it has of the record is stale. #}
        case
            when delivered_version_date < known_version_date then null
            else batch_sequence
        end as replacing_batch_sequence
    from events

),

versions as (

    select
        *,
        min(replacing_batch_sequence) over (
            partition by source_system, record_type, record_id
            order by batch_sequence
            range between 1 following and unbounded following
        ) as next_batch_sequence,
        first_value(coalesce(last_deletion_row_number = last_row_number, false)) over (
            partition by source_system, record_type, record_id
            order by batch_sequence
            range between 1 following and unbounded following
        ) as is_deleted_by_next,
        row_number() over (
            partition by
                source_system,
                record_type,
                record_id,
                segment_number,
                line_number,
                batch_sequence
            order by version_date desc nulls last, source_row_number desc
        ) as newest_first,
        coalesce(source_row_number <= last_deletion_row_number, false) as is_deleted_in_delivery
    from judged_events

),

{# Carrier claims of DE-SynPUF sent more than once in one delivery, line by line. #}
repeated_claims as (

    select distinct
        record_id,
        batch_sequence
    from versions
    where
        source_system = 'desynpuf'
        and record_type = 'carrier'
        and newest_first > 1

),

repeated_lines as (

    select
        batch_sequence,
        source_row_number,
        line_number,
        max(source_row_number) over (
            partition by claim_id, batch_sequence, line_number
        ) as last_row_number
    from {{ ref('int_desynpuf_carrier_lines') }}
    where (claim_id, batch_sequence) in (
        select
            repeated_claims.record_id,
            repeated_claims.batch_sequence
        from repeated_claims
    )

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
        case when not versions.is_stale then versions.next_batch_sequence end
            as superseded_by_batch_sequence,
        versions.newest_first > 1 as is_repeated,
        kept_lines.kept_line_numbers,
        versions.newest_first > 1 or versions.is_deleted_in_delivery or versions.is_stale
            as is_void,
        versions.is_stale,
        versions.is_deleted_in_delivery or coalesce(versions.is_deleted_by_next, false)
            as is_deleted,

        ---------- lineage
        versions.batch_sequence,
        versions.source_row_number

    from versions
    left join kept_lines
        on
            versions.batch_sequence = kept_lines.batch_sequence
            and versions.source_row_number = kept_lines.source_row_number
    where
        versions.next_batch_sequence is not null
        or versions.newest_first > 1
        or versions.is_deleted_in_delivery
        or versions.is_stale

)

select * from final
