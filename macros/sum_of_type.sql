{#- Dollars of one claim type over countable lines; the amounts of the others are 0 or reported only. -#}
{%- macro sum_of_type(amount, claim_type) -%}
    cast(coalesce(sum(
        case when is_countable and claim_type = '{{ claim_type }}' then {{ amount }} end
    ), 0) as decimal(18, 2))
{%- endmacro -%}
