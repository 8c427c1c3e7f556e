{#-
    Loads a seed with one COPY that says how the CSV is written.

    dbt-duckdb leaves quoting to a guess, which fails on descriptions that hold quotes of their own
    ("Ventilation" pneumonitis). Only an empty field is a null: `NA` is a code like any other.
-#}
{%- macro duckdb__load_csv_rows(model, agate_table) -%}
    {%- set file = adapter.get_seed_file_path(model) | replace("'", "''") -%}
    {%- set load -%}
        copy {{ this.render() }} ({{ get_seed_column_quoted_csv(model, agate_table.column_names) }})
        from '{{ file }}' (
            format csv,
            auto_detect false,
            header true,
            delimiter '{{ config.get("delimiter", ",") }}',
            quote '"',
            escape '"',
            nullstr ''
        )
    {%- endset -%}
    {%- do adapter.add_query(load, abridge_sql_log=true) -%}
    {{ return(load) }}
{%- endmacro -%}
