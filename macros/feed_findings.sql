{#-
    Checks that all three feeds share, as columns of a model of findings (see `findings.sql`). The part
    of a check's name after the rule is the source's own name of the column.

    Arguments:
        columns: our name of each column by the source's.
-#}

{#- The names of one rule's checks; a list. -#}
{%- macro checks_of(rule, columns) -%}
    {%- set checks = [] -%}
    {%- for column in columns -%}
        {%- do checks.append(rule ~ '__' ~ column) -%}
    {%- endfor -%}
    {{ return(checks) }}
{%- endmacro -%}

{#- Blank, where the source has a value for everybody. -#}
{%- macro missing_fields(columns) -%}
    {%- for column, name in columns.items() -%}
    case when {{ name }} is null then 'blank' end as missing_field__{{ column }},
    {% endfor -%}
{%- endmacro -%}

{#- The same of columns that stand beside what was sent, for that may be null and not blank. -#}
{%- macro missing_sent_fields(columns) -%}
    {%- for column, name in columns.items() -%}
    case when sent_{{ name }} is null then 'blank' end as missing_field__{{ column }},
    {% endfor -%}
{%- endmacro -%}

{#- Sent, and null all the same: staging could not read it. -#}
{%- macro unreadable_fields(rule, columns) -%}
    {%- for column, name in columns.items() -%}
    case when {{ name }} is null then sent_{{ name }} end as {{ rule }}__{{ column }},
    {% endfor -%}
{%- endmacro -%}

{#- Later than the day on which the file was delivered. -#}
{%- macro future_dates(columns) -%}
    {%- for column, name in columns.items() -%}
    case when {{ name }} > delivered_date then sent_{{ name }} end as date_in_future__{{ column }},
    {% endfor -%}
{%- endmacro -%}

{#- A state that the postal service does not know, and a zip code that is none. -#}
{%- macro malformed_places() -%}
    case
        when state_abbreviation is null then state_code
    end as malformed_state__state,
    case
        when not {{ is_all_of('zipcode', '[0-9]{5}(-[0-9]{4})?') }} then zipcode
    end as malformed_zipcode__zipcode
{%- endmacro -%}
