{#- Each member-year holds its facts' dollars, stays, visits, fills and enrollment, no more
    and no less. A row here is a measure of a member-year that differs, and a file that its facts
    are from.

    Facts count against marts: what is left of a sum over both is the difference. -#}
{{ config(where = 'is_touched') }}
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
{%- set measures = (line_measures.keys() | list) + (fill_measures.keys() | list) -%}
{%- set member_year = 'source_system, beneficiary_id, claim_year' %}
-- sqlfluff:indentation:template_blocks_indent:False
with

claim_lines as (

    select * from {{ get_where_subquery(ref('fact_claim_line')) }}

),

fills as (

    select * from {{ get_where_subquery(ref('fact_prescription_fill')) }}

),

enrolled_years as (

    select * from {{ get_where_subquery(ref('fact_beneficiary_year')) }}

),

member_years as (

    select * from {{ get_where_subquery(ref('member_year_spend')) }}

),

measured as (

    select
        {{ member_year }},
        {%- for measure in measures %}
        {{ line_measures.get(measure, '0') }} as {{ measure }},
        {%- endfor %}
        0 as enrolled_count
    from claim_lines
    group by {{ member_year }}

    union all

    select
        {{ member_year }},
        {%- for measure in measures %}
        {{ fill_measures.get(measure, '0') }} as {{ measure }},
        {%- endfor %}
        0 as enrolled_count
    from fills
    group by {{ member_year }}

    union all

    select
        {{ member_year }},
        {%- for measure in measures %}
        0 as {{ measure }},
        {%- endfor %}
        count(*) as enrolled_count
    from enrolled_years
    group by {{ member_year }}

    union all

    select
        {{ member_year }},
        {%- for measure in measures %}
        -{{ measure }} as {{ measure }},
        {%- endfor %}
        case when is_enrolled then -1 else 0 end as enrolled_count
    from member_years

),

differing_member_years as (

    select
        {{ member_year }},
        {%- for measure in measures %}
        cast(sum({{ measure }}) as decimal(38, 2)) as {{ measure }},
        {%- endfor %}
        cast(sum(enrolled_count) as decimal(38, 2)) as enrolled_count
    from measured
    group by {{ member_year }}
    having
        sum(enrolled_count) <> 0
        {%- for measure in measures %}
        or sum({{ measure }}) <> 0
        {%- endfor %}

),

differing_measures as (

    select
        {{ member_year }},
        measure,
        fact_less_mart
    from differing_member_years
    unpivot (
        fact_less_mart for measure in ({{ (measures + ['enrolled_count']) | join(', ') }})
    )

),

row_deliveries as (

    select {{ member_year }}, batch_sequence from claim_lines
    union all
    select {{ member_year }}, batch_sequence from fills
    union all
    select {{ member_year }}, batch_sequence from enrolled_years

)

select distinct
    deliveries.source_file,
    differing_measures.source_system,
    differing_measures.beneficiary_id,
    differing_measures.claim_year,
    differing_measures.measure,
    differing_measures.fact_less_mart
from differing_measures
left join row_deliveries
    on
        differing_measures.source_system = row_deliveries.source_system
        and differing_measures.beneficiary_id = row_deliveries.beneficiary_id
        and differing_measures.claim_year = row_deliveries.claim_year
left join {{ ref('load_ledger') }} as deliveries
    on row_deliveries.batch_sequence = deliveries.batch_sequence
where differing_measures.fact_less_mart <> 0
