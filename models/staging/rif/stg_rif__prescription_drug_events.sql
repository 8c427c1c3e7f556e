with

source as (

    select * from {{ source('rif', 'prescription_drug_events') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('bene_id') }} as beneficiary_id,
        {{ text('pde_id') }} as fill_id,
        {{ text('prscrbr_id') }} as prescriber_number,
        {{ text('srvc_prvdr_id') }} as pharmacy_number,

        ---------- codes
        {{ text('dml_ind') }} as change_type_code,
        {{ text('final_action') }} as final_action_code,
        {{ text('adjstmt_dltn_cd') }} as adjustment_deletion_code,
        {{ text('prscrbr_id_qlfyr_cd') }} as prescriber_number_type_code,
        {{ text('srvc_prvdr_id_qlfyr_cd') }} as pharmacy_number_type_code,
        {{ text('prod_srvc_id') }} as drug_code,
        {{ text('brnd_gnrc_cd') }} as brand_generic_code,

        ---------- dates
        {{ named_month_date('srvc_dt') }} as service_date,
        claim_year,

        ---------- quantities
        cast({{ text('qty_dspnsd_num') }} as decimal(18, 3)) as dispensed_quantity,
        cast({{ text('days_suply_num') }} as integer) as days_supply_count,

        ---------- amounts
        {{ to_amount(text('ptnt_pay_amt')) }} as patient_paid_amount,
        {{ to_amount(text('cvrd_d_plan_pd_amt')) }} as plan_paid_amount,
        {{ to_amount(text('tot_rx_cst_amt')) }} as gross_drug_cost_amount,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
