{{ config(tags = ['union_of_sources']) }}
{#- The one place where the sources meet: every accepted version of every claim line, in one model.
    From here on nobody asks where a line is from. What only a visit has stands at the end. -#}
{%- set cms_lines = {
    'desynpuf': [
        ref('int_desynpuf_inpatient_lines'),
        ref('int_desynpuf_outpatient_lines'),
        ref('int_desynpuf_carrier_lines'),
    ],
    'rif': [
        ref('int_rif_institutional_lines'),
        ref('int_rif_professional_lines'),
    ],
} %}
-- sqlfluff:indentation:template_blocks_indent:False
with

{% for source_system, relations in cms_lines.items() -%}
{{ source_system }}_sent_lines as (

    {% for relation in relations -%}
    select * from {{ relation }}{{ ' union all' if not loop.last }}
    {% endfor %}
),

{{ source_system }}_lines as (

    select
        *,
        cast(null as {{ dbt.type_string() }}) as visit_type,
        cast(null as smallint) as coverage_percent,
        cast(null as date) as claim_date,
        cast(null as boolean) as is_billed
    from {{ source_system }}_sent_lines

),

{% endfor -%}
feeds_lines as (

    select * from {{ ref('int_feeds_claim_lines') }}

),

final as (

    {{ union_of_sources({
        'desynpuf': 'desynpuf_lines',
        'rif': 'rif_lines',
        'feeds': 'feeds_lines',
    }) }}

)

select * from final
