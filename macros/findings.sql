{#-
    What a model of findings is made of: one column per check, named `<rule>__<column at fault>`, that
    is null on a row without fault and holds the observed value, as text, on one with it. Rows without
    any fault are left out first, for taking apart every row of a fill file costs far more than
    judging it; then each fault becomes a row.
-#}
{%- macro has_fault(checks) -%}
    coalesce({{ checks | join(', ') }}) is not null
{%- endmacro -%}

{%- macro found_faults(relation, checks) -%}
    select
        *,
        split_part(check_name, '__', 1) as rule_id,
        split_part(check_name, '__', 2) as column_name
    from {{ relation }}
    unpivot (
        observed_value for check_name in ({{ checks | join(', ') }})
    )
{%- endmacro -%}

{#- An observed value as text: what a blank is, is said. -#}
{%- macro observed(column) -%}
    coalesce(cast({{ column }} as {{ dbt.type_string() }}), 'blank')
{%- endmacro -%}
