{#- The flags of a Beneficiary Summary's row that cannot be read, by our names with comma between them;
    null where all can. A condition is 1 or 2, ESRD `Y` or 0; `is_yes` takes anything else for no.

    Arguments:
        conditions: our name of each condition's flag, by the source's column.
-#}
{%- macro unreadable_flags(conditions) -%}
    nullif(concat_ws(
        ', ',
        case when coalesce(bene_esrd_ind, '') not in ('Y', '0') then 'has_esrd' end
        {%- for column, name in conditions.items() %},
        case when coalesce({{ column }}, '') not in ('1', '2') then '{{ name }}' end
        {%- endfor %}
    ), '')
{%- endmacro -%}
