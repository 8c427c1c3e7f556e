{#-
    A table that holds every delivery this build sees is left alone: what is new to it is nothing, and
    looking for that through the lake would cost what the lake holds. One whose columns are not those
    of its model any more is not, so that the build says so.
-#}
{%- materialization incremental, adapter='duckdb' -%}
    {%- if not holds_every_delivery() -%}
        {{ return(dbt.materialization_incremental_duckdb()) }}
    {%- endif -%}
    {%- call noop_statement('main', message='unchanged') -%}
        {{ sql }}
    {%- endcall -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{%- endmaterialization -%}

{%- macro holds_every_delivery() -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if not existing or not existing.is_table or should_full_refresh() -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set last_batch = run_query('select max(batch_sequence) from lake.histories').rows[0][0] -%}
    {{ return(built_position() == last_batch and has_declared_columns(existing)) }}
{%- endmacro -%}

{%- macro has_declared_columns(relation) -%}
    {%- set held = adapter.get_columns_in_relation(relation) -%}
    {%- for column in held -%}
        {%- set declared = model.columns.get(column.name) -%}
        {%- if not declared or (declared.data_type or column.dtype) | lower != column.dtype | lower -%}
            {{ return(false) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(held | length == model.columns | length) }}
{%- endmacro -%}
