{#- The first filled of a claim's numbered diagnosis codes: the principal one, else the next. -#}
{%- macro first_diagnosis_code(count) -%}
    coalesce(
        {%- for position in range(1, count + 1) -%}
            diagnosis_code_{{ '%02d' | format(position) }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro -%}
