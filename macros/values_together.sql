{#- Several columns as one value, which is another when any of them is, nulls included. -#}
{%- macro values_together(columns) -%}
    {{ return(adapter.dispatch('values_together', 'medicare_claims')(columns)) }}
{%- endmacro -%}

{%- macro default__values_together(columns) -%}
    row({{ columns | join(', ') }})
{%- endmacro -%}

{%- macro spark__values_together(columns) -%}
    struct({{ columns | join(', ') }})
{%- endmacro -%}
