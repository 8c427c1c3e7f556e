{#-
    A number of 64 bits that rows of the same values have in common, to find rows that may be alike
    cheaply. Two rows of one number may differ: what is found by it must be right with those, too. No
    key, for each engine has its own.

    Usage:
        where {{ quick_hash('claim_id', 'line_number') }} in (select …)
-#}
{%- macro quick_hash() -%}
    {{ return(adapter.dispatch('quick_hash', 'medicare_claims')(*varargs)) }}
{%- endmacro -%}

{%- macro default__quick_hash() -%}
    hash({{ varargs | join(', ') }})
{%- endmacro -%}

{%- macro spark__quick_hash() -%}
    xxhash64({{ varargs | join(', ') }})
{%- endmacro -%}
