{{
    config(
        unique_key = ['source_system', 'beneficiary_id', 'claim_year'],
        meta = {'vanished': 'not is_enrolled and claim_line_count = 0 and fill_count = 0'},
    )
}}
{#- A member-year appears when an enrollment file names it or a current claim line or fill falls in
    it. An incremental build computes the member-years that new deliveries touched; one that they
    left with nothing comes out empty, and the merge takes it away. #}
{%- set is_touched -%}
    (source_system, beneficiary_id, claim_year) in (
        select
            source_system,
            beneficiary_id,
            claim_year
        from touched_member_years
    )
{%- endset %}
-- depends_on: {{ ref('bridge_member_year_delivery') }}
with

{% if is_incremental() -%}
touched_member_years as (

    select distinct
        source_system,
        beneficiary_id,
        claim_year
    from {{ ref('bridge_member_year_delivery') }}
    where {{ is_new_batch() }}

),

{% endif -%}
medical as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        cast(sum(allowed_amount) as decimal(18, 2)) as medical_allowed_amount,
        cast(sum(paid_amount) as decimal(18, 2)) as medical_paid_amount,
        {{ sum_of_type('paid_amount', 'inpatient') }} as inpatient_paid_amount,
        {{ sum_of_type('paid_amount', 'outpatient') }} as outpatient_paid_amount,
        {{ sum_of_type('paid_amount', 'carrier') }} as carrier_paid_amount,
        {{ sum_of_type('paid_amount', 'snf') }} as snf_paid_amount,
        {{ sum_of_type('paid_amount', 'hha') }} as hha_paid_amount,
        {{ sum_of_type('paid_amount', 'hospice') }} as hospice_paid_amount,
        {{ sum_of_type('paid_amount', 'dme') }} as dme_paid_amount,
        {{ sum_of_type('paid_amount', 'visit') }} as visit_paid_amount,
        cast(
            sum(beneficiary_responsibility_amount) as decimal(18, 2)
        ) as beneficiary_responsibility_amount,
        cast(sum(primary_payer_paid_amount) as decimal(18, 2)) as primary_payer_paid_amount,
        {{ sum_of_type('primary_payer_paid_amount', 'inpatient') }}
            as inpatient_primary_payer_paid_amount,
        {{ sum_of_type('primary_payer_paid_amount', 'outpatient') }}
            as outpatient_primary_payer_paid_amount,
        {{ sum_of_type('primary_payer_paid_amount', 'carrier') }}
            as carrier_primary_payer_paid_amount,
        {{ sum_of_type('reported_beneficiary_responsibility_amount', 'inpatient') }}
            as inpatient_reported_beneficiary_responsibility_amount,
        {{ sum_of_type('reported_beneficiary_responsibility_amount', 'outpatient') }}
            as outpatient_reported_beneficiary_responsibility_amount,
        {{ sum_of_type('reported_beneficiary_responsibility_amount', 'carrier') }}
            as carrier_reported_beneficiary_responsibility_amount,
        count(distinct claim_key) filter (
            where is_countable and claim_type = 'inpatient' and not is_emergency_only
        ) as inpatient_stay_count,
        count(distinct claim_key) filter (
            where is_countable and claim_type = 'outpatient'
        ) as outpatient_visit_count,
        count(distinct claim_key) filter (
            where is_countable and is_emergency_only
        ) as emergency_visit_count,
        count(*) as claim_line_count
    from {{ ref('fact_claim_line') }}
    {% if is_incremental() %}
        where {{ is_touched }}
    {% endif %}
    group by source_system, beneficiary_id, claim_year

),

{# Each role on its own: counted with the amounts, their names outgrow the memory. #}
billing_providers as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        count(distinct billing_provider_key) as billing_provider_count
    from {{ ref('fact_claim_line') }}
    where
        is_countable
        and billing_provider_key <> 'unknown'
    {% if is_incremental() %}
        and {{ is_touched }}
    {% endif %}
    group by source_system, beneficiary_id, claim_year

),

rendering_providers as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        count(distinct rendering_provider_key) as rendering_provider_count
    from {{ ref('fact_claim_line') }}
    where
        is_countable
        and rendering_provider_key <> 'unknown'
    {% if is_incremental() %}
        and {{ is_touched }}
    {% endif %}
    group by source_system, beneficiary_id, claim_year

),

pharmacy as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        cast(
            sum(case when is_countable then rx_gross_amount else 0 end) as decimal(18, 2)
        ) as rx_gross_amount,
        cast(
            sum(case when is_countable then rx_plan_paid_amount else 0 end) as decimal(18, 2)
        ) as rx_plan_paid_amount,
        cast(
            sum(case when is_countable then rx_patient_paid_amount else 0 end) as decimal(18, 2)
        ) as rx_patient_paid_amount,
        cast(
            sum(case when is_countable then rx_other_paid_amount else 0 end) as decimal(18, 2)
        ) as rx_other_paid_amount,
        count(case when is_countable then 1 end) as rx_fill_count,
        count(*) as fill_count
    from {{ ref('fact_prescription_fill') }}
    {% if is_incremental() %}
        where {{ is_touched }}
    {% endif %}
    group by source_system, beneficiary_id, claim_year

),

enrollment as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        true as is_enrolled
    from {{ ref('fact_beneficiary_year') }}

),

member_years as (

    {% if is_incremental() %}
        select * from touched_member_years
    {% else %}
        select
            source_system,
            beneficiary_id,
            claim_year
        from medical
        union distinct
        select
            source_system,
            beneficiary_id,
            claim_year
        from pharmacy
        union distinct
        select
            source_system,
            beneficiary_id,
            claim_year
        from enrollment
    {% endif %}

),

final as (

    select
        ---------- natural keys
        member_years.source_system,
        member_years.beneficiary_id,
        member_years.claim_year,

        ---------- amounts: medical and pharmacy together
        coalesce(medical.medical_allowed_amount, 0)
        + coalesce(pharmacy.rx_gross_amount, 0) as total_allowed_amount,
        coalesce(medical.medical_paid_amount, 0)
        + coalesce(pharmacy.rx_plan_paid_amount, 0) as total_paid_amount,

        ---------- amounts: medical
        coalesce(medical.medical_allowed_amount, 0) as medical_allowed_amount,
        coalesce(medical.medical_paid_amount, 0) as medical_paid_amount,
        coalesce(medical.inpatient_paid_amount, 0) as inpatient_paid_amount,
        coalesce(medical.outpatient_paid_amount, 0) as outpatient_paid_amount,
        coalesce(medical.carrier_paid_amount, 0) as carrier_paid_amount,
        coalesce(medical.snf_paid_amount, 0) as snf_paid_amount,
        coalesce(medical.hha_paid_amount, 0) as hha_paid_amount,
        coalesce(medical.hospice_paid_amount, 0) as hospice_paid_amount,
        coalesce(medical.dme_paid_amount, 0) as dme_paid_amount,
        coalesce(medical.visit_paid_amount, 0) as visit_paid_amount,

        ---------- amounts: pharmacy
        coalesce(pharmacy.rx_gross_amount, 0) as rx_gross_amount,
        coalesce(pharmacy.rx_plan_paid_amount, 0) as rx_plan_paid_amount,
        coalesce(pharmacy.rx_patient_paid_amount, 0) as rx_patient_paid_amount,
        coalesce(pharmacy.rx_other_paid_amount, 0) as rx_other_paid_amount,

        ---------- amounts: other payers of medical care
        coalesce(medical.beneficiary_responsibility_amount, 0) as beneficiary_responsibility_amount,
        coalesce(medical.primary_payer_paid_amount, 0) as primary_payer_paid_amount,
        coalesce(medical.inpatient_primary_payer_paid_amount, 0)
            as inpatient_primary_payer_paid_amount,
        coalesce(medical.outpatient_primary_payer_paid_amount, 0)
            as outpatient_primary_payer_paid_amount,
        coalesce(medical.carrier_primary_payer_paid_amount, 0) as carrier_primary_payer_paid_amount,
        coalesce(medical.inpatient_reported_beneficiary_responsibility_amount, 0)
            as inpatient_reported_beneficiary_responsibility_amount,
        coalesce(medical.outpatient_reported_beneficiary_responsibility_amount, 0)
            as outpatient_reported_beneficiary_responsibility_amount,
        coalesce(medical.carrier_reported_beneficiary_responsibility_amount, 0)
            as carrier_reported_beneficiary_responsibility_amount,

        ---------- counts
        coalesce(medical.inpatient_stay_count, 0) as inpatient_stay_count,
        coalesce(medical.outpatient_visit_count, 0) as outpatient_visit_count,
        coalesce(medical.emergency_visit_count, 0) as emergency_visit_count,
        coalesce(pharmacy.rx_fill_count, 0) as rx_fill_count,
        coalesce(billing_providers.billing_provider_count, 0) as billing_provider_count,
        coalesce(rendering_providers.rendering_provider_count, 0) as rendering_provider_count,
        coalesce(medical.claim_line_count, 0) as claim_line_count,
        coalesce(pharmacy.fill_count, 0) as fill_count,

        ---------- flags
        coalesce(enrollment.is_enrolled, false) as is_enrolled

    from member_years
    left join medical
        on
            member_years.source_system = medical.source_system
            and member_years.beneficiary_id = medical.beneficiary_id
            and member_years.claim_year = medical.claim_year
    left join billing_providers
        on
            member_years.source_system = billing_providers.source_system
            and member_years.beneficiary_id = billing_providers.beneficiary_id
            and member_years.claim_year = billing_providers.claim_year
    left join rendering_providers
        on
            member_years.source_system = rendering_providers.source_system
            and member_years.beneficiary_id = rendering_providers.beneficiary_id
            and member_years.claim_year = rendering_providers.claim_year
    left join pharmacy
        on
            member_years.source_system = pharmacy.source_system
            and member_years.beneficiary_id = pharmacy.beneficiary_id
            and member_years.claim_year = pharmacy.claim_year
    left join enrollment
        on
            member_years.source_system = enrollment.source_system
            and member_years.beneficiary_id = enrollment.beneficiary_id
            and member_years.claim_year = enrollment.claim_year

)

{# In this order a person's years lie together, and who asks for one reads one part of the table. #}
select * from final
order by source_system, beneficiary_id, claim_year
