{#- What the rows of one delivery say about each other and about those before them: a record sent
    more than once in a file, a later segment without its first, and a version of a feed that is
    older than one delivered earlier. Over every source. -#}
with

{# The union is named each time: one CTE read often would be kept, with all records of the lake. #}
superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

{# Only these need counting. A repetition is told of the row that counts. #}
repeated_versions as (

    select distinct
        source_system,
        record_type,
        record_id,
        batch_sequence
    from superseded_records
    where is_repeated

),

repeated_records as (

    select
        records.source_system,
        records.record_type,
        records.record_id,
        records.segment_number,
        records.line_number,
        max_by(
            records.beneficiary_id,
            case when not coalesce(superseded.is_repeated, false) then records.source_row_number end
        ) as beneficiary_id,
        records.batch_sequence,
        max(
            case when not coalesce(superseded.is_repeated, false) then records.source_row_number end
        ) as source_row_number,
        count(*) as row_count
    from {{ ref('int_records_unioned') }} as records
    inner join repeated_versions
        on
            records.source_system = repeated_versions.source_system
            and records.record_type = repeated_versions.record_type
            and records.record_id = repeated_versions.record_id
            and records.batch_sequence = repeated_versions.batch_sequence
    left join superseded_records as superseded
        on
            records.batch_sequence = superseded.batch_sequence
            and records.source_row_number = superseded.source_row_number
    group by
        records.source_system,
        records.record_type,
        records.record_id,
        records.segment_number,
        records.line_number,
        records.batch_sequence
    having count(*) > 1

),

first_segments as (

    select * from {{ ref('int_records_unioned') }}
    where segment_number = 1 and record_type in ('inpatient', 'outpatient')

),

segments_without_first as (

    select records.*
    from {{ ref('int_records_unioned') }} as records
    left join first_segments
        on
            records.source_system = first_segments.source_system
            and records.record_type = first_segments.record_type
            and records.record_id = first_segments.record_id
            and records.batch_sequence = first_segments.batch_sequence
    where records.segment_number <> 1 and first_segments.record_id is null

),

stale_versions as (

    select records.*
    from {{ ref('int_records_unioned') }} as records
    inner join superseded_records as superseded
        on
            records.batch_sequence = superseded.batch_sequence
            and records.source_row_number = superseded.source_row_number
    where
        records.source_system = 'feeds'
        and superseded.is_stale
        and not superseded.is_repeated

),

faults as (

    select
        'repeated_in_file' as rule_id,
        'source_row_number' as column_name,
        source_system,
        record_type,
        record_id,
        segment_number,
        line_number,
        beneficiary_id,
        cast(row_count as {{ dbt.type_string() }}) || ' rows' as observed_value,
        batch_sequence,
        source_row_number
    from repeated_records

    union all

    select
        'segment_without_first' as rule_id,
        'segment_number' as column_name,
        source_system,
        record_type,
        record_id,
        segment_number,
        line_number,
        beneficiary_id,
        cast(segment_number as {{ dbt.type_string() }}) as observed_value,
        batch_sequence,
        source_row_number
    from segments_without_first

    union all

    select
        'stale_version' as rule_id,
        case record_type when 'provider' then 'delivered_on' else 'last_modified_date' end
            as column_name,
        source_system,
        record_type,
        record_id,
        segment_number,
        line_number,
        beneficiary_id,
        cast(version_date as {{ dbt.type_string() }}) as observed_value,
        batch_sequence,
        source_row_number
    from stale_versions

),

final as (

    select
        ---------- keys
        rule_id,
        source_system,
        case record_type
            when 'pde' then 'prescription_drug_events'
            when 'patient' then 'patients'
            when 'provider' then 'providers'
            when 'visit' then 'claims'
            when 'beneficiary_year'
                then
                    case
                        when source_system = 'desynpuf' then 'beneficiary_summary'
                        else 'beneficiary_years'
                    end
            else record_type || '_claims'
        end as table_name,
        case
            when record_type = 'beneficiary_year' then source_system || ':' || record_id
            when
                record_type in ('pde', 'patient', 'provider', 'visit')
                or (record_type = 'carrier' and line_number is null)
                then source_system || ':' || record_type || ':' || record_id
            else
                source_system || ':' || record_type || ':' || record_id
                || ':' || cast(segment_number as {{ dbt.type_string() }})
                || ':' || cast(coalesce(line_number, 1) as {{ dbt.type_string() }})
        end as record_key,
        column_name,

        ---------- natural keys
        beneficiary_id,
        line_number,

        ---------- text
        observed_value,

        ---------- lineage
        batch_sequence,
        source_row_number

    from faults

)

select * from final
