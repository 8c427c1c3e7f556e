{#-
    How far each incremental model has been built, as a batch_sequence.

    A model's position is written in the transaction that writes its rows, so a build killed
    between two models leaves each with its own true position and the next build takes it up there.
    It is the least of the pinned batch and the positions of the incremental models it reads, also
    through views: one that was built alone, over an older upstream model, does not claim to have
    seen more than it did, and is built anew from there.
-#}
{%- macro create_build_positions() -%}
    {%- if execute %}
    create schema if not exists quality;
    create table if not exists quality.build_positions (model_name varchar, batch_sequence integer);
    {%- endif -%}
{%- endmacro -%}

{#- Refuses to build on in a warehouse that holds deliveries which the ledger no longer lists: its lake
    was taken away, or changed its past. Only a full refresh is right then. -#}
{%- macro check_history() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] and not flags.FULL_REFRESH
        and adapter.get_relation(target.database, 'quality', 'load_ledger') -%}
        {%- set lost -%}
            select built.batch_id
            from quality.load_ledger as built
            left join lake.deliveries as listed
                on built.batch_id = listed.batch_id and built.status = listed.status
            where listed.batch_id is null
            order by built.batch_sequence
        {%- endset -%}
        {%- set lost_batches = run_query(lost).columns[0].values() -%}
        {%- if lost_batches -%}
            {{ exceptions.raise_compiler_error(
                'The warehouse holds deliveries that the lake does not list any more ('
                ~ lost_batches[:5] | join(', ') ~ '): build with --full-refresh.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{#- The last delivery that this build sees; 0 when nothing is loaded. -#}
{%- macro pinned_batch() -%}
    {%- if not execute -%}
        {{ return(0) }}
    {%- endif -%}
    {{ return(run_query('select coalesce(max(batch_sequence), 0) from lake.deliveries').rows[0][0]) }}
{%- endmacro -%}

{#- The last delivery that this model has built; 0 when it is built from nothing. -#}
{%- macro built_position(model_name=none) -%}
    {%- if not execute -%}
        {{ return(0) }}
    {%- endif -%}
    {%- set position -%}
        select coalesce(max(batch_sequence), 0)
        from quality.build_positions
        where model_name = '{{ model_name or this.identifier }}'
    {%- endset -%}
    {{ return(run_query(position).rows[0][0]) }}
{%- endmacro -%}

{#- The deliveries that this model has not built yet, as a condition on `batch_sequence`. A literal,
    so that the engine skips whole files and row groups. -#}
{%- macro is_new_batch(column='batch_sequence') -%}
    {{ column }} > {{ built_position() }}
{%- endmacro -%}

{#- The incremental models that a node reads, by itself or through views; a list of names. -#}
{%- macro incremental_parents(node) -%}
    {%- set names = [] -%}
    {%- for parent_id in node.depends_on.nodes if parent_id.startswith('model.') -%}
        {%- set parent = graph.nodes[parent_id] -%}
        {%- if parent.config.materialized == 'incremental' -%}
            {%- do names.append(parent.name) -%}
        {%- else -%}
            {%- do names.extend(incremental_parents(parent)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names | unique | sort) }}
{%- endmacro -%}

{#- A post-hook, inside the model's transaction. -#}
{%- macro record_build_position() -%}
    {%- if execute and model.config.materialized == 'incremental' %}
    {%- set parents = incremental_parents(graph.nodes[model.unique_id]) %}
    delete from quality.build_positions
    where model_name = '{{ this.identifier }}';

    insert into quality.build_positions
    select
        '{{ this.identifier }}' as model_name,
        least(
            {{ pinned_batch() }},
            coalesce(min(batch_sequence), {{ pinned_batch() }})
        ) as batch_sequence
    from quality.build_positions
    where model_name in ('{{ parents | join("', '") }}');
    {%- endif -%}
{%- endmacro -%}
