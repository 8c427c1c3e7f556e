with

source as (

    select * from {{ source('lake', 'waivers') }}

),

renamed as (

    select
        ---------- natural keys
        waiver_origin,
        file_row_number,
        nullif(trim(rule_id), '') as rule_id,
        nullif(trim(record_key), '') as record_key,

        ---------- text
        nullif(trim(reason), '') as reason,
        nullif(trim(author), '') as author,
        nullif(trim(expires_on), '') as expires_on

    from source

)

select * from renamed
