with

source as (

    select * from {{ source('feeds', 'claims') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('claim_id') }} as claim_id,
        {{ text('patient_id') }} as patient_id,
        {{ text('provider_id') }} as provider_id,

        ---------- codes
        {{ listed_word(
            'visit_type', ['physical', 'routine', 'illness', 'surgery']
        ) }} as visit_type,
        {{ text('visit_type') }} as sent_visit_type,

        ---------- dates
        {{ iso_date('date_of_service') }} as service_date,
        {{ text('date_of_service') }} as sent_service_date,
        {{ iso_date('claim_date') }} as claim_date,
        {{ text('claim_date') }} as sent_claim_date,
        {{ iso_date('last_modified_date') }} as last_modified_date,
        {{ text('last_modified_date') }} as sent_last_modified_date,
        delivered_on as delivered_date,
        coalesce({{ iso_date('last_modified_date') }}, delivered_on) as version_date,
        claim_year,

        ---------- amounts
        {{ dollars_and_cents('total_cost') }} as total_cost_amount,
        {{ text('total_cost') }} as sent_total_cost,
        case
            when {{ text('coverage_type') }} in ('0', '50', '100')
                then cast({{ text('coverage_type') }} as smallint)
        end as coverage_percent,
        {{ text('coverage_type') }} as sent_coverage_type,

        ---------- flags
        case {{ text('billed') }} when '1' then true when '0' then false end as is_billed,
        {{ text('billed') }} as sent_billed,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
