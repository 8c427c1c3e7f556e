with

source as (

    select * from {{ source('reference', 'icd10_diagnoses') }}

),

renamed as (

    select
        ---------- natural keys
        diagnosis_code,

        ---------- codes and text
        short_description,
        long_description,
        chapter_number,
        ccs_category_code,
        ccs_category_description,

        ---------- flags
        is_billable,
        is_chronic

    from source

)

select * from renamed
