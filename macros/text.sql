{#- A code as sent, without the blanks around it; nothing but blanks is null. -#}
{%- macro text(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro -%}

{#-
    Numbered columns of a wide record under one name, their numbers in two digits, so that they sort.

    Usage:
        {{ numbered_text('icd_dgns_cd', 25, 'diagnosis_code') }}
-#}
{%- macro numbered_text(column, count, name) -%}
    {%- for number in range(1, count + 1) -%}
    {{ text(column ~ number) }} as {{ name }}_{{ '%02d' | format(number) }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
