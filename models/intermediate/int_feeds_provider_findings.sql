{#- What a reviewer should know about single rows of the provider feed, of every accepted version.
    A provider may start at a facility later than the file that says so. -#}
{%- set texts = {
    'fname': 'first_name',
    'lname': 'last_name',
    'facility_name': 'facility_name',
    'address': 'address',
    'city': 'city',
    'state': 'state_code',
    'zipcode': 'zipcode',
} -%}
{%- set dates = {'start_date': 'start_date'} -%}
{%- set values = {'specialty_code': 'specialty_code'} -%}
{%- set checks = (
    checks_of('missing_field', texts)
    + checks_of('missing_field', dates)
    + checks_of('missing_field', values)
    + checks_of('unreadable_date', dates)
    + checks_of('unknown_value', values)
    + ['malformed_state__state', 'malformed_zipcode__zipcode']
) -%}
with

providers as (

    select * from {{ ref('stg_feeds__providers') }}

),

states as (

    select * from {{ ref('ssa_states') }}

),

providers_with_state as (

    select
        providers.*,
        states.state_abbreviation
    from providers
    left join states
        on providers.state_code = states.state_abbreviation

),

judged_providers as (

    select
        provider_id,
        batch_sequence,
        source_row_number,
        {{ missing_fields(texts) }}
        {{ missing_sent_fields(dates) }}
        {{ missing_sent_fields(values) }}
        {{ unreadable_fields('unreadable_date', dates) }}
        {{ unreadable_fields('unknown_value', values) }}
        {{ malformed_places() }}
    from providers_with_state

),

final as (

    {{ findings_of(
        'judged_providers',
        checks,
        source_system="'feeds'",
        table_name="'providers'",
        record_key="'feeds:provider:' || provider_id",
        beneficiary_id='cast(null as ' ~ dbt.type_string() ~ ')',
    ) }}

)

select * from final
