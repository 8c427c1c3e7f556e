{{ config(materialized = 'view') }}
{#- CMS's own answer key: each of the nine annual amounts of the Beneficiary Summary against what
    the claims add up to. A view, so its status follows what is loaded at no cost. -#}
with

summary_years as (

    select * from {{ ref('fact_beneficiary_year') }}

),

claims_years as (

    select * from {{ ref('member_year_spend') }}

),

measures as (

    select * from {{ ref('reconciliation_measures') }}

),

{# A dataset of a sample is loaded once a whole file of it has come, both parts of the carrier
   file. #}
loaded_datasets as (

    select
        sample,
        dataset,
        bool_or(not is_partial and part is null)
        or (
            bool_or(not is_partial and part = 'A') and bool_or(not is_partial and part = 'B')
        ) as is_whole
    from {{ ref('load_ledger') }}
    where source_system = 'desynpuf' and status = 'committed' and rows_accepted > 0
    group by sample, dataset

),

compared_amounts as (

    select
        summary_years.source_system,
        summary_years.beneficiary_id,
        summary_years.claim_year,
        measures.measure,
        case measures.measure
            when 'medreimb_ip' then claims_years.inpatient_paid_amount
            when 'benres_ip' then claims_years.inpatient_reported_beneficiary_responsibility_amount
            when 'pppymt_ip' then claims_years.inpatient_primary_payer_paid_amount
            when 'medreimb_op' then claims_years.outpatient_paid_amount
            when 'benres_op' then claims_years.outpatient_reported_beneficiary_responsibility_amount
            when 'pppymt_op' then claims_years.outpatient_primary_payer_paid_amount
            when 'medreimb_car' then claims_years.carrier_paid_amount
            when 'benres_car' then claims_years.carrier_reported_beneficiary_responsibility_amount
            when 'pppymt_car' then claims_years.carrier_primary_payer_paid_amount
        end as claims_amount,
        case measures.measure
            when 'medreimb_ip' then summary_years.inpatient_paid_amount
            when 'benres_ip' then summary_years.inpatient_beneficiary_responsibility_amount
            when 'pppymt_ip' then summary_years.inpatient_primary_payer_paid_amount
            when 'medreimb_op' then summary_years.outpatient_paid_amount
            when 'benres_op' then summary_years.outpatient_beneficiary_responsibility_amount
            when 'pppymt_op' then summary_years.outpatient_primary_payer_paid_amount
            when 'medreimb_car' then summary_years.carrier_paid_amount
            when 'benres_car' then summary_years.carrier_beneficiary_responsibility_amount
            when 'pppymt_car' then summary_years.carrier_primary_payer_paid_amount
        end as summary_amount,
        summary_years.sample,
        loaded_datasets.is_whole
    from summary_years
    inner join claims_years
        on
            summary_years.source_system = claims_years.source_system
            and summary_years.beneficiary_id = claims_years.beneficiary_id
            and summary_years.claim_year = claims_years.claim_year
    cross join measures
    left join loaded_datasets
        on
            summary_years.sample = loaded_datasets.sample
            and measures.dataset = loaded_datasets.dataset
    where summary_years.source_system = 'desynpuf'

),

final as (

    select
        ---------- natural keys
        source_system,
        beneficiary_id,
        claim_year,
        measure,

        ---------- codes
        sample,
        case
            when is_whole is null then 'not_loaded'
            when not is_whole then 'partial'
            when (claims_amount is not distinct from summary_amount) then 'matched'
            else 'mismatched'
        end as status,

        ---------- amounts
        claims_amount,
        summary_amount,
        claims_amount - summary_amount as difference_amount

    from compared_amounts

)

select * from final
