{#- A column of a union: a null of its type where the source at hand does not have it, for *group*, by
    default the column itself, is among the *missing*. -#}
{%- macro column_or_null(column, missing, data_type, group=none) -%}
    {%- if (group or column) in missing -%}
        cast(null as {{ data_type }}) as {{ column }}
    {%- else -%}
        {{ column }}
    {%- endif -%}
{%- endmacro -%}
