{#- One row per element of a list column; a row whose list is empty or null keeps one, with null. -#}
{%- macro unnest_list(column) -%}
    {{ return(adapter.dispatch('unnest_list', 'medicare_claims')(column)) }}
{%- endmacro -%}

{%- macro default__unnest_list(column) -%}
    unnest(case when len({{ column }}) > 0 then {{ column }} else [null] end)
{%- endmacro -%}

{%- macro spark__unnest_list(column) -%}
    explode_outer({{ column }})
{%- endmacro -%}
