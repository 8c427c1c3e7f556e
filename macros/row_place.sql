{#- A row's place in the order in which rows came, as one number: its delivery, then its row in it. -#}
{%- macro row_place() -%}
    batch_sequence * cast(1000000000000 as bigint) + source_row_number
{%- endmacro -%}
