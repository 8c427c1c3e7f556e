{#-
    A contract is asserted where a table or view is made. Rows for a table that has its contract need
    no second look: they go in by name, and `on_schema_change: fail` compares their columns. To
    describe them DuckDB would plan the whole stack of views once more, a fifth of a small refresh.
-#}
{%- macro get_assert_columns_equivalent(sql) -%}
    {%- if model.config.materialized != 'incremental' or not is_incremental() -%}
        {{ return(adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql)) }}
    {%- endif -%}
{%- endmacro -%}
