{#- CMS's eight-digit text date as a date; null stays null. The loader let no other text through, so
    one that does not parse is a defect and fails the build. -#}
{%- macro to_date(column) -%}
    {{ return(adapter.dispatch('to_date', 'medicare_claims')(column)) }}
{%- endmacro -%}

{%- macro default__to_date(column) -%}
    {{ parsed_date(column, '%Y%m%d') }}
{%- endmacro -%}

{%- macro spark__to_date(column) -%}
    to_date({{ column }}, 'yyyyMMdd')
{%- endmacro -%}

{#- Text as a date, on DuckDB, by a format of `strptime`; an error for other text. What cannot fail
    DuckDB asks once for each value of a dictionary, and `strptime` for each row: ten times the cost. -#}
{%- macro parsed_date(column, format) -%}
    cast(
        coalesce(
            try_strptime({{ column }}, '{{ format }}'),
            case when {{ column }} is not null then error('no date: ' || {{ column }}) end
        ) as date
    )
{%- endmacro -%}
