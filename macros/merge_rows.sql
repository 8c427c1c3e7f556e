{#-
    The incremental strategy `merge_rows`: of a key that the new rows have, the old row goes and the
    new one comes. A new row that fulfils `meta.vanished`, where the model has it, stands for one that
    new deliveries left with nothing: its old row goes, and none comes.

    No MERGE, which updates in place: DuckDB then reads the text around every few changed rows anew,
    and has taken minutes where this takes seconds (ADR 2).
-#}
{%- macro get_incremental_merge_rows_sql(arguments) -%}
    {%- set unique_key = arguments['unique_key'] -%}
    {%- set keys = unique_key if unique_key is string else unique_key | join(', ') -%}
    {%- set vanished = config.get('meta', {}).get('vanished') -%}
    delete from {{ arguments['target_relation'] }}
    where ({{ keys }}) in (select {{ keys }} from {{ arguments['temp_relation'] }});

    {{ insert_new_rows(arguments) }}
    {%- if vanished %} where not ({{ vanished }}){% endif %}
{%- endmacro -%}
