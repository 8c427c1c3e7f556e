{#- What a reviewer should know about single rows of the patient feed, of every accepted version,
    judged as of the day of their delivery. One fault is one finding: a date that is told as
    impossible is compared with no other. -#}
{%- set texts = {
    'fname': 'first_name',
    'lname': 'last_name',
    'address': 'address',
    'city': 'city',
    'state': 'state_code',
    'zipcode': 'zipcode',
} -%}
{%- set dates = {
    'date_of_birth': 'birth_date',
    'date_of_residence': 'residence_date',
    'last_modified_date': 'last_modified_date',
} -%}
{%- set later_dates = {
    'date_of_residence': 'residence_date',
    'last_modified_date': 'last_modified_date',
} -%}
{%- set checks = (
    checks_of('missing_field', texts)
    + checks_of('missing_field', dates)
    + checks_of('unreadable_date', dates)
    + checks_of('date_in_future', later_dates)
    + [
        'implausible_birth_date__date_of_birth',
        'residence_before_birth__date_of_residence',
        'malformed_state__state',
        'malformed_zipcode__zipcode',
    ]
) -%}
with

patients as (

    select * from {{ ref('stg_feeds__patients') }}

),

states as (

    select * from {{ ref('ssa_states') }}

),

patients_with_state as (

    select
        patients.*,
        states.state_abbreviation
    from patients
    left join states
        on patients.state_code = states.state_abbreviation

),

judged_patients as (

    select
        patient_id,
        batch_sequence,
        source_row_number,
        {{ missing_fields(texts) }}
        {{ missing_sent_fields(dates) }}
        {{ unreadable_fields('unreadable_date', dates) }}
        {{ future_dates(later_dates) }}
        case
            when birth_date > delivered_date then sent_birth_date
        end as implausible_birth_date__date_of_birth,
        case
            when residence_date < birth_date and birth_date <= delivered_date
                then sent_residence_date
        end as residence_before_birth__date_of_residence,
        {{ malformed_places() }}
    from patients_with_state

),

final as (

    {{ findings_of(
        'judged_patients',
        checks,
        source_system="'feeds'",
        table_name="'patients'",
        record_key="'feeds:patient:' || patient_id",
        beneficiary_id='patient_id',
    ) }}

)

select * from final
