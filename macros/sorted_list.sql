{#- The values of a column over a group, as a list in their order. -#}
{%- macro sorted_list(column) -%}
    {{ return(adapter.dispatch('sorted_list', 'medicare_claims')(column)) }}
{%- endmacro -%}

{%- macro default__sorted_list(column) -%}
    list_sort(list({{ column }}))
{%- endmacro -%}

{%- macro spark__sorted_list(column) -%}
    sort_array(collect_list({{ column }}))
{%- endmacro -%}
