{#- What the rejected rows mean for the numbers, as they stand. A rejected row is no version: where
    an older one stands the record is stale, where none does it is missing. A later delivery of the
    record, or the same row once more in the same one, makes up for it.

    The record's key is read from the line as sent, in the order of columns that CMS uses for
    DE-SynPUF and the insurer for its feeds; a line that names no known record, and one of RIF, whose
    columns stand elsewhere in each of its layouts, is missing under its own delivery and row. -#}
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

{# The first values of the line. #}
rejected_lines as (

    select
        deliveries.source_system,
        deliveries.dataset as table_name,
        deliveries.batch_id,
        deliveries.batch_sequence,
        rejected_rows.source_row_number,
        coalesce(rejected_rows.column_name, 'raw_line') as column_name,
        coalesce(rejected_rows.raw_value, rejected_rows.reason) as observed_value,
        trim(replace(split_part(rejected_rows.raw_line, ',', 1), '"', '')) as first_value,
        trim(replace(split_part(rejected_rows.raw_line, ',', 2), '"', '')) as second_value,
        trim(replace(split_part(rejected_rows.raw_line, ',', 3), '"', '')) as third_value,
        deliveries.file_year
    from rejected_rows
    inner join deliveries
        on rejected_rows.batch_id = deliveries.batch_id

),

{# What they are: CMS names the person before the claim or fill, the insurer after. #}
rejected_cells as (

    select
        *,
        case
            when source_system = 'desynpuf' or table_name = 'patients' then first_value
            when source_system = 'feeds' and table_name = 'claims' then second_value
            else ''
        end as beneficiary_id,
        case source_system
            when 'desynpuf' then second_value
            when 'feeds' then first_value
            else ''
        end as record_id
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
            when table_name in ('inpatient_claims', 'outpatient_claims')
                then ':' || third_value || ':1'
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
        batch_sequence
    from {{ ref('fact_claim_line') }}

    union all

    select
        fill_key as known_record_key,
        '' as segment_suffix,
        batch_sequence
    from {{ ref('fact_prescription_fill') }}

    union all

    select
        source_system || ':' || beneficiary_id
        || '@' || cast(claim_year as {{ dbt.type_string() }}) as known_record_key,
        '' as segment_suffix,
        batch_sequence
    from {{ ref('fact_beneficiary_year') }}

    union all

    select
        records.source_system || ':' || records.record_type || ':' || records.record_id
            as known_record_key,
        '' as segment_suffix,
        records.batch_sequence
    from records
    left join superseded_records
        on
            records.batch_sequence = superseded_records.batch_sequence
            and records.source_row_number = superseded_records.source_row_number
    where
        records.source_system = 'feeds'
        and records.record_type in ('patient', 'provider')
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
        max(named_rows.batch_sequence) as current_batch_sequence,
        coalesce(bool_or(
            named_rows.batch_sequence = keyed_cells.batch_sequence
            and named_rows.segment_suffix = keyed_cells.segment_suffix
        ), false) as has_twin
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
        keyed_cells.has_key

),

faults as (

    select
        case
            when current_batch_sequence < batch_sequence then 'stale_after_reject'
            else 'missing_after_reject'
        end as rule_id,
        source_system,
        table_name,
        case
            when
                not coalesce(has_key, false)
                or (current_batch_sequence is null and column_name = 'raw_line')
                then batch_id || ':' || cast(source_row_number as {{ dbt.type_string() }})
            else known_record_key || segment_suffix
        end as record_key,
        column_name,
        nullif(beneficiary_id, '') as beneficiary_id,
        observed_value,
        batch_sequence,
        source_row_number
    from compared_cells
    where
        not has_twin
        and (current_batch_sequence is null or current_batch_sequence <= batch_sequence)

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
