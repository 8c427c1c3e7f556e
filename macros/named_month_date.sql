{#- A date written DD-Mon-YYYY, the month in any case; blanks are null. The loader let no other text
    through, so one that does not parse is a defect and fails the build. -#}
{%- macro named_month_date(column) -%}
    {{ return(adapter.dispatch('named_month_date', 'medicare_claims')(column)) }}
{%- endmacro -%}

{%- macro default__named_month_date(column) -%}
    {{ parsed_date(text(column), '%d-%b-%Y') }}
{%- endmacro -%}

{%- macro spark__named_month_date(column) -%}
    to_date(initcap({{ text(column) }}), 'dd-MMM-yyyy')
{%- endmacro -%}
