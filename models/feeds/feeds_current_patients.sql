{{ config(alias = 'current_patients') }}
{#- Each patient as the feed told it last, under the feed's own names. -#}
with

patients as (

    select * from {{ ref('stg_feeds__patients') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

final as (

    select
        ---------- the feed's columns, in its order
        patients.patient_id,
        patients.first_name as fname,
        patients.last_name as lname,
        patients.birth_date as date_of_birth,
        patients.address,
        patients.city,
        patients.state_code as state,
        patients.zipcode,
        patients.residence_date as date_of_residence,
        patients.last_modified_date,

        ---------- lineage
        patients.delivered_date as delivered_on,
        patients.batch_sequence,
        patients.batch_id,
        patients.source_row_number

    from patients
    left join superseded_records
        on
            patients.batch_sequence = superseded_records.batch_sequence
            and patients.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null

)

select * from final
