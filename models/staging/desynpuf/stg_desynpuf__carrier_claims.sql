{#- One row per claim, its lines still a list. -#}
with

source as (

    select * from {{ source('desynpuf', 'carrier_claims') }}

),

renamed as (

    select
        ---------- natural keys
        desynpuf_id as beneficiary_id,
        clm_id as claim_id,

        ---------- codes
        icd9_dgns_cd_1 as diagnosis_code_01,
        icd9_dgns_cd_2 as diagnosis_code_02,
        icd9_dgns_cd_3 as diagnosis_code_03,
        icd9_dgns_cd_4 as diagnosis_code_04,
        icd9_dgns_cd_5 as diagnosis_code_05,
        icd9_dgns_cd_6 as diagnosis_code_06,
        icd9_dgns_cd_7 as diagnosis_code_07,
        icd9_dgns_cd_8 as diagnosis_code_08,

        ---------- dates
        {{ to_date('clm_from_dt') }} as service_from_date,
        {{ to_date('clm_thru_dt') }} as service_through_date,
        claim_year,

        ---------- lines
        lines,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
