{#- Every version of each prescription fill, over every source, with the delivery that replaced it.
    Rows that a later row of the same delivery replaced were never current, and are absent.

    DE-SynPUF tells what a fill cost and what the patient paid; the plan is taken to have paid the rest, and never less than
    nothing, so that a patient who paid more than the drug cost shows as a negative other
    amount. -#}
with

fills as (

    select
        'desynpuf' as source_system,
        *
    from {{ ref('stg_desynpuf__prescription_drug_events') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

fill_versions as (

    select
        fills.*,
        superseded_records.superseded_by_batch_sequence
    from fills
    left join superseded_records
        on
            fills.batch_sequence = superseded_records.batch_sequence
            and fills.source_row_number = superseded_records.source_row_number
    where superseded_records.batch_sequence is null or not superseded_records.is_repeated

),

measured as (

    select
        *,
        coalesce(gross_drug_cost_amount, 0) as gross_amount,
        coalesce(patient_paid_amount, 0) as patient_amount,
        greatest(
            coalesce(gross_drug_cost_amount, 0) - coalesce(patient_paid_amount, 0), 0
        ) as plan_amount
    from fill_versions

),

final as (

    select
        ---------- natural keys
        source_system,
        fill_id,
        beneficiary_id,

        ---------- keys
        {{ namespaced_key('ndc', 'drug_code') }} as drug_key,
        'unknown' as prescriber_key,
        'unknown' as pharmacy_key,

        ---------- dates
        service_date,
        claim_year,

        ---------- quantities
        dispensed_quantity,
        days_supply_count,

        ---------- amounts
        cast(gross_amount as decimal(18, 2)) as rx_gross_amount,
        cast(plan_amount as decimal(18, 2)) as rx_plan_paid_amount,
        cast(patient_amount as decimal(18, 2)) as rx_patient_paid_amount,
        cast(gross_amount - plan_amount - patient_amount as decimal(18, 2)) as rx_other_paid_amount,

        ---------- flags
        true as is_countable,

        ---------- lineage
        superseded_by_batch_sequence,
        batch_sequence,
        batch_id,
        source_row_number

    from measured

)

select * from final
