{#- The current version of each beneficiary's year, over every source. -#}
with

beneficiary_years as (

    select * from {{ ref('int_beneficiary_years_unioned') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

current_years as (

    select beneficiary_years.*
    from beneficiary_years
    left join superseded_records
        on
            beneficiary_years.batch_sequence = superseded_records.batch_sequence
            and beneficiary_years.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null

)

select * from current_years
