{#-
    The incremental strategy of a table whose rows each belong to one delivery and depend on nothing
    later: rows of deliveries that this model has not built go, should there be any, and come anew.
-#}
{%- macro get_incremental_append_batches_sql(arguments) -%}
    delete from {{ arguments['target_relation'] }}
    where {{ is_new_batch() }};

    {{ insert_new_rows(arguments) }}
{%- endmacro -%}
