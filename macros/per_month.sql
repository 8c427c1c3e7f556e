{#- Dollars per month of coverage; null where there is none. -#}
{%- macro per_month(amount, month_count) -%}
    cast({{ amount }} / nullif({{ month_count }}, 0) as decimal(18, 2))
{%- endmacro -%}
