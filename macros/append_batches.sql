{#-
    The incremental strategy of a table whose rows each belong to one delivery and depend on nothing
    later: rows of deliveries that this model has not built go, should there be any, and come anew.
-#}
{%- macro get_incremental_append_batches_sql(arguments) -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments['target_relation'] }}
    where {{ is_new_batch() }};

    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro -%}
