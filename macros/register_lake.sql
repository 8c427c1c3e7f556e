{#-
    The SQL that pins the lake for this build, run before anything else, as a hook.

    `lake.deliveries` becomes a copy of the ledger up to the last committed delivery, and each
    source a view over exactly the files those deliveries list: no glob, so a file that a load is
    still writing cannot be seen, and every model of the build reads the same deliveries.

    Only a build pins anew: tests look at what the last one was pinned to, for that is what the
    tables hold. A build of some models is pinned to what the models below them have seen, so that
    it never mixes their older state with newer deliveries.

    A dataset that has not been loaded becomes an empty view of its declared columns, so the project
    builds with any subset of its sources, and unit tests find the columns they need. A column that a
    lake of an earlier version does not have is null.

    Where the files of a source have the same columns, as a rule, DuckDB is told so: to look for them by
    name it opens every file whenever it plans the view, and a view on it, and the next.

    Paths are absolute: the views also answer to somebody who opens the warehouse elsewhere.
-#}
{%- macro register_lake() -%}
    {%- if execute and (
        flags.WHICH in ['run', 'build']
        or not adapter.get_relation(target.database, 'lake', 'deliveries')
    ) -%}
        {%- set lake = lake_folder() -%}
        {%- set last_batch = position_of_unselected_parents() -%}
        {%- set ledger_files = read_ledger(lake, last_batch) -%}
        {{ deliveries_table(lake, last_batch) }}
        {%- for source in graph.sources.values() %}
            {%- if source.source_name == 'reference' %}
                {{ source_view(source, [invocation_args_dict.project_dir ~ '/' ~ source.config.meta.path]) }}
            {%- elif source.name not in ['deliveries', 'waivers'] %}
                {{ source_view(source, source_files(lake, ledger_files, source)) }}
            {%- endif %}
        {%- endfor %}
    {%- endif -%}
{%- endmacro -%}

{#- The lake lies beside the warehouse. -#}
{%- macro lake_folder() -%}
    {%- set warehouse = run_query(
        'select path from duckdb_databases() where database_name = current_database()'
    ).rows[0][0] -%}
    {{ return(warehouse.split('/')[:-1] | join('/') ~ '/lake') }}
{%- endmacro -%}

{#- Every file this build sees, oldest delivery first: rows of source, dataset and path. -#}
{%- macro read_ledger(lake, last_batch) -%}
    {%- set files -%}
        select batch_sequence, source_system, dataset, unnest(data_files) as file
        from {{ ledger_relation(lake, last_batch) }}
        where status = 'committed'
        union all
        select batch_sequence, 'lake', 'rejected_rows', unnest(reject_files)
        from {{ ledger_relation(lake, last_batch) }}
        where status = 'committed'
        order by batch_sequence, file
    {%- endset -%}
    {{ return(run_query(files).rows) }}
{%- endmacro -%}

{#- The ledger up to *last_batch*, where that is given, and to the batch asked for by `as_of_batch`;
    empty when nothing was ever loaded. -#}
{%- macro ledger_relation(lake, last_batch=none) -%}
    {%- set path = lake | replace("'", "''") ~ '/ledger.jsonl' -%}
    {%- set columns = source_columns('lake', 'deliveries') -%}
    {%- set limits = [var('as_of_batch', none), last_batch] | reject('none') | map('int') -%}
    (
        {% if run_query("select count(*) from glob('" ~ path ~ "')").rows[0][0] == 0 -%}
        {{ empty_relation(columns) }}
        {%- else -%}
        select *
        from read_json(
            '{{ path }}',
            format = 'newline_delimited',
            columns = {
                {%- for column in columns %}
                {{ column.name }}: '{{ column.data_type }}'{{ ',' if not loop.last }}
                {%- endfor %}
            }
        )
        {%- for limit in limits %}
        {{ 'where' if loop.first else 'and' }} batch_sequence <= {{ limit }}
        {%- endfor %}
        {%- endif %}
    ) as ledger
{%- endmacro -%}

{%- macro source_columns(source_name, table_name) -%}
    {%- for source in graph.sources.values()
        if source.source_name == source_name and source.name == table_name -%}
        {{ return(source.columns.values() | list) }}
    {%- endfor -%}
{%- endmacro -%}

{%- macro deliveries_table(lake, last_batch) -%}
    create schema if not exists lake;
    create or replace table lake.deliveries as
    select * from {{ ledger_relation(lake, last_batch) }};
    create or replace table lake.histories as
    select * from {{ histories_of('lake.deliveries') }};
{%- endmacro -%}

{%- macro source_files(lake, ledger_files, source) -%}
    {%- set files = [] -%}
    {%- for row in ledger_files
        if row['source_system'] == source.source_name and row['dataset'] == source.name -%}
        {%- do files.append(lake ~ '/' ~ row['file']) -%}
    {%- endfor -%}
    {{ return(files) }}
{%- endmacro -%}

{%- macro source_view(source, files) -%}
    create schema if not exists {{ source.schema }};
    create or replace view {{ source.schema }}.{{ source.identifier }} as
    {% if files -%}
    {%- set shape = read_shape(files) -%}
    {%- set names = shape['names'].split(',') + ['claim_year'] -%}
    select
        {%- for column in source.columns.values() %}
        {% if column.name not in names %}cast(null as {{ column.data_type }}) as {% endif -%}
        {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from read_parquet(
        {{ file_list(files) }},
        union_by_name = {{ not shape['is_one'] }},
        hive_partitioning = {{ 'claim_year' in source.columns }}
        {%- if 'claim_year' in source.columns %},
        hive_types = {'claim_year': smallint}
        {%- endif %}
    );
    {%- else -%}
    {{ empty_relation(source.columns.values()) }};
    {%- endif %}
{%- endmacro -%}

{#- The names of the columns of Parquet files, with commas between them, and whether all files have the
    same ones, of the same types in the same order. -#}
{%- macro read_shape(files) -%}
    {%- set shapes -%}
        select
            count(distinct columns) = 1 as is_one,
            string_agg(names, ',') as names
        from (
            select
                string_agg(name || ' ' || coalesce(duckdb_type, ''), ',' order by column_id) as columns,
                string_agg(name, ',') as names
            from parquet_schema({{ file_list(files) }})
            group by file_name
        )
    {%- endset -%}
    {{ return(run_query(shapes).rows[0]) }}
{%- endmacro -%}

{%- macro file_list(files) -%}
    [
        {%- for file in files %}
        '{{ file | replace("'", "''") }}'{{ ',' if not loop.last }}
        {%- endfor %}
    ]
{%- endmacro -%}

{%- macro empty_relation(columns) -%}
    select
        {%- for column in columns %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where false
{%- endmacro -%}
