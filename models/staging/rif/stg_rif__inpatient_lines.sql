with

source as (

    select * from {{ source('rif', 'inpatient_claims') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('bene_id') }} as beneficiary_id,
        {{ text('clm_id') }} as claim_id,
        cast({{ text('clm_line_num') }} as smallint) as line_number,
        {{ text('prvdr_num') }} as provider_number,
        {{ text('org_npi_num') }} as organization_npi,
        {{ text('at_physn_npi') }} as attending_npi,
        {{ text('op_physn_npi') }} as operating_npi,
        {{ text('ot_physn_npi') }} as other_npi,

        ---------- codes
        {{ text('dml_ind') }} as change_type_code,
        {{ text('final_action') }} as final_action_code,
        {{ text('clm_mdcr_non_pmt_rsn_cd') }} as non_payment_reason_code,
        {{ text('prvdr_state_cd') }} as provider_state_code,
        {{ text('ptnt_dschrg_stus_cd') }} as discharge_status_code,
        {{ text('clm_drg_cd') }} as drg_code,
        {{ text('rev_cntr') }} as revenue_center_code,
        {{ text('hcpcs_cd') }} as hcpcs_code,
        {{ text('prncpal_dgns_vrsn_cd') }} as diagnosis_version_code,
        {{ text('admtg_dgns_cd') }} as admitting_diagnosis_code,
        {{ text('prncpal_dgns_cd') }} as principal_diagnosis_code,
        {{ list_of_columns('icd_dgns_cd', 25) }} as diagnosis_codes,
        {{ text('icd_prcdr_vrsn_cd1') }} as procedure_version_code,
        {{ list_of_columns('icd_prcdr_cd', 25) }} as procedure_codes,
        {{ list_of_columns('prcdr_dt', 25) }} as procedure_dates,

        ---------- dates
        {{ named_month_date('clm_from_dt') }} as service_from_date,
        {{ named_month_date('clm_thru_dt') }} as service_through_date,
        {{ named_month_date('clm_admsn_dt') }} as admission_date,
        {{ named_month_date('nch_bene_dschrg_dt') }} as discharge_date,
        claim_year,

        ---------- quantities
        cast({{ text('clm_utlztn_day_cnt') }} as integer) as covered_day_count,

        ---------- amounts
        {{ to_amount(text('clm_pmt_amt')) }} as claim_payment_amount,
        {{ to_amount(text('clm_pass_thru_per_diem_amt')) }} as pass_through_per_diem_amount,
        {{ to_amount(text('nch_prmry_pyr_clm_pd_amt')) }} as primary_payer_paid_amount,
        {{ to_amount(text('nch_bene_ip_ddctbl_amt')) }} as deductible_amount,
        {{ to_amount(text('nch_bene_pta_coinsrnc_lblty_am')) }} as coinsurance_amount,
        {{ to_amount(text('nch_bene_blood_ddctbl_lblty_am')) }} as blood_deductible_amount,
        {{ to_amount(text('clm_tot_chrg_amt')) }} as total_charge_amount,
        {{ to_amount(text('rev_cntr_tot_chrg_amt')) }} as line_charge_amount,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
