{#- CMS's eight-digit text date as a date; null stays null. The loader let no other text through, so
    one that does not parse is a defect and fails the build. -#}
{%- macro to_date(column) -%}
    {{ return(adapter.dispatch('to_date', 'medicare_claims')(column)) }}
{%- endmacro -%}

{%- macro default__to_date(column) -%}
    cast(strptime({{ column }}, '%Y%m%d') as date)
{%- endmacro -%}

{%- macro spark__to_date(column) -%}
    to_date({{ column }}, 'yyyyMMdd')
{%- endmacro -%}
