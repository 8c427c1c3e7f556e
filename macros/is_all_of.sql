{#- Whether the whole text is of the pattern's form; the pattern in what regular expressions of every
    engine share. -#}
{%- macro is_all_of(column, pattern) -%}
    {{ return(adapter.dispatch('is_all_of', 'medicare_claims')(column, pattern)) }}
{%- endmacro -%}

{%- macro default__is_all_of(column, pattern) -%}
    regexp_full_match({{ column }}, '{{ pattern }}')
{%- endmacro -%}

{%- macro spark__is_all_of(column, pattern) -%}
    ({{ column }} rlike '^({{ pattern }})$')
{%- endmacro -%}
