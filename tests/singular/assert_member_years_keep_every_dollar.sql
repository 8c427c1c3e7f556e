{#- Each member-year holds its facts' dollars, stays, visits, fills and enrollment, no more and no
    less. A row here is a measure of a member-year that differs, and a file that its facts are from.

    It looks at every member-year in every build: that costs less than to find those touched. -#}
{%- set line_measures = {
    'medical_allowed_amount': 'sum(allowed_amount)',
    'medical_paid_amount': 'sum(paid_amount)',
    'beneficiary_responsibility_amount': 'sum(beneficiary_responsibility_amount)',
    'primary_payer_paid_amount': 'sum(primary_payer_paid_amount)',
    'claim_line_count': 'count(*)',
    'inpatient_stay_count': "count(distinct case
            when is_countable and claim_type = 'inpatient' and not is_emergency_only then claim_key
        end)",
    'outpatient_visit_count': "count(distinct case
            when is_countable and claim_type = 'outpatient' then claim_key
        end)",
    'emergency_visit_count': 'count(distinct case
            when is_countable and is_emergency_only then claim_key
        end)',
} -%}
{%- set claim_types
    = ['inpatient', 'outpatient', 'carrier', 'snf', 'hha', 'hospice', 'dme', 'visit'] -%}
{%- for claim_type in claim_types -%}
    {%- do line_measures.update({
        claim_type ~ '_paid_amount':
            "sum(case when claim_type = '" ~ claim_type ~ "' then paid_amount end)",
    }) -%}
{%- endfor -%}
{%- for claim_type in claim_types[:3] -%}
    {%- do line_measures.update({
        claim_type ~ '_primary_payer_paid_amount':
            "sum(case when claim_type = '" ~ claim_type ~ "' then primary_payer_paid_amount end)",
        claim_type ~ '_reported_beneficiary_responsibility_amount':
            "sum(case
            when claim_type = '" ~ claim_type ~ "' and is_countable
                then reported_beneficiary_responsibility_amount
        end)",
    }) -%}
{%- endfor -%}
{%- set fill_measures = {
    'rx_gross_amount': 'sum(case when is_countable then rx_gross_amount end)',
    'rx_plan_paid_amount': 'sum(case when is_countable then rx_plan_paid_amount end)',
    'rx_patient_paid_amount': 'sum(case when is_countable then rx_patient_paid_amount end)',
    'rx_other_paid_amount': 'sum(case when is_countable then rx_other_paid_amount end)',
    'rx_fill_count': 'count(case when is_countable then fill_key end)',
    'fill_count': 'count(*)',
} -%}
{%- set parts = [
    ('lines', 'fact_claim_line', line_measures),
    ('fills', 'fact_prescription_fill', fill_measures),
    ('years', 'fact_beneficiary_year', {'enrolled_count': 'count(*)'}),
] %}
-- sqlfluff:indentation:template_blocks_indent:False
with

member_years as (

    select
        *,
        case when is_enrolled then 1 else 0 end as enrolled_count
    from {{ ref('member_year_spend') }}

),

{% for name, fact, measures in parts -%}
{{ name }}_by_member_year as (

    select
        {% for measure, expression in measures.items() -%}
        {{ expression }} as {{ measure }},
        {% endfor -%}
        source_system,
        beneficiary_id,
        claim_year
    from {{ ref(fact) }}
    group by source_system, beneficiary_id, claim_year

),

{{ name }}_differences as (

    select
        {% for measure in measures -%}
        cast(
            coalesce(facts.{{ measure }}, 0) - coalesce(marts.{{ measure }}, 0) as decimal(38, 2)
        ) as {{ measure }},
        {% endfor -%}
        coalesce(facts.source_system, marts.source_system) as source_system,
        coalesce(facts.beneficiary_id, marts.beneficiary_id) as beneficiary_id,
        coalesce(facts.claim_year, marts.claim_year) as claim_year
    from {{ name }}_by_member_year as facts
    full outer join member_years as marts
        on
            facts.source_system = marts.source_system
            and facts.beneficiary_id = marts.beneficiary_id
            and facts.claim_year = marts.claim_year
    where
        false
        {%- for measure in measures %}
        or coalesce(facts.{{ measure }}, 0) <> coalesce(marts.{{ measure }}, 0)
        {%- endfor %}

),

{{ name }}_measures as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        measure,
        fact_less_mart
    from {{ name }}_differences
    unpivot (
        fact_less_mart for measure in ({{ measures | join(', ') }})
    )
    where fact_less_mart <> 0

),

{% endfor -%}
differing_measures as (

    select * from lines_measures
    union all
    select * from fills_measures
    union all
    select * from years_measures

),

{% for name, fact, measures in parts -%}
{{ name }}_deliveries as (

    select distinct
        differing_measures.source_system,
        differing_measures.beneficiary_id,
        differing_measures.claim_year,
        facts.batch_sequence
    from differing_measures
    inner join {{ ref(fact) }} as facts
        on
            differing_measures.source_system = facts.source_system
            and differing_measures.beneficiary_id = facts.beneficiary_id
            and differing_measures.claim_year = facts.claim_year

),

{% endfor -%}
fact_deliveries as (

    select * from lines_deliveries
    union all
    select * from fills_deliveries
    union all
    select * from years_deliveries

)

select
    deliveries.source_file,
    differing_measures.source_system,
    differing_measures.beneficiary_id,
    differing_measures.claim_year,
    differing_measures.measure,
    differing_measures.fact_less_mart
from differing_measures
left join fact_deliveries
    on
        differing_measures.source_system = fact_deliveries.source_system
        and differing_measures.beneficiary_id = fact_deliveries.beneficiary_id
        and differing_measures.claim_year = fact_deliveries.claim_year
left join {{ ref('load_ledger') }} as deliveries
    on fact_deliveries.batch_sequence = deliveries.batch_sequence
