with

source as (

    select * from {{ source('rif', 'dme_claims') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('bene_id') }} as beneficiary_id,
        {{ text('clm_id') }} as claim_id,
        cast({{ text('line_num') }} as smallint) as line_number,
        {{ text('tax_num') }} as tax_number,
        {{ text('prvdr_npi') }} as performing_npi,

        ---------- codes
        {{ text('dml_ind') }} as change_type_code,
        {{ text('final_action') }} as final_action_code,
        {{ text('carr_clm_pmt_dnl_cd') }} as payment_denial_code,
        {{ text('prvdr_state_cd') }} as provider_state_code,
        {{ text('prvdr_spclty') }} as provider_specialty_code,
        {{ text('line_place_of_srvc_cd') }} as place_of_service_code,
        {{ text('line_prcsg_ind_cd') }} as processing_indicator_code,
        {{ text('hcpcs_cd') }} as hcpcs_code,
        {{ text('prncpal_dgns_vrsn_cd') }} as diagnosis_version_code,
        {{ text('prncpal_dgns_cd') }} as principal_diagnosis_code,
        {{ text('line_icd_dgns_cd') }} as line_diagnosis_code,
        {{ text('line_icd_dgns_vrsn_cd') }} as line_diagnosis_version_code,
        {{ list_of_columns('icd_dgns_cd', 12) }} as diagnosis_codes,

        ---------- dates
        {{ named_month_date('clm_from_dt') }} as service_from_date,
        {{ named_month_date('clm_thru_dt') }} as service_through_date,
        claim_year,

        ---------- amounts
        {{ to_amount(text('clm_pmt_amt')) }} as claim_payment_amount,
        {{ to_amount(text('line_nch_pmt_amt')) }} as payment_amount,
        {{ to_amount(text('line_bene_ptb_ddctbl_amt')) }} as deductible_amount,
        {{ to_amount(text('line_coinsrnc_amt')) }} as coinsurance_amount,
        {{ to_amount(text('line_bene_prmry_pyr_pd_amt')) }} as primary_payer_paid_amount,
        {{ to_amount(text('line_sbmtd_chrg_amt')) }} as submitted_charge_amount,
        {{ to_amount(text('line_alowd_chrg_amt')) }} as allowed_charge_amount,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
