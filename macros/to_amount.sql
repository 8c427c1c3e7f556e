{#- Text dollars as decimal(18, 2); null stays null. The loader let no other text through, so one
    that does not parse is a defect and fails the build. -#}
{%- macro to_amount(column) -%}
    cast({{ column }} as decimal(18, 2))
{%- endmacro -%}
