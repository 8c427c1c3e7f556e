with

source as (

    select * from {{ source('feeds', 'providers') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('provider_id') }} as provider_id,

        ---------- codes and text
        {{ text('fname') }} as first_name,
        {{ text('lname') }} as last_name,
        {{ text('facility_name') }} as facility_name,
        {{ text('address') }} as address,
        {{ text('city') }} as city,
        upper({{ text('state') }}) as state_code,
        {{ text('zipcode') }} as zipcode,
        {{ listed_word(
            'specialty_code',
            ['family_physician', 'orthopedist', 'heart_surgeon', 'physical_therapist'],
        ) }} as specialty_code,
        {{ text('specialty_code') }} as sent_specialty_code,

        ---------- dates
        {{ iso_date('start_date') }} as start_date,
        {{ text('start_date') }} as sent_start_date,
        delivered_on as delivered_date,
        {#- A provider's row says nothing of when it was modified. #}
        delivered_on as version_date,
        claim_year,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
