{#- The day that decides which version of a beneficiary a claim line belongs to: the through date, else
    the discharge date, else January 1 of the claim year. -#}
{%- macro version_date(relation, claim_year='claim_year') -%}
    {{ within_versions(
        'coalesce(' ~ relation ~ '.service_through_date, ' ~ relation ~ '.discharge_date, '
        ~ 'make_date(greatest(' ~ relation ~ '.' ~ claim_year ~ ', 1900), 1, 1))'
    ) }}
{%- endmacro -%}

{#- The same for a fill: its service date, else January 1 of its year. -#}
{%- macro fill_version_date(relation) -%}
    {{ within_versions(
        'coalesce(' ~ relation ~ '.service_date, '
        ~ 'make_date(greatest(' ~ relation ~ '.claim_year, 1900), 1, 1))'
    ) }}
{%- endmacro -%}

{#- A day that some version covers: an impossible date, far in the past or the future, takes the first
    version or the last, and its line is not lost. -#}
{%- macro within_versions(day) -%}
    least(greatest({{ day }}, cast('1900-01-01' as date)), cast('9999-12-30' as date))
{%- endmacro -%}
