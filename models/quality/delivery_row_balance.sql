{#- What became of every row of every file; a deletion counts among the rows it deletes. A row
    counts as current where the facts hold it, with one of its lines at least; so one that gets
    lost on the way to them leaves a difference. Patients and providers of the feeds have no fact: their
    row counts as current where the dimension knows them by more than claims. -#}
with

deliveries as (

    select * from {{ ref('load_ledger') }}
    where status = 'committed'

),

listed_rejects as (

    select
        batch_sequence,
        count(distinct source_row_number) as row_count
    from {{ ref('stg_lake__rejected_rows') }}
    group by batch_sequence

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

described_patients as (

    select beneficiary_id from {{ ref('dim_beneficiary') }}
    where source_system = 'feeds' and is_current and not is_inferred

),

sent_providers as (

    select
        batch_sequence,
        source_row_number,
        {{ namespaced_key('feeds_provider', 'provider_id') }} as provider_key
    from {{ ref('stg_feeds__providers') }}

),

described_providers as (

    select provider_key from {{ ref('dim_provider_version') }}
    where source_system = 'feeds' and is_current

),

described_rows as (

    select
        patients.batch_sequence,
        patients.source_row_number
    from {{ ref('stg_feeds__patients') }} as patients
    inner join described_patients
        on patients.patient_id = described_patients.beneficiary_id

    union all

    select
        providers.batch_sequence,
        providers.source_row_number
    from sent_providers as providers
    inner join described_providers
        on providers.provider_key = described_providers.provider_key

),

current_rows as (

    select
        batch_sequence,
        count(distinct source_row_number) as row_count
    from {{ ref('fact_claim_line') }}
    group by batch_sequence

    union all

    select
        batch_sequence,
        count(*) as row_count
    from {{ ref('fact_prescription_fill') }}
    group by batch_sequence

    union all

    select
        batch_sequence,
        count(*) as row_count
    from {{ ref('fact_beneficiary_year') }}
    group by batch_sequence

    union all

    select
        described_rows.batch_sequence,
        count(*) as row_count
    from described_rows
    left join superseded_records
        on
            described_rows.batch_sequence = superseded_records.batch_sequence
            and described_rows.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null
    group by described_rows.batch_sequence

),

{# Of a repeated row that keeps a line, some is current. #}
replaced_rows as (

    select
        batch_sequence,
        count(case when not is_deleted then 1 end) as superseded_row_count,
        count(case when is_deleted then 1 end) as deleted_row_count
    from superseded_records
    where superseded_by_batch_sequence is not null or kept_line_numbers is null
    group by batch_sequence

),

counted as (

    select
        deliveries.batch_id,
        deliveries.batch_sequence,
        deliveries.source_system,
        deliveries.dataset,
        deliveries.source_file,
        deliveries.rows_read,
        deliveries.rows_accepted,
        deliveries.rows_rejected,
        coalesce(listed_rejects.row_count, 0) as listed_rejected_row_count,
        coalesce(current_rows.row_count, 0) as current_row_count,
        coalesce(replaced_rows.superseded_row_count, 0) as superseded_row_count,
        coalesce(replaced_rows.deleted_row_count, 0) as deleted_row_count
    from deliveries
    left join listed_rejects
        on deliveries.batch_sequence = listed_rejects.batch_sequence
    left join current_rows
        on deliveries.batch_sequence = current_rows.batch_sequence
    left join replaced_rows
        on deliveries.batch_sequence = replaced_rows.batch_sequence

),

final as (

    select
        ---------- keys
        batch_id,
        batch_sequence,

        ---------- codes and text
        source_system,
        dataset,
        source_file,

        ---------- quantities
        rows_read,
        rows_accepted,
        rows_rejected,
        listed_rejected_row_count,
        current_row_count,
        superseded_row_count,
        deleted_row_count,
        rows_accepted
        - current_row_count
        - superseded_row_count
        - deleted_row_count as difference_row_count

    from counted

)

select * from final
