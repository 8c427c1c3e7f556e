{#- What CMS tells month by month, by the stem of the twelve columns and the name of the list that
    they are here, January first. -#}
{%- set monthly_columns = {
    'state_cnty_fips_cd': 'county_fips_codes',
    'mdcr_status_code': 'medicare_status_codes',
    'mdcr_entlmt_buyin_ind': 'buy_in_codes',
    'hmo_ind': 'hmo_codes',
    'ptc_cntrct_id': 'part_c_contract_numbers',
    'ptc_pbp_id': 'part_c_plan_numbers',
    'ptc_plan_type_cd': 'part_c_plan_type_codes',
    'ptd_cntrct_id': 'part_d_contract_numbers',
    'ptd_pbp_id': 'part_d_plan_numbers',
    'ptd_sgmt_id': 'part_d_segment_numbers',
    'rds_ind': 'retiree_drug_subsidy_codes',
    'dual_stus_cd': 'dual_status_codes',
    'cst_shr_grp_cd': 'cost_share_group_codes',
} %}
-- sqlfluff:indentation:template_blocks_indent:False
with

source as (

    select * from {{ source('rif', 'beneficiary_years') }}

),

renamed as (

    select
        ---------- natural keys
        {{ text('bene_id') }} as beneficiary_id,

        ---------- codes
        {{ text('dml_ind') }} as change_type_code,
        {{ text('sex_ident_cd') }} as sex_code,
        {{ text('bene_race_cd') }} as race_code,
        {{ text('state_code') }} as state_code,
        {#- CMS writes state and county in one number and loses its leading zero. #}
        right(lpad({{ text('county_cd') }}, 5, '0'), 3) as county_code,
        {{ text('entlmt_rsn_orig') }} as original_entitlement_reason_code,
        {{ text('entlmt_rsn_curr') }} as entitlement_reason_code,
        {%- for stem, name in monthly_columns.items() %}
        {{ list_of_columns(stem, 12, '_%02d') }} as {{ name }},
        {%- endfor %}

        ---------- dates
        {{ named_month_date('bene_birth_dt') }} as birth_date,
        {{ named_month_date('bene_death_dt') }} as death_date,
        {{ named_month_date('covstart') }} as coverage_start_date,
        claim_year,

        ---------- quantities
        cast({{ text('bene_hi_cvrage_tot_mons') }} as smallint) as part_a_month_count,
        cast({{ text('bene_smi_cvrage_tot_mons') }} as smallint) as part_b_month_count,
        cast({{ text('bene_hmo_cvrage_tot_mons') }} as smallint) as hmo_month_count,
        cast({{ text('ptd_plan_cvrg_mons') }} as smallint) as part_d_month_count,
        cast({{ text('bene_state_buyin_tot_mons') }} as smallint) as buy_in_month_count,
        cast({{ text('dual_elgbl_mons') }} as smallint) as dual_month_count,
        cast({{ text('rds_cvrg_mons') }} as smallint) as retiree_drug_subsidy_month_count,

        ---------- flags
        coalesce({{ text('esrd_ind') }} in ('Y', '1'), false) as has_esrd,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from source

)

select * from renamed
