{#- Whether a carrier slot's amount is more than the zero of an empty slot. Told by its text, as the
    loader tells it: each slot that the loader ends a claim's list with is then a line. -#}
{%- macro is_filled_amount(column) -%}
    coalesce({{ column }} not in ('0', '0.00'), false)
{%- endmacro -%}
