with

source as (

    select * from {{ source('reference', 'ndc_products') }}

),

renamed as (

    select
        ---------- natural keys
        ndc_product_code,

        ---------- codes and text
        proprietary_name,
        nonproprietary_name,
        labeler_name,
        dosage_form,
        dea_schedule,
        brand_generic_code

    from source

)

select * from renamed
