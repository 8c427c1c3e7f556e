{#- Carrier claims in the common claim-line model: one row per line.

    A line exists where its slot holds anything: the processing indicator, as CMS fills it on every
    line, or a code or an amount without one, which must not get lost. A claim without any line
    keeps one that does not count. -#}
{# A field of a struct reads like a column of a table. #}
-- noqa: disable=references.consistent
with

claims as (

    select
        *,
        {{ unnest_list('lines') }} as line
    from {{ ref('stg_desynpuf__carrier_claims') }}

),

lines as (

    select
        beneficiary_id,
        claim_id,
        {{ first_diagnosis_code(8) }} as first_diagnosis_code,
        service_from_date,
        service_through_date,
        claim_year,
        coalesce(line.line_number, cast(1 as smallint)) as line_number,
        line.line_prcsg_ind_cd as processing_indicator_code,
        line.prf_physn_npi as performing_npi,
        line.tax_num as tax_number,
        line.hcpcs_cd as hcpcs_code,
        line.line_icd9_dgns_cd as line_diagnosis_code,
        {{ to_amount('line.line_nch_pmt_amt') }} as payment_amount,
        {{ to_amount('line.line_bene_ptb_ddctbl_amt') }} as deductible_amount,
        {{ to_amount('line.line_bene_prmry_pyr_pd_amt') }} as line_primary_payer_paid_amount,
        {{ to_amount('line.line_coinsrnc_amt') }} as coinsurance_amount,
        {{ to_amount('line.line_alowd_chrg_amt') }} as allowed_charge_amount,
        {{ is_filled_amount('line.line_nch_pmt_amt') }}
        or {{ is_filled_amount('line.line_bene_ptb_ddctbl_amt') }}
        or {{ is_filled_amount('line.line_bene_prmry_pyr_pd_amt') }}
        or {{ is_filled_amount('line.line_coinsrnc_amt') }}
        or {{ is_filled_amount('line.line_alowd_chrg_amt') }} as has_amount,
        line.line_number is null as is_placeholder,
        batch_sequence,
        batch_id,
        source_row_number
    from claims

),

filled_lines as (

    select
        *,
        {# Codebook, appendix 2: allowed; or reprocessed or secondary payer, some of it allowed. #}
        coalesce(
            processing_indicator_code = 'A'
            or (processing_indicator_code in ('R', 'S') and allowed_charge_amount > 0),
            false
        ) as is_countable
    from lines
    where
        processing_indicator_code is not null
        or performing_npi is not null
        or tax_number is not null
        or hcpcs_code is not null
        or line_diagnosis_code is not null
        or has_amount
        or is_placeholder

),

final as (

    select
        ---------- natural keys
        'desynpuf' as source_system,
        'carrier' as claim_type,
        claim_id,
        cast(1 as smallint) as segment_number,
        line_number,
        beneficiary_id,

        ---------- keys
        coalesce(
            'tin:' || tax_number, 'npi:' || performing_npi, 'unknown'
        ) as billing_provider_key,
        {{ namespaced_key('npi', 'performing_npi') }} as rendering_provider_key,
        'unknown' as operating_provider_key,
        'unknown' as other_provider_key,
        {{ namespaced_key('icd9', 'coalesce(line_diagnosis_code, first_diagnosis_code)') }}
            as diagnosis_key,
        'icd9:' || line_diagnosis_code as line_diagnosis_key,
        {{ namespaced_key('hcpcs', 'hcpcs_code') }} as procedure_key,

        ---------- codes
        cast(null as {{ dbt.type_string() }}) as drg_code,
        cast(null as {{ dbt.type_string() }}) as revenue_center_code,
        cast(null as {{ dbt.type_string() }}) as place_of_service_code,
        cast(null as {{ dbt.type_string() }}) as provider_specialty_code,
        cast(null as {{ dbt.type_string() }}) as provider_state_code,
        processing_indicator_code,

        ---------- dates
        service_from_date,
        service_through_date,
        cast(null as date) as admission_date,
        cast(null as date) as discharge_date,
        claim_year,

        ---------- quantities
        cast(null as integer) as covered_day_count,

        ---------- amounts
        case
            when is_countable then coalesce(allowed_charge_amount, 0) else 0
        end as allowed_amount,
        case when is_countable then coalesce(payment_amount, 0) else 0 end as paid_amount,
        case
            when is_countable
                then coalesce(deductible_amount, 0) + coalesce(coinsurance_amount, 0)
            else 0
        end as beneficiary_responsibility_amount,
        case
            when is_countable then coalesce(line_primary_payer_paid_amount, 0) else 0
        end as primary_payer_paid_amount,
        allowed_charge_amount as reported_allowed_amount,
        payment_amount as reported_paid_amount,
        deductible_amount + coinsurance_amount as reported_beneficiary_responsibility_amount,
        line_primary_payer_paid_amount as reported_primary_payer_paid_amount,
        cast(null as decimal(18, 2)) as submitted_charge_amount,

        ---------- flags
        is_countable,
        false as is_emergency_only,

        ---------- lineage
        batch_sequence,
        batch_id,
        source_row_number

    from filled_lines

)

select * from final
