{#- Every dollar of every row under its column's own name: what a delivery's balance is measured by.
    One row per accepted row; a column that a file does not have is null. -#}
{%- set amounts = rif_amounts() -%}
{%- set columns = rif_amount_columns() %}
-- sqlfluff:indentation:template_blocks_indent:False
with

{% for dataset in amounts -%}
{{ dataset }} as (

    select * from {{ source('rif', dataset) }}

),

{% endfor -%}
renamed as (

    {% for dataset, named in amounts.items() -%}
    select
        {%- for column in columns %}
        {{ to_amount(text(column) if column in named else 'null') }} as {{ column }},
        {%- endfor %}
        batch_sequence,
        source_row_number
    from {{ dataset }}
    {{- '\n\n    union all\n\n    ' if not loop.last }}
    {%- endfor %}

)

select * from renamed
