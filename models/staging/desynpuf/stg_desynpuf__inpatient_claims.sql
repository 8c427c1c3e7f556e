with

source as (

    select * from {{ source('desynpuf', 'inpatient_claims') }}

),

renamed as (

    select
        ---------- natural keys
        desynpuf_id as beneficiary_id,
        clm_id as claim_id,
        cast(segment as smallint) as segment_number,
        prvdr_num as provider_number,
        at_physn_npi as attending_npi,
        op_physn_npi as operating_npi,
        ot_physn_npi as other_npi,

        ---------- codes
        clm_drg_cd as drg_code,
        admtng_icd9_dgns_cd as admitting_diagnosis_code,
        icd9_dgns_cd_1 as diagnosis_code_01,
        icd9_dgns_cd_2 as diagnosis_code_02,
        icd9_dgns_cd_3 as diagnosis_code_03,
        icd9_dgns_cd_4 as diagnosis_code_04,
        icd9_dgns_cd_5 as diagnosis_code_05,
        icd9_dgns_cd_6 as diagnosis_code_06,
        icd9_dgns_cd_7 as diagnosis_code_07,
        icd9_dgns_cd_8 as diagnosis_code_08,
        icd9_dgns_cd_9 as diagnosis_code_09,
        icd9_dgns_cd_10 as diagnosis_code_10,
        icd9_prcdr_cd_1 as procedure_code_01,
        icd9_prcdr_cd_2 as procedure_code_02,
        icd9_prcdr_cd_3 as procedure_code_03,
        icd9_prcdr_cd_4 as procedure_code_04,
        icd9_prcdr_cd_5 as procedure_code_05,
        icd9_prcdr_cd_6 as procedure_code_06,
        hcpcs_cd_1 as hcpcs_code_01,
        hcpcs_cd_2 as hcpcs_code_02,
        hcpcs_cd_3 as hcpcs_code_03,
        hcpcs_cd_4 as hcpcs_code_04,
        hcpcs_cd_5 as hcpcs_code_05,
        hcpcs_cd_6 as hcpcs_code_06,
        hcpcs_cd_7 as hcpcs_code_07,
        hcpcs_cd_8 as hcpcs_code_08,
        hcpcs_cd_9 as hcpcs_code_09,
        hcpcs_cd_10 as hcpcs_code_10,
        hcpcs_cd_11 as hcpcs_code_11,
        hcpcs_cd_12 as hcpcs_code_12,
        hcpcs_cd_13 as hcpcs_code_13,
        hcpcs_cd_14 as hcpcs_code_14,
        hcpcs_cd_15 as hcpcs_code_15,
        hcpcs_cd_16 as hcpcs_code_16,
        hcpcs_cd_17 as hcpcs_code_17,
        hcpcs_cd_18 as hcpcs_code_18,
        hcpcs_cd_19 as hcpcs_code_19,
        hcpcs_cd_20 as hcpcs_code_20,
        hcpcs_cd_21 as hcpcs_code_21,
        hcpcs_cd_22 as hcpcs_code_22,
        hcpcs_cd_23 as hcpcs_code_23,
        hcpcs_cd_24 as hcpcs_code_24,
        hcpcs_cd_25 as hcpcs_code_25,
        hcpcs_cd_26 as hcpcs_code_26,
        hcpcs_cd_27 as hcpcs_code_27,
        hcpcs_cd_28 as hcpcs_code_28,
        hcpcs_cd_29 as hcpcs_code_29,
        hcpcs_cd_30 as hcpcs_code_30,
        hcpcs_cd_31 as hcpcs_code_31,
        hcpcs_cd_32 as hcpcs_code_32,
        hcpcs_cd_33 as hcpcs_code_33,
        hcpcs_cd_34 as hcpcs_code_34,
        hcpcs_cd_35 as hcpcs_code_35,
        hcpcs_cd_36 as hcpcs_code_36,
        hcpcs_cd_37 as hcpcs_code_37,
        hcpcs_cd_38 as hcpcs_code_38,
        hcpcs_cd_39 as hcpcs_code_39,
        hcpcs_cd_40 as hcpcs_code_40,
        hcpcs_cd_41 as hcpcs_code_41,
        hcpcs_cd_42 as hcpcs_code_42,
        hcpcs_cd_43 as hcpcs_code_43,
        hcpcs_cd_44 as hcpcs_code_44,
        hcpcs_cd_45 as hcpcs_code_45,

        ---------- dates
        {{ to_date('clm_from_dt') }} as service_from_date,
        {{ to_date('clm_thru_dt') }} as service_through_date,
        {{ to_date('clm_admsn_dt') }} as admission_date,
        {{ to_date('nch_bene_dschrg_dt') }} as discharge_date,
        claim_year,

        ---------- quantities
        cast(clm_utlztn_day_cnt as integer) as covered_day_count,

        ---------- amounts
        {{ to_amount('clm_pmt_amt') }} as claim_payment_amount,
        {{ to_amount('clm_pass_thru_per_diem_amt') }} as pass_through_per_diem_amount,
        {{ to_amount('nch_prmry_pyr_clm_pd_amt') }} as primary_payer_paid_amount,
        {{ to_amount('nch_bene_ip_ddctbl_amt') }} as deductible_amount,
        {{ to_amount('nch_bene_pta_coinsrnc_lblty_am') }} as coinsurance_amount,
        {{ to_amount('nch_bene_blood_ddctbl_lblty_am') }} as blood_deductible_amount,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
