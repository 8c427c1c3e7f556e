{#-
    A value that tells who somebody is, on its way out of staging and into what the warehouse stores
    or shows: itself, or null in a build that leaves personal data out.

    Usage:
        {{ personal('last_name') }} as last_name
-#}
{%- macro personal(expression) -%}
    {%- if personal_data() == 'kept' -%}
        {{ expression }}
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro -%}

{#- Whether this build keeps personal data: `kept` or `left_out`. `--vars 'personal_data: left_out'`
    says so, else the environment's CLAIMS_PERSONAL_DATA; without either it is kept. -#}
{%- macro personal_data() -%}
    {%- set setting = var('personal_data', env_var('CLAIMS_PERSONAL_DATA', 'kept')) -%}
    {%- if setting not in ['kept', 'left_out'] -%}
        {{ exceptions.raise_compiler_error(
            "CLAIMS_PERSONAL_DATA is '" ~ setting ~ "': give kept or left_out."
        ) }}
    {%- endif -%}
    {{ return(setting) }}
{%- endmacro -%}

{#- What a feed sent, shown to whoever reviews it: `left out` in a build that leaves personal data out,
    for a value that nobody can read may be a name in the wrong place. What other sources sent names
    nobody. -#}
{%- macro sent_by_feed(expression, source_system='source_system') -%}
    {%- if personal_data() == 'kept' -%}
        {{ expression }}
    {%- else -%}
        case
            when {{ source_system }} = 'feeds' and {{ expression }} is not null then 'left out'
            else {{ expression }}
        end
    {%- endif -%}
{%- endmacro -%}
