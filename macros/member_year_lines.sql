{#-
    The claim lines, fills and enrollment rows behind every figure of `member_year_spend`, one row per
    figure and line: amounts add up to the figure, and a count is the number of distinct
    `counted_key`s. The rules are written here a second time on purpose: where the mart and its
    explanation differ, one of them is wrong.

    Arguments:
        claim_lines, fills, beneficiary_years: relations, of current rows or of all versions.
        lineage: columns that each row takes over from its line.
-#}
{%- macro member_year_lines(claim_lines, fills, beneficiary_years, lineage) -%}
{%- set line_amounts = {
    'total_allowed_amount': 'allowed_amount',
    'total_paid_amount': 'paid_amount',
    'medical_allowed_amount': 'allowed_amount',
    'medical_paid_amount': 'paid_amount',
    'beneficiary_responsibility_amount': 'beneficiary_responsibility_amount',
    'primary_payer_paid_amount': 'primary_payer_paid_amount',
} -%}
{%- for type in ['inpatient', 'outpatient', 'carrier', 'snf', 'hha', 'hospice', 'dme', 'visit'] -%}
    {%- do line_amounts.update({
        type ~ '_paid_amount': "case when claim_type = '" ~ type ~ "' then paid_amount end"
    }) -%}
{%- endfor -%}
{%- for type in ['inpatient', 'outpatient', 'carrier'] -%}
    {%- for share in ['primary_payer_paid_amount', 'reported_beneficiary_responsibility_amount'] -%}
        {%- do line_amounts.update({
            type ~ '_' ~ share: "case when claim_type = '" ~ type ~ "' then " ~ share ~ ' end'
        }) -%}
    {%- endfor -%}
{%- endfor -%}
{%- set line_counts = {
    'inpatient_stay_count':
        "case when claim_type = 'inpatient' and not is_emergency_only then claim_key end",
    'outpatient_visit_count': "case when claim_type = 'outpatient' then claim_key end",
    'emergency_visit_count': 'case when is_emergency_only then claim_key end',
    'billing_provider_count': "nullif(billing_provider_key, 'unknown')",
    'rendering_provider_count': "nullif(rendering_provider_key, 'unknown')",
} -%}
{%- set fill_amounts = {
    'total_allowed_amount': 'rx_gross_amount',
    'total_paid_amount': 'rx_plan_paid_amount',
    'rx_gross_amount': 'rx_gross_amount',
    'rx_plan_paid_amount': 'rx_plan_paid_amount',
    'rx_patient_paid_amount': 'rx_patient_paid_amount',
    'rx_other_paid_amount': 'rx_other_paid_amount',
} -%}
with

claim_lines as (

    select
        *,
        'claim_line' as line_type,
        claim_line_key as line_key
    from {{ claim_lines }}

),

countable_lines as (

    select * from claim_lines
    where is_countable

),

fills as (

    select
        *,
        'fill' as line_type,
        fill_key as line_key,
        cast(null as {{ dbt.type_string() }}) as claim_key,
        'unknown' as diagnosis_key
    from {{ fills }}

),

countable_fills as (

    select * from fills
    where is_countable

),

beneficiary_years as (

    select
        *,
        'beneficiary_year' as line_type,
        source_system || ':' || beneficiary_id
        || '@' || cast(claim_year as {{ dbt.type_string() }}) as line_key,
        cast(null as {{ dbt.type_string() }}) as claim_key,
        'unknown' as diagnosis_key
    from {{ beneficiary_years }}

),

measured_lines as (

    {{ lines_by_measure('countable_lines', line_amounts, lineage, is_count=false) }}
    union all
    {{ lines_by_measure('countable_lines', line_counts, lineage, is_count=true) }}
    union all
    {{ lines_by_measure('countable_fills', fill_amounts, lineage, is_count=false) }}
    union all
    {{ lines_by_measure('countable_fills', {'rx_fill_count': 'line_key'}, lineage, is_count=true) }}
    union all
    {#- Counted whether or not they are countable. #}
    {{ lines_by_measure('claim_lines', {'claim_line_count': 'line_key'}, lineage, is_count=true) }}
    union all
    {{ lines_by_measure('fills', {'fill_count': 'line_key'}, lineage, is_count=true) }}
    union all
    {{ lines_by_measure('beneficiary_years', {'is_enrolled': 'line_key'}, lineage, is_count=true) }}

),

final as (

    select * from measured_lines
    where amount is not null or counted_key is not null

)

select * from final
{%- endmacro -%}

{#- Each line once per measure. A cross join, for it lets a search for one person through to the
    table's own statistics; an unpivot does not. -#}
{%- macro lines_by_measure(lines, expressions, lineage, is_count) -%}
    {%- set value -%}
        case measures.measure
        {%- for measure, expression in expressions.items() %}
            when '{{ measure }}' then {{ expression }}
        {%- endfor %}
        end
    {%- endset -%}
    select
        source_system,
        beneficiary_id,
        claim_year,
        measures.measure,
        line_type,
        line_key,
        claim_key,
        diagnosis_key,
        {{ 'cast(null as decimal(18, 2))' if is_count else value }} as amount,
        {{ value if is_count else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as counted_key,
        {{ lineage | join(', ') }}
    from {{ lines }}
    cross join (
        {%- for measure in expressions %}
        select '{{ measure }}' as measure
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    ) as measures
{%- endmacro -%}
