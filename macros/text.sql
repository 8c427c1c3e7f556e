{#- A code as sent, without the blanks around it; nothing but blanks is null. -#}
{%- macro text(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro -%}
