with

source as (

    select * from {{ source('desynpuf', 'beneficiary_summary') }}

),

renamed as (

    select
        ---------- natural keys
        desynpuf_id as beneficiary_id,

        ---------- codes
        bene_sex_ident_cd as sex_code,
        bene_race_cd as race_code,
        sp_state_code as state_code,
        bene_county_cd as county_code,

        ---------- dates
        {{ to_date('bene_birth_dt') }} as birth_date,
        {{ to_date('bene_death_dt') }} as death_date,
        claim_year,

        ---------- quantities
        cast(bene_hi_cvrage_tot_mons as smallint) as part_a_month_count,
        cast(bene_smi_cvrage_tot_mons as smallint) as part_b_month_count,
        cast(bene_hmo_cvrage_tot_mons as smallint) as hmo_month_count,
        cast(plan_cvrg_mos_num as smallint) as part_d_month_count,

        ---------- amounts
        {{ to_amount('medreimb_ip') }} as inpatient_paid_amount,
        {{ to_amount('benres_ip') }} as inpatient_beneficiary_responsibility_amount,
        {{ to_amount('pppymt_ip') }} as inpatient_primary_payer_paid_amount,
        {{ to_amount('medreimb_op') }} as outpatient_paid_amount,
        {{ to_amount('benres_op') }} as outpatient_beneficiary_responsibility_amount,
        {{ to_amount('pppymt_op') }} as outpatient_primary_payer_paid_amount,
        {{ to_amount('medreimb_car') }} as carrier_paid_amount,
        {{ to_amount('benres_car') }} as carrier_beneficiary_responsibility_amount,
        {{ to_amount('pppymt_car') }} as carrier_primary_payer_paid_amount,

        ---------- flags
        coalesce(bene_esrd_ind = 'Y', false) as has_esrd,
        {{ is_yes('sp_alzhdmta') }} as has_alzheimers,
        {{ is_yes('sp_chf') }} as has_heart_failure,
        {{ is_yes('sp_chrnkidn') }} as has_chronic_kidney_disease,
        {{ is_yes('sp_cncr') }} as has_cancer,
        {{ is_yes('sp_copd') }} as has_copd,
        {{ is_yes('sp_depressn') }} as has_depression,
        {{ is_yes('sp_diabetes') }} as has_diabetes,
        {{ is_yes('sp_ischmcht') }} as has_ischemic_heart_disease,
        {{ is_yes('sp_osteoprs') }} as has_osteoporosis,
        {{ is_yes('sp_ra_oa') }} as has_arthritis,
        {{ is_yes('sp_strketia') }} as has_stroke,
        {{ unreadable_flags({
            'sp_alzhdmta': 'has_alzheimers',
            'sp_chf': 'has_heart_failure',
            'sp_chrnkidn': 'has_chronic_kidney_disease',
            'sp_cncr': 'has_cancer',
            'sp_copd': 'has_copd',
            'sp_depressn': 'has_depression',
            'sp_diabetes': 'has_diabetes',
            'sp_ischmcht': 'has_ischemic_heart_disease',
            'sp_osteoprs': 'has_osteoporosis',
            'sp_ra_oa': 'has_arthritis',
            'sp_strketia': 'has_stroke',
        }) }} as unreadable_flags,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
