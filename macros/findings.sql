{#-
    What a model of findings is made of: one column per check, named `<rule>__<column at fault>`, that
    is null on a row without fault and holds the observed value, as text, on one with it. Rows without
    any fault are left out first, for taking apart every row of a fill file costs far more than
    judging it; then each fault becomes a row.

    Arguments, expressions of the relation's columns but the first two:
        relation: the CTE that holds the checks.
        checks: their names.
        source_system, table_name, record_key, beneficiary_id, line_number: what the finding is about.
-#}
{%- macro findings_of(
    relation,
    checks,
    table_name,
    record_key,
    source_system='source_system',
    beneficiary_id='beneficiary_id',
    line_number='cast(null as smallint)'
) -%}
    with faulty as (

        select * from {{ relation }}
        where coalesce({{ checks | join(', ') }}) is not null

    ),

    faults as (

        select * from faulty
        unpivot (
            observed_value for check_name in ({{ checks | join(', ') }})
        )

    )

    select
        ---------- keys
        split_part(check_name, '__', 1) as rule_id,
        {{ source_system }} as source_system,
        {{ table_name }} as table_name,
        {{ record_key }} as record_key,
        split_part(check_name, '__', 2) as column_name,

        ---------- natural keys
        {{ beneficiary_id }} as beneficiary_id,
        {{ line_number }} as line_number,

        ---------- text
        observed_value,

        ---------- lineage
        batch_sequence,
        source_row_number

    from faults
{%- endmacro -%}

{#- An observed value as text: what a blank is, is said. -#}
{%- macro observed(column) -%}
    coalesce(cast({{ column }} as {{ dbt.type_string() }}), 'blank')
{%- endmacro -%}
