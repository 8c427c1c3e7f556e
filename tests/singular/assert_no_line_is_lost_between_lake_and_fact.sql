{#- Every line of a current claim, every current fill and every current year of a beneficiary stands
    in its fact exactly once, with its own amounts: joins neither lose nor double nor alter. A row
    here is a file and an amount where the two differ. -#}
{{ config(where = 'is_changed') }}
{%- set line_amounts = [
    'allowed_amount',
    'paid_amount',
    'beneficiary_responsibility_amount',
    'primary_payer_paid_amount',
    'reported_allowed_amount',
    'reported_paid_amount',
    'reported_beneficiary_responsibility_amount',
    'reported_primary_payer_paid_amount',
] -%}
{%- set fill_amounts = [
    'rx_gross_amount',
    'rx_plan_paid_amount',
    'rx_patient_paid_amount',
    'rx_other_paid_amount',
] -%}
{%- set year_amounts = [
    'inpatient_paid_amount',
    'inpatient_beneficiary_responsibility_amount',
    'inpatient_primary_payer_paid_amount',
    'outpatient_paid_amount',
    'outpatient_beneficiary_responsibility_amount',
    'outpatient_primary_payer_paid_amount',
    'carrier_paid_amount',
    'carrier_beneficiary_responsibility_amount',
    'carrier_primary_payer_paid_amount',
] -%}
{%- set facts = [
    ('lines', 'int_claim_lines_current', 'fact_claim_line', line_amounts),
    ('fills', 'int_fills_current', 'fact_prescription_fill', fill_amounts),
    ('years', 'int_beneficiary_years_current', 'fact_beneficiary_year', year_amounts),
] %}
-- sqlfluff:indentation:template_blocks_indent:False
with

{% for name, current_model, fact, amounts in facts -%}
{% for side, model in [('current', current_model), ('fact', fact)] -%}
{{ side }}_{{ name }} as (

    select
        batch_sequence,
        {%- for amount in amounts %}
        sum({{ amount }}) as {{ amount }},
        {%- endfor %}
        cast(count(*) as decimal(38, 2)) as row_count
    from {{ get_where_subquery(ref(model)) }}
    group by batch_sequence

),

{{ side }}_{{ name }}_measures as (

    select
        batch_sequence,
        measure,
        measured
    from {{ side }}_{{ name }}
    unpivot (
        measured for measure in (row_count, {{ amounts | join(', ') }})
    )

),

{% endfor -%}
{% endfor -%}
current_measures as (

    select * from current_lines_measures
    union all
    select * from current_fills_measures
    union all
    select * from current_years_measures

),

fact_measures as (

    select * from fact_lines_measures
    union all
    select * from fact_fills_measures
    union all
    select * from fact_years_measures

),

differing_measures as (

    select
        coalesce(current_measures.batch_sequence, fact_measures.batch_sequence) as batch_sequence,
        coalesce(current_measures.measure, fact_measures.measure) as measure,
        current_measures.measured as current_measured,
        fact_measures.measured as fact_measured
    from current_measures
    full outer join fact_measures
        on
            current_measures.batch_sequence = fact_measures.batch_sequence
            and current_measures.measure = fact_measures.measure
    where current_measures.measured is distinct from fact_measures.measured

)

select
    deliveries.source_file,
    differing_measures.batch_sequence,
    differing_measures.measure,
    differing_measures.current_measured,
    differing_measures.fact_measured
from differing_measures
left join {{ ref('load_ledger') }} as deliveries
    on differing_measures.batch_sequence = deliveries.batch_sequence
