{{ config(incremental_strategy = 'replace_beneficiaries') }}
{#- Who was covered, how and by which plan, month by month. RIF tells it; DE-SynPUF tells how many
    months, not which.

    Which version of a year is current, and which version of the person it belongs to, is what
    `fact_beneficiary_year` says: versions begin on January 1, so a year's months share theirs. All
    years of a person whom a new file names are replaced, as they are there. -#}
-- depends_on: {{ ref('int_records_unioned') }}
{%- set monthly_codes = [
    'medicare_status_code',
    'buy_in_code',
    'hmo_code',
    'part_c_contract_number',
    'part_c_plan_number',
    'part_c_plan_type_code',
    'part_d_contract_number',
    'part_d_plan_number',
    'part_d_segment_number',
    'cost_share_group_code',
    'retiree_drug_subsidy_code',
    'dual_status_code',
    'county_fips_code',
] %}
-- sqlfluff:indentation:template_blocks_indent:False
with

current_years as (

    select * from {{ ref('fact_beneficiary_year') }}
    where
        source_system = 'rif'
    {% if is_incremental() %}
        and (source_system, beneficiary_id) in (
            select
                source_system,
                beneficiary_id
            from {{ ref('int_records_unioned') }}
            where {{ describes_person() }} and {{ is_new_batch() }}
        )
    {% endif %}

),

beneficiary_years as (

    select * from {{ ref('stg_rif__beneficiary_years') }}

),

{# A row of the lake by its delivery and number: the very one that the current year is from. #}
listed_months as (

    select
        current_years.beneficiary_key,
        current_years.source_system,
        current_years.beneficiary_id,
        current_years.claim_year,
        {%- for code in monthly_codes %}
        beneficiary_years.{{ code }}s,
        {%- endfor %}
        current_years.batch_sequence,
        current_years.batch_id,
        current_years.source_row_number
    from current_years
    inner join beneficiary_years
        on
            current_years.batch_sequence = beneficiary_years.batch_sequence
            and current_years.source_row_number = beneficiary_years.source_row_number

),

numbered_months as (

    select
        *,
        {{ unnest_numbered('buy_in_codes', 'sent_buy_in_code', 'month_number') }}
    from listed_months

),

coded_months as (

    select
        beneficiary_key,
        source_system,
        beneficiary_id,
        claim_year,
        make_date(claim_year, month_number, 1) as month_start_date,
        {%- for code in monthly_codes %}
        {{ text(list_element(code ~ 's', 'month_number')) }} as {{ code }},
        {%- endfor %}
        batch_sequence,
        batch_id,
        source_row_number
    from numbered_months

),

{# The last year of a release has months that were not over when it was made: nothing is told of
   them, not even that nobody was covered. #}
told_months as (

    select * from coded_months
    where coalesce({{ monthly_codes | join(', ') }}) is not null

),

final as (

    select
        ---------- keys
        beneficiary_key,

        ---------- natural keys
        source_system,
        beneficiary_id,

        ---------- codes
        medicare_status_code,
        buy_in_code,
        hmo_code,
        part_c_contract_number,
        part_c_plan_number,
        part_c_plan_type_code,
        part_d_contract_number,
        part_d_plan_number,
        part_d_segment_number,
        cost_share_group_code,
        retiree_drug_subsidy_code,
        dual_status_code,
        lpad(county_fips_code, 5, '0') as county_fips_code,

        ---------- dates
        month_start_date,
        claim_year,

        ---------- flags: as CMS derives its counts of months from the same codes
        coalesce(buy_in_code in ('1', '3', 'A', 'C'), false) as has_part_a,
        coalesce(buy_in_code in ('2', '3', 'B', 'C'), false) as has_part_b,
        coalesce(part_c_contract_number not in ('N', '0'), false) as has_part_c,
        coalesce(left(part_d_contract_number, 1) not in ('N', '0'), false) as has_part_d,
        coalesce(buy_in_code in ('A', 'B', 'C'), false) as has_state_buy_in,
        coalesce(retiree_drug_subsidy_code = 'Y', false) as has_retiree_drug_subsidy,
        coalesce(medicare_status_code in ('11', '21', '31'), false) as has_esrd,
        coalesce(hmo_code not in ('0', '4'), false) as is_hmo,
        coalesce(
            dual_status_code in ('01', '02', '03', '04', '05', '06', '08', '09', '99'), false
        ) as is_dual,
        coalesce(dual_status_code in ('02', '04', '08'), false) as is_full_dual,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from told_months

)

select * from final
