{#- DE-SynPUF's condition flags: 1 is yes and 2 is no, never to be summed as they stand. -#}
{%- macro is_yes(column) -%}
    coalesce({{ column }} = '1', false)
{%- endmacro -%}
