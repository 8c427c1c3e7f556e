{#- What the rejected rows mean for the numbers, as they stand. A rejected row is no version: where
    an older one stands the record is stale, where none does it is missing. A newer version of the
    record makes up for it, by the order in which versions count, and so does the same row once more
    in the same delivery. Where a day is not known, that order is the one of deliveries.

    The loader keeps the identity of a row that it rejects. A line that is no row has none: its
    first values, in the order of columns that CMS uses for DE-SynPUF and the insurer for its feeds,
    are taken for a key only where they name a known record. Rows of RIF are lines of records that
    may stand without them, and are missing under their own delivery and row. -#}
with

rejected_rows as (

    select * from {{ ref('stg_lake__rejected_rows') }}

),

deliveries as (

    select * from {{ ref('load_ledger') }}

),

records as (

    select * from {{ ref('int_records_unioned') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

rejected_lines as (

    select
        deliveries.source_system,
        deliveries.dataset as table_name,
        deliveries.batch_id,
        deliveries.batch_sequence,
        rejected_rows.source_row_number,
        coalesce(rejected_rows.column_name, 'raw_line') as column_name,
        coalesce(rejected_rows.raw_value, rejected_rows.reason) as observed_value,
        rejected_rows.row_identity,
        rejected_rows.row_identity is null as is_line,
        trim(replace(split_part(rejected_rows.raw_line, ',', 1), '"', '')) as first_value,
        trim(replace(split_part(rejected_rows.raw_line, ',', 2), '"', '')) as second_value,
        trim(replace(split_part(rejected_rows.raw_line, ',', 3), '"', '')) as third_value,
        deliveries.file_year,
        deliveries.delivered_date
    from rejected_rows
    inner join deliveries
        on rejected_rows.batch_id = deliveries.batch_id

),

{# CMS names the person before the claim or fill. What stands behind a claim of the insurer's, in a
   line that is no row, may be a name. When such a line was modified nobody knows. #}
rejected_cells as (

    select
        source_system,
        table_name,
        batch_id,
        batch_sequence,
        source_row_number,
        column_name,
        observed_value,
        is_line,
        file_year,
        case
            when not is_line
                then coalesce(
                    {{ text(map_value('row_identity', 'desynpuf_id')) }},
                    {{ text(map_value('row_identity', 'bene_id')) }},
                    {{ text(map_value('row_identity', 'patient_id')) }}
                )
            when source_system = 'desynpuf' or table_name = 'patients' then first_value
        end as beneficiary_id,
        case
            when source_system = 'rif' then ''
            when not is_line
                then trim(case table_name
                    when 'prescription_drug_events' then {{ map_value('row_identity', 'pde_id') }}
                    when 'patients' then {{ map_value('row_identity', 'patient_id') }}
                    when 'providers' then {{ map_value('row_identity', 'provider_id') }}
                    when 'claims' then {{ map_value('row_identity', 'claim_id') }}
                    else {{ map_value('row_identity', 'clm_id') }}
                end)
            when source_system = 'desynpuf' then second_value
            else first_value
        end as record_id,
        case
            when is_line then third_value
            else coalesce({{ map_value('row_identity', 'segment') }}, '')
        end as segment,
        case
            when source_system = 'feeds' and not is_line
                then coalesce(
                    {{ iso_date(map_value('row_identity', 'last_modified_date')) }},
                    delivered_date
                )
        end as version_date
    from rejected_lines

),

{# The record is what a later delivery replaces, the row what stands in it. #}
keyed_cells as (

    select
        *,
        case table_name
            when 'inpatient_claims' then source_system || ':inpatient:' || record_id
            when 'outpatient_claims' then source_system || ':outpatient:' || record_id
            when 'carrier_claims' then source_system || ':carrier:' || record_id
            when 'prescription_drug_events' then source_system || ':pde:' || record_id
            when 'patients' then source_system || ':patient:' || record_id
            when 'providers' then source_system || ':provider:' || record_id
            when 'claims' then source_system || ':visit:' || record_id
            when 'beneficiary_summary'
                then
                    source_system || ':' || beneficiary_id
                    || '@' || cast(file_year as {{ dbt.type_string() }})
        end as known_record_key,
        case
            when table_name in ('inpatient_claims', 'outpatient_claims') then ':' || segment || ':1'
            else ''
        end as segment_suffix,
        case
            when table_name = 'beneficiary_summary' then beneficiary_id <> ''
            else record_id <> ''
        end as has_key
    from rejected_cells

),

current_rows as (

    select
        claim_key as known_record_key,
        case
            when claim_type in ('inpatient', 'outpatient')
                then ':' || cast(segment_number as {{ dbt.type_string() }}) || ':1'
            else ''
        end as segment_suffix,
        cast(null as date) as version_date,
        batch_sequence
    from {{ ref('fact_claim_line') }}
    where source_system = 'desynpuf'

    union all

    select
        fill_key as known_record_key,
        '' as segment_suffix,
        cast(null as date) as version_date,
        batch_sequence
    from {{ ref('fact_prescription_fill') }}

    union all

    select
        source_system || ':' || beneficiary_id
        || '@' || cast(claim_year as {{ dbt.type_string() }}) as known_record_key,
        '' as segment_suffix,
        cast(null as date) as version_date,
        batch_sequence
    from {{ ref('fact_beneficiary_year') }}

    union all

    select
        records.source_system || ':' || records.record_type || ':' || records.record_id
            as known_record_key,
        '' as segment_suffix,
        records.version_date,
        records.batch_sequence
    from records
    left join superseded_records
        on
            records.batch_sequence = superseded_records.batch_sequence
            and records.source_row_number = superseded_records.source_row_number
    where
        records.source_system = 'feeds'
        and superseded_records.batch_sequence is null

),

named_records as (

    select distinct known_record_key from keyed_cells

),

{# Rows of the records that the rejected lines name. #}
named_rows as (

    select distinct
        current_rows.known_record_key,
        current_rows.segment_suffix,
        current_rows.version_date,
        current_rows.batch_sequence
    from current_rows
    inner join named_records
        on current_rows.known_record_key = named_records.known_record_key

),

compared_cells as (

    select
        keyed_cells.source_system,
        keyed_cells.table_name,
        keyed_cells.batch_id,
        keyed_cells.batch_sequence,
        keyed_cells.source_row_number,
        keyed_cells.column_name,
        keyed_cells.observed_value,
        keyed_cells.beneficiary_id,
        keyed_cells.known_record_key,
        keyed_cells.segment_suffix,
        keyed_cells.has_key,
        keyed_cells.is_line,
        count(named_rows.batch_sequence) > 0 as is_known,
        coalesce(bool_or(
            named_rows.version_date < keyed_cells.version_date
            or (
                coalesce(named_rows.version_date = keyed_cells.version_date, true)
                and named_rows.batch_sequence < keyed_cells.batch_sequence
            )
        ), false) as is_stale,
        coalesce(bool_or(
            named_rows.version_date > keyed_cells.version_date
            or (
                coalesce(named_rows.version_date = keyed_cells.version_date, true)
                and (
                    named_rows.batch_sequence > keyed_cells.batch_sequence
                    or (
                        named_rows.batch_sequence = keyed_cells.batch_sequence
                        and named_rows.segment_suffix = keyed_cells.segment_suffix
                    )
                )
            )
        ), false) as is_made_up_for
    from keyed_cells
    left join named_rows
        on keyed_cells.known_record_key = named_rows.known_record_key
    group by
        keyed_cells.source_system,
        keyed_cells.table_name,
        keyed_cells.batch_id,
        keyed_cells.batch_sequence,
        keyed_cells.source_row_number,
        keyed_cells.column_name,
        keyed_cells.observed_value,
        keyed_cells.beneficiary_id,
        keyed_cells.known_record_key,
        keyed_cells.segment_suffix,
        keyed_cells.has_key,
        keyed_cells.is_line

),

faults as (

    select
        case when is_stale then 'stale_after_reject' else 'missing_after_reject' end as rule_id,
        source_system,
        table_name,
        case
            when not coalesce(has_key, false) or (is_line and not is_known)
                then batch_id || ':' || cast(source_row_number as {{ dbt.type_string() }})
            else known_record_key || segment_suffix
        end as record_key,
        column_name,
        case when is_known or not is_line then nullif(beneficiary_id, '') end as beneficiary_id,
        observed_value,
        batch_sequence,
        source_row_number
    from compared_cells
    where not is_made_up_for

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
        max_by(beneficiary_id, {{ row_place() }}) as beneficiary_id,

        ---------- text
        max_by({{ sent_by_feed('observed_value') }}, {{ row_place() }}) as observed_value,

        ---------- lineage
        max(batch_sequence) as batch_sequence,
        max_by(source_row_number, {{ row_place() }}) as source_row_number

    from faults
    group by rule_id, source_system, table_name, record_key, column_name

)

select * from final
