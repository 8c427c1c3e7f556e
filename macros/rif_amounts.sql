{#- The amount columns of each kind of file of RIF, by their names in the lake: a dict of lists. -#}
{%- macro rif_amounts() -%}
    {{ return({
        'carrier_claims': [
            'clm_pmt_amt', 'carr_clm_prmry_pyr_pd_amt', 'nch_clm_prvdr_pmt_amt',
            'nch_clm_bene_pmt_amt', 'nch_carr_clm_sbmtd_chrg_amt', 'nch_carr_clm_alowd_amt',
            'carr_clm_cash_ddctbl_apld_amt', 'line_nch_pmt_amt', 'line_bene_pmt_amt',
            'line_prvdr_pmt_amt', 'line_bene_ptb_ddctbl_amt', 'line_bene_prmry_pyr_pd_amt',
            'line_coinsrnc_amt', 'line_sbmtd_chrg_amt', 'line_alowd_chrg_amt',
        ],
        'inpatient_claims': [
            'clm_pmt_amt', 'nch_prmry_pyr_clm_pd_amt', 'clm_tot_chrg_amt',
            'clm_pass_thru_per_diem_amt', 'nch_bene_ip_ddctbl_amt', 'nch_bene_pta_coinsrnc_lblty_am',
            'nch_bene_blood_ddctbl_lblty_am', 'nch_profnl_cmpnt_chrg_amt', 'nch_ip_ncvrd_chrg_amt',
            'nch_ip_tot_ddctn_amt', 'clm_tot_pps_cptl_amt', 'clm_pps_cptl_fsp_amt',
            'clm_pps_cptl_outlier_amt', 'clm_pps_cptl_dsprprtnt_shr_amt', 'clm_pps_cptl_ime_amt',
            'clm_pps_cptl_excptn_amt', 'clm_pps_old_cptl_hld_hrmls_amt',
            'nch_drg_outlier_aprvd_pmt_amt', 'ime_op_clm_val_amt', 'dsh_op_clm_val_amt',
            'clm_uncompd_care_pmt_amt', 'rev_cntr_tot_chrg_amt',
        ],
        'outpatient_claims': [
            'clm_pmt_amt', 'nch_prmry_pyr_clm_pd_amt', 'clm_tot_chrg_amt',
            'nch_bene_blood_ddctbl_lblty_am', 'nch_profnl_cmpnt_chrg_amt', 'nch_bene_ptb_ddctbl_amt',
            'nch_bene_ptb_coinsrnc_amt', 'clm_op_prvdr_pmt_amt', 'clm_op_bene_pmt_amt',
            'rev_cntr_rate_amt', 'rev_cntr_blood_ddctbl_amt', 'rev_cntr_cash_ddctbl_amt',
            'rev_cntr_coinsrnc_wge_adjstd_c', 'rev_cntr_rdcd_coinsrnc_amt',
            'rev_cntr_1st_msp_pd_amt', 'rev_cntr_2nd_msp_pd_amt', 'rev_cntr_prvdr_pmt_amt',
            'rev_cntr_bene_pmt_amt', 'rev_cntr_ptnt_rspnsblty_pmt', 'rev_cntr_pmt_amt_amt',
            'rev_cntr_tot_chrg_amt', 'rev_cntr_ncvrd_chrg_amt',
        ],
        'dme_claims': [
            'clm_pmt_amt', 'carr_clm_prmry_pyr_pd_amt', 'nch_clm_prvdr_pmt_amt',
            'nch_clm_bene_pmt_amt', 'nch_carr_clm_sbmtd_chrg_amt', 'nch_carr_clm_alowd_amt',
            'carr_clm_cash_ddctbl_apld_amt', 'line_nch_pmt_amt', 'line_bene_pmt_amt',
            'line_prvdr_pmt_amt', 'line_bene_ptb_ddctbl_amt', 'line_bene_prmry_pyr_pd_amt',
            'line_prmry_alowd_chrg_amt', 'line_sbmtd_chrg_amt', 'line_alowd_chrg_amt',
            'dmerc_line_scrn_svgs_amt', 'line_coinsrnc_amt',
        ],
        'hha_claims': [
            'clm_pmt_amt', 'nch_prmry_pyr_clm_pd_amt', 'clm_tot_chrg_amt', 'rev_cntr_rate_amt',
            'rev_cntr_pmt_amt_amt', 'rev_cntr_tot_chrg_amt', 'rev_cntr_ncvrd_chrg_amt',
        ],
        'hospice_claims': [
            'clm_pmt_amt', 'nch_prmry_pyr_clm_pd_amt', 'clm_tot_chrg_amt', 'rev_cntr_rate_amt',
            'rev_cntr_prvdr_pmt_amt', 'rev_cntr_bene_pmt_amt', 'rev_cntr_pmt_amt_amt',
            'rev_cntr_tot_chrg_amt', 'rev_cntr_ncvrd_chrg_amt',
        ],
        'snf_claims': [
            'clm_pmt_amt', 'nch_prmry_pyr_clm_pd_amt', 'clm_tot_chrg_amt', 'nch_bene_ip_ddctbl_amt',
            'nch_bene_pta_coinsrnc_lblty_am', 'nch_bene_blood_ddctbl_lblty_am',
            'nch_ip_ncvrd_chrg_amt', 'nch_ip_tot_ddctn_amt', 'clm_pps_cptl_fsp_amt',
            'clm_pps_cptl_outlier_amt', 'clm_pps_cptl_dsprprtnt_shr_amt', 'clm_pps_cptl_ime_amt',
            'clm_pps_cptl_excptn_amt', 'clm_pps_old_cptl_hld_hrmls_amt', 'rev_cntr_rate_amt',
            'rev_cntr_tot_chrg_amt', 'rev_cntr_ncvrd_chrg_amt',
        ],
        'prescription_drug_events': [
            'gdc_blw_oopt_amt', 'gdc_abv_oopt_amt', 'ptnt_pay_amt', 'othr_troop_amt', 'lics_amt',
            'plro_amt', 'cvrd_d_plan_pd_amt', 'ncvrd_plan_pd_amt', 'tot_rx_cst_amt',
            'rptd_gap_dscnt_num',
        ],
    }) }}
{%- endmacro -%}

{#- All of them, each once, in the order of the alphabet. -#}
{%- macro rif_amount_columns() -%}
    {{ return(rif_amounts().values() | sum(start=[]) | unique | sort) }}
{%- endmacro -%}
