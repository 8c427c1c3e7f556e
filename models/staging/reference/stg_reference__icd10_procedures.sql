with

source as (

    select * from {{ source('reference', 'icd10_procedures') }}

),

renamed as (

    select
        ---------- natural keys
        procedure_code,

        ---------- codes and text
        long_description

    from source

)

select * from renamed
