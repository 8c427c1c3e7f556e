{#- The key of a claim: a claim's number is unique only within its source and claim type. -#}
{%- macro claim_key() -%}
    source_system || ':' || claim_type || ':' || claim_id
{%- endmacro -%}
