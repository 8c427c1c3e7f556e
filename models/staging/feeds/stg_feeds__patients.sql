with

source as (

    select * from {{ source('feeds', 'patients') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('patient_id') }} as patient_id,

        ---------- text
        {{ text('fname') }} as first_name,
        {{ text('lname') }} as last_name,
        {{ text('address') }} as address,
        {{ text('city') }} as city,
        upper({{ text('state') }}) as state_code,
        {{ text('zipcode') }} as zipcode,

        ---------- dates
        {{ iso_date('date_of_birth') }} as birth_date,
        {{ text('date_of_birth') }} as sent_birth_date,
        {{ iso_date('date_of_residence') }} as residence_date,
        {{ text('date_of_residence') }} as sent_residence_date,
        {{ iso_date('last_modified_date') }} as last_modified_date,
        {{ text('last_modified_date') }} as sent_last_modified_date,
        delivered_on as delivered_date,
        coalesce({{ iso_date('last_modified_date') }}, delivered_on) as version_date,
        claim_year,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
