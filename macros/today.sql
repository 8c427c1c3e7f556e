{#-
    The day that waivers are judged on, ages counted to and addresses looked up for. Whoever reads may
    choose another: in DuckDB by `set variable today = '2026-12-31'`, which is what
    `claims issues --today` does; a build by `--vars 'today: 2026-12-31'`. Otherwise it is the day of
    the question, not of the build, so a waiver expires without anything being built.
-#}
{%- macro today() -%}
    {{ return(adapter.dispatch('today', 'medicare_claims')()) }}
{%- endmacro -%}

{%- macro default__today() -%}
    coalesce(cast(getvariable('today') as date), {{ built_today() }})
{%- endmacro -%}

{%- macro spark__today() -%}
    {{ built_today() }}
{%- endmacro -%}

{%- macro built_today() -%}
    {%- if var('today', none) is not none -%}
    cast('{{ var("today") }}' as date)
    {%- else -%}
    current_date()
    {%- endif -%}
{%- endmacro -%}
