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
    {%- set stored_hashes = read_definition_hashes() -%}
    {%- set definition_hash = view_definition_hash(sql, stored_hashes.of_parents) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if existing and existing.is_view and not flags.FULL_REFRESH
        and definition_hash == stored_hashes.of_view -%}
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

{#- What the warehouse holds: the hash of this view, and those of the views that it reads as one text. -#}
{%- macro read_definition_hashes() -%}
    {%- set parents = [] -%}
    {%- for parent in parent_nodes() if parent.config.materialized == 'view' -%}
        {%- do parents.append(parent.schema ~ '.' ~ parent.alias) -%}
    {%- endfor -%}
    {%- set definitions -%}
        select
            max(case when view_name = '{{ view_name(this) }}' then definition_hash end) as of_view,
            coalesce(
                string_agg(definition_hash, ',' order by view_name)
                    filter (where view_name <> '{{ view_name(this) }}'),
                ''
            ) as of_parents
        from quality.view_definitions
        where view_name in ('{{ (parents + [view_name(this)]) | join("', '") }}')
    {%- endset -%}
    {{ return(run_query(definitions).rows[0]) }}
{%- endmacro -%}

{#- What the node reads: models, seeds and sources. -#}
{%- macro parent_nodes() -%}
    {%- set nodes = [] -%}
    {%- for unique_id in model.depends_on.nodes -%}
        {%- do nodes.append(graph.nodes.get(unique_id) or graph.sources[unique_id]) -%}
    {%- endfor -%}
    {{ return(nodes) }}
{%- endmacro -%}

{%- macro view_definition_hash(sql, definitions_of_parents) -%}
    {%- set parts = [sql, model.description, tojson(model.columns, sort_keys=true)] -%}
    {%- for parent in parent_nodes() if parent.config.materialized != 'view' -%}
        {%- do parts.append(table_definition(parent)) -%}
    {%- endfor -%}
    {{ return(local_md5((parts + [definitions_of_parents]) | join('\n'))) }}
{%- endmacro -%}

{#- What tells of a table's columns: those that it declares, and the text that makes it. -#}
{%- macro table_definition(node) -%}
    {%- set columns = [] -%}
    {%- for column in node.columns.values() -%}
        {%- do columns.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {{ return(columns | join(', ') ~ (node.checksum.checksum if node.checksum else '')) }}
{%- endmacro -%}
