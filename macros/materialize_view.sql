{#-
    Views that are already there as this build would make them are left alone: of a small build,
    making seventy views anew takes a third of the time.

    A view is as the build would make it when its definition is: its SQL, its described columns, and
    the definitions of what it reads, for DuckDB keeps a view's columns with it. The definitions'
    hashes stand in `quality.view_definitions`, each written in the transaction that makes its view,
    and of a union of sources, which ones it has.
    `--full-refresh` makes every view anew.
-#}
{%- materialization view, adapter='duckdb' -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set view = this.incorporate(type='view') -%}
    {%- set definition_hash = view_definition_hash(sql) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if existing and existing.is_view and not flags.FULL_REFRESH
        and definition_hash == stored_definition_hash(this) -%}
        {%- call noop_statement('main', message='unchanged') -%}
            {{ sql }}
        {%- endcall -%}
    {%- else -%}
        {%- if existing and not existing.is_view -%}
            {%- do adapter.drop_relation(existing) -%}
        {%- endif -%}
        {%- call statement('main') -%}
            {% if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
            create or replace view {{ view }} as (
                {{ sql }}
            );
        {%- endcall -%}
        {%- do persist_docs(view, model) -%}
        {%- call statement('definition') -%}
            delete from quality.view_definitions where view_name = '{{ view_name(this) }}';
            insert into quality.view_definitions values (
                '{{ view_name(this) }}',
                '{{ definition_hash }}',
                '{{ loaded_sources() | join(",") if "union_of_sources" in model.tags }}'
            );
        {%- endcall -%}
    {%- endif -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [view]}) }}
{%- endmaterialization -%}

{%- macro create_view_definitions() -%}
    create table if not exists quality.view_definitions (
        view_name varchar,
        definition_hash varchar,
        source_systems varchar
    );
    alter table quality.view_definitions add column if not exists source_systems varchar;
{%- endmacro -%}

{%- macro view_name(relation) -%}
    {{ return(relation.schema ~ '.' ~ relation.identifier) }}
{%- endmacro -%}

{%- macro view_definition_hash(sql) -%}
    {%- set parts = [sql, model.description, tojson(model.columns, sort_keys=true)] -%}
    {%- set views = [] -%}
    {%- for unique_id in model.depends_on.nodes -%}
        {%- set parent = graph.nodes.get(unique_id) or graph.sources[unique_id] -%}
        {%- if parent.config.materialized == 'view' -%}
            {%- do views.append(parent.schema ~ '.' ~ parent.alias) -%}
        {%- else -%}
            {%- do parts.append(table_definition(parent)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set definitions -%}
        select coalesce(string_agg(definition_hash, ',' order by view_name), '')
        from quality.view_definitions
        where view_name in ('{{ views | join("', '") }}')
    {%- endset -%}
    {%- do parts.append(run_query(definitions).rows[0][0]) -%}
    {{ return(local_md5(parts | join('\n'))) }}
{%- endmacro -%}

{#- What tells of a table's columns: those that it declares, and the text that makes it. -#}
{%- macro table_definition(node) -%}
    {%- set columns = [] -%}
    {%- for column in node.columns.values() -%}
        {%- do columns.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {{ return(columns | join(', ') ~ (node.checksum.checksum if node.checksum else '')) }}
{%- endmacro -%}

{%- macro stored_definition_hash(relation) -%}
    {%- set definition -%}
        select definition_hash
        from quality.view_definitions
        where view_name = '{{ view_name(relation) }}'
    {%- endset -%}
    {%- set rows = run_query(definition).rows -%}
    {{ return(rows[0][0] if rows else none) }}
{%- endmacro -%}
