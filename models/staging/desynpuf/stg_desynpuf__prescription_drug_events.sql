with

source as (

    select * from {{ source('desynpuf', 'prescription_drug_events') }}

),

renamed as (

    select
        ---------- natural keys
        desynpuf_id as beneficiary_id,
        pde_id as fill_id,

        ---------- codes
        prod_srvc_id as drug_code,

        ---------- dates
        {{ to_date('srvc_dt') }} as service_date,
        claim_year,

        ---------- quantities
        cast(qty_dspnsd_num as decimal(18, 3)) as dispensed_quantity,
        cast(days_suply_num as integer) as days_supply_count,

        ---------- amounts
        {{ to_amount('ptnt_pay_amt') }} as patient_paid_amount,
        {{ to_amount('tot_rx_cst_amt') }} as gross_drug_cost_amount,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
