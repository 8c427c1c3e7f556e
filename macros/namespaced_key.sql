{#-
    A readable key of a dimension: its namespace, a colon, the code. A missing code is the
    dimension's `unknown` member, so a fact always joins.

    Usage:
        {{ namespaced_key('ccn', 'provider_number') }} as billing_provider_key
-#}
{%- macro namespaced_key(namespace, code) -%}
    coalesce('{{ namespace }}:' || {{ code }}, 'unknown')
{%- endmacro -%}
