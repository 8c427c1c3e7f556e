{#-
    Every finding of every rule: what a person reviews.

    Findings of records have a history: each accepted version was judged, so one is first seen in the
    earliest delivery that shows it, last seen in the latest, and resolved once the current version
    shows it no more. Findings of sets (a person's claims after death, a code that no list knows)
    exist while the current rows show them, and carry the latest delivery among those rows.

    A view over what the deliveries say, and nothing else: it does not matter when builds ran.
-#}
with

record_findings as (

    select * from {{ ref('int_record_findings') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

rules as (

    select * from {{ ref('quality_rules') }}

),

hints as (

    select * from {{ ref('int_unknown_value_hints') }}

),

deliveries as (

    select * from {{ ref('load_ledger') }}

),

{# A record is sent in order again with the delivery that replaces its current version. #}
replaced_records as (

    select
        source_system,
        record_type,
        record_id,
        max(superseded_by_batch_sequence) as last_batch_sequence
    from superseded_records
    where source_system = 'feeds'
    group by source_system, record_type, record_id

),

{# An earlier row of a claim that its file holds twice is current only in the lines it kept. A stale
   version never is: that it came is told until a newer one comes. #}
versions as (

    select
        record_findings.*,
        case
            when record_findings.rule_id = 'stale_version'
                then
                    coalesce(replaced_records.last_batch_sequence, 0)
                    < record_findings.batch_sequence
            else
                superseded_records.batch_sequence is null
                or (
                    superseded_records.superseded_by_batch_sequence is null
                    and coalesce(
                        array_contains(
                            superseded_records.kept_line_numbers, record_findings.line_number
                        ),
                        false
                    )
                )
        end as is_current
    from record_findings
    left join superseded_records
        on
            record_findings.batch_sequence = superseded_records.batch_sequence
            and record_findings.source_row_number = superseded_records.source_row_number
    left join replaced_records
        on
            superseded_records.source_system = replaced_records.source_system
            and superseded_records.record_type = replaced_records.record_type
            and superseded_records.record_id = replaced_records.record_id

),

findings_of_records as (

    select
        rule_id,
        source_system,
        table_name,
        record_key,
        column_name,
        max_by(beneficiary_id, {{ row_place() }}) as beneficiary_id,
        max_by(observed_value, {{ row_place() }}) as observed_value,
        min(batch_sequence) as first_seen_batch_sequence,
        max(batch_sequence) as last_seen_batch_sequence,
        max_by(source_row_number, {{ row_place() }}) as source_row_number,
        bool_or(is_current) as is_shown
    from versions
    group by rule_id, source_system, table_name, record_key, column_name

),

findings_of_sets as (

    select * from {{ ref('rejection_findings') }}
    union all
    select * from {{ ref('member_year_findings') }}
    union all
    select * from {{ ref('beneficiary_findings') }}
    union all
    select * from {{ ref('claim_findings') }}
    union all
    select * from {{ ref('provider_findings') }}
    union all
    select * from {{ ref('delivery_findings') }}
    union all
    select * from {{ ref('code_findings') }}

),

all_findings as (

    select * from findings_of_records

    union all

    select
        rule_id,
        source_system,
        table_name,
        record_key,
        column_name,
        beneficiary_id,
        observed_value,
        batch_sequence as first_seen_batch_sequence,
        batch_sequence as last_seen_batch_sequence,
        source_row_number,
        true as is_shown
    from findings_of_sets

),

valid_waivers as (

    select * from {{ ref('waivers') }}
    where problem is null

),

rule_waivers as (

    select
        rule_id,
        max(expiry_date) as expiry_date
    from valid_waivers
    where record_key is null
    group by rule_id

),

record_waivers as (

    select
        rule_id,
        record_key,
        max(expiry_date) as expiry_date
    from valid_waivers
    where record_key is not null
    group by rule_id, record_key

),

final as (

    select
        ---------- keys
        findings.rule_id,
        rules.severity,
        findings.source_system,
        findings.table_name,
        findings.record_key,
        findings.column_name,

        ---------- natural keys
        findings.beneficiary_id,

        ---------- text
        findings.observed_value,
        rules.message
        || case
            when findings.rule_id = 'unknown_value' and hints.nearest_value is not null
                then ' The nearest known one: ' || hints.nearest_value || '.'
            else ''
        end as message,

        ---------- history
        first_deliveries.batch_id as first_seen_batch,
        last_deliveries.batch_id as last_seen_batch,
        findings.source_row_number,
        case
            when not findings.is_shown then 'resolved'
            when
                greatest(
                    coalesce(rule_waivers.expiry_date, cast('1900-01-01' as date)),
                    coalesce(record_waivers.expiry_date, cast('1900-01-01' as date))
                ) >= {{ today() }} then 'waived'
            else 'open'
        end as status

    from all_findings as findings
    inner join rules
        on findings.rule_id = rules.rule_id
    inner join deliveries as first_deliveries
        on findings.first_seen_batch_sequence = first_deliveries.batch_sequence
    inner join deliveries as last_deliveries
        on findings.last_seen_batch_sequence = last_deliveries.batch_sequence
    left join hints
        on
            findings.column_name = hints.column_name
            and findings.observed_value = hints.observed_value
    left join rule_waivers
        on findings.rule_id = rule_waivers.rule_id
    left join record_waivers
        on
            findings.rule_id = record_waivers.rule_id
            and findings.record_key = record_waivers.record_key

)

select * from final
