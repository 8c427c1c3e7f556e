{#-
    Incremental strategies that replace whole records: every row of a record that a new delivery
    holds goes, and the rows of its current version come. A merge by row would leave behind the
    lines that a claim has lost. A record of which new deliveries hold nothing but stale versions
    keeps its rows.

    `replace_records` is for tables keyed by source_system, record_type and record_id,
    `replace_claims` for those keyed by claim_key or, where the model says so by `unique_key`, by the
    key of another record; `replace_beneficiaries` for those that follow a person's enrollment.
-#}
{%- macro get_incremental_replace_records_sql(arguments) -%}
    delete from {{ arguments['target_relation'] }}
    where (source_system, record_type, record_id) in (
        select distinct source_system, record_type, record_id
        from {{ ref('int_records_unioned') }}
        where {{ is_new_batch() }}
    );

    {{ insert_new_rows(arguments) }}
{%- endmacro -%}

{%- macro get_incremental_replace_claims_sql(arguments) -%}
    delete from {{ arguments['target_relation'] }}
    where {{ arguments['unique_key'] or 'claim_key' }} in (
        select distinct source_system || ':' || record_type || ':' || record_id
        from {{ ref('int_records_unioned') }}
        where {{ is_new_batch() }} and {{ is_not_stale() }}
    );

    {{ insert_new_rows(arguments) }}
{%- endmacro -%}

{%- macro get_incremental_replace_beneficiaries_sql(arguments) -%}
    delete from {{ arguments['target_relation'] }}
    where (source_system, beneficiary_id) in (
        select distinct source_system, beneficiary_id
        from {{ ref('int_records_unioned') }}
        where {{ describes_person() }} and {{ is_new_batch() }}
    );

    {{ insert_new_rows(arguments) }}
{%- endmacro -%}

{#- Whether a row of new deliveries is more than a stale version, which replaces nothing. A model whose
    strategy asks names `int_records_superseded` among what it depends on. -#}
{%- macro is_not_stale() -%}
    (batch_sequence, source_row_number) not in (
        select batch_sequence, source_row_number
        from {{ ref('int_records_superseded') }}
        where is_stale and {{ is_new_batch() }}
    )
{%- endmacro -%}

{%- macro insert_new_rows(arguments) -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro -%}
