{#- An ICD-9-CM diagnosis code as people write it: 25000 as 250.00, V4501 as V45.01, E9330 as E933.0. -#}
{%- macro dotted_icd9(column) -%}
    case
        when length({{ column }}) <= 3 or (left({{ column }}, 1) = 'E' and length({{ column }}) <= 4)
            then {{ column }}
        when left({{ column }}, 1) = 'E'
            then left({{ column }}, 4) || '.' || substr({{ column }}, 5)
        else left({{ column }}, 3) || '.' || substr({{ column }}, 4)
    end
{%- endmacro -%}
