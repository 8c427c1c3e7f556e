{#-
    How far each incremental model has been built, as a batch_sequence, and over which deliveries.

    A model's position is written in the transaction that writes its rows, so a build killed
    between two models leaves each with its own true position and the next build takes it up there.
    A model whose deliveries are not the first ones of the lake any more, for one of them was
    retracted or an earlier state is asked for, is built anew; so is one that was built with personal
    data when they are to be left out, or without when they are to be kept.

    A model that was never built has a row without a position: else a warehouse whose first build
    stopped halfway would look like one that is built.
-#}
{%- macro create_build_positions() -%}
    {%- if execute %}
    create schema if not exists quality;
    create table if not exists quality.build_positions (
        model_name varchar,
        batch_sequence integer,
        deliveries_hash varchar,
        personal_data varchar
    );
    {#- A warehouse of an earlier version does not know what it was built over, and is built anew. #}
    alter table quality.build_positions add column if not exists deliveries_hash varchar;
    alter table quality.build_positions add column if not exists personal_data varchar;
    {%- set names = ['tests'] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.config.materialized == 'incremental' -%}
        {%- do names.append(node.name) -%}
    {%- endfor %}
    delete from quality.build_positions where model_name not in ('{{ names | join("', '") }}');
    insert into quality.build_positions (model_name)
    select expected.model_name
    from unnest(['{{ names[1:] | join("', '") }}']) as expected (model_name)
    where expected.model_name not in (select known.model_name from quality.build_positions as known);
    {%- endif -%}
{%- endmacro -%}

{#- Refuses to build on what only a person can decide about: deliveries that the ledger no longer
    lists, for the lake was taken away, or tables that a partial build would build upon although one
    of their deliveries was retracted, or personal data are treated otherwise in them; and a word for
    that which nobody can have meant. -#}
{%- macro check_history() -%}
    {%- do personal_data() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] and not flags.FULL_REFRESH -%}
        {%- set ledger = ledger_relation(lake_folder()) -%}
        {%- if adapter.get_relation(target.database, 'quality', 'load_ledger') -%}
            {%- set lost -%}
                select built.batch_id
                from quality.load_ledger as built
                left join {{ ledger }} on built.batch_id = ledger.batch_id
                where ledger.batch_id is null
                order by built.batch_sequence
            {%- endset -%}
            {%- set batches = run_query(lost).columns[0].values() -%}
            {%- if batches and var('as_of_batch', none) is none -%}
                {{ exceptions.raise_compiler_error(
                    'The warehouse holds deliveries that the lake does not list any more ('
                    ~ batches[:5] | join(', ') ~ '): build with --full-refresh.'
                ) }}
            {%- endif -%}
        {%- endif -%}
        {%- for name in unselected_parents() -%}
            {%- for row in read_position(name, histories_of(ledger)) if not row['is_valid'] -%}
                {{ exceptions.raise_compiler_error(
                    name ~ ' holds a delivery that was retracted, or treats personal data otherwise '
                    ~ 'than this build: build it too, with `dbt build`.'
                ) }}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}

{#- What a model holds that was built up to each delivery: a hash of the names of all up to it. The
    hooks keep it as `lake.histories`, for every model asks several times. -#}
{%- macro histories_of(deliveries) -%}
    (
        select
            batch_sequence,
            md5(coalesce(
                string_agg(case when status = 'committed' then batch_id end, ',')
                    over (order by batch_sequence),
                ''
            )) as deliveries_hash
        from {{ deliveries }}
        union all
        select
            0 as batch_sequence,
            md5('') as deliveries_hash
    )
{%- endmacro -%}

{#- A model's position, and whether the deliveries it was built over are still the lake's first ones
    and it treats personal data as this build does; no row when it was never built. Of one node dbt
    asks it a dozen times, and it stays the same until the node is built: the answer is kept with it. -#}
{%- macro read_position(model_name, histories='lake.histories') -%}
    {%- set known_positions = model.setdefault('known_positions', {}) -%}
    {%- if model_name not in known_positions -%}
        {%- set position -%}
            select
                positions.batch_sequence,
                positions.deliveries_hash is not distinct from histories.deliveries_hash
                and positions.personal_data is not distinct from '{{ personal_data() }}' as is_valid
            from quality.build_positions as positions
            left join {{ histories }} as histories
                on positions.batch_sequence = histories.batch_sequence
            where positions.model_name = '{{ model_name }}' and positions.batch_sequence is not null
        {%- endset -%}
        {%- do known_positions.update({model_name: run_query(position).rows}) -%}
    {%- endif -%}
    {{ return(known_positions[model_name]) }}
{%- endmacro -%}

{#- The last delivery that this model has built; 0 when it is built from nothing. -#}
{%- macro built_position(model_name=none) -%}
    {%- if not execute -%}
        {{ return(0) }}
    {%- endif -%}
    {%- set rows = read_position(model_name or this.identifier) -%}
    {{ return(rows[0]['batch_sequence'] if rows and rows[0]['is_valid'] else 0) }}
{%- endmacro -%}

{#- dbt asks this of every incremental model: one that holds a delivery which was retracted since, or
    nobody knows what, is built anew, as all are under `--full-refresh`. -#}
{%- macro should_full_refresh() -%}
    {%- if execute and not flags.FULL_REFRESH and model.resource_type == 'model' -%}
        {%- set rows = read_position(this.identifier) -%}
        {{ return(not rows or not rows[0]['is_valid']) }}
    {%- endif -%}
    {{ return(flags.FULL_REFRESH) }}
{%- endmacro -%}

{#- The deliveries that this model has not built yet, as a condition on `batch_sequence`. A literal,
    so that the engine skips whole files and row groups. -#}
{%- macro is_new_batch(column='batch_sequence') -%}
    {{ column }} > {{ built_position() }}
{%- endmacro -%}

{#- What a partial build reads, itself or through views, and does not build: the names of incremental
    models, or of unions of sources; none in a whole one. -#}
{%- macro unselected_parents(are_unions=false) -%}
    {%- set parents = {} -%}
    {%- for unique_id in selected_resources if unique_id.startswith('model.') -%}
        {%- do add_parents(graph.nodes[unique_id], parents) -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- for unique_id, parent in parents.items() if unique_id not in selected_resources -%}
        {%- set is_union = 'union_of_sources' in parent.tags -%}
        {%- set is_incremental = parent.config.materialized == 'incremental' -%}
        {%- if (are_unions and is_union) or (is_incremental and not are_unions) -%}
            {%- do names.append(parent.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{%- endmacro -%}

{#- Add to *parents*, by unique_id, the models that a node reads, by itself or through views. -#}
{%- macro add_parents(node, parents) -%}
    {%- for parent_id in node.depends_on.nodes
        if parent_id.startswith('model.') and parent_id not in parents -%}
        {%- set parent = graph.nodes[parent_id] -%}
        {%- do parents.update({parent_id: parent}) -%}
        {%- if parent.config.materialized != 'incremental' -%}
            {%- do add_parents(parent, parents) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}

{#- The last delivery that everything a partial build builds upon has seen; none for a whole build.
    A model that saw newer deliveries than its parents would take an older version of a record for
    the current one beside the newer; one upon a union made before a source's first delivery would
    take that delivery for one without rows. -#}
{%- macro position_of_unselected_parents() -%}
    {%- set tables = unselected_parents() -%}
    {%- set unions = unselected_parents(are_unions=true) -%}
    {%- if not tables and not unions -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set position -%}
        select min(batch_sequence)
        from (
            select min(batch_sequence) as batch_sequence
            from ({{ first_deliveries_without_branch(unions) }}) as missing
            union all
            select min(coalesce(positions.batch_sequence, 0)) as batch_sequence
            from unnest(['{{ tables | join("', '") }}']) as parents (model_name)
            left join quality.build_positions as positions
                on parents.model_name = positions.model_name
            where parents.model_name <> ''
        ) as positions
    {%- endset -%}
    {{ return(run_query(position).rows[0][0]) }}
{%- endmacro -%}

{#- A post-hook, inside the model's transaction. -#}
{%- macro record_build_position() -%}
    {%- if execute and model.config.materialized == 'incremental' %}
    {{ write_position(this.identifier) }}
    {%- endif -%}
{%- endmacro -%}

{%- macro write_position(model_name) -%}
    delete from quality.build_positions
    where model_name = '{{ model_name }}';

    insert into quality.build_positions
    select
        '{{ model_name }}' as model_name,
        max(batch_sequence) as batch_sequence,
        max_by(deliveries_hash, batch_sequence) as deliveries_hash,
        '{{ personal_data() }}' as personal_data
    from lake.histories;
{%- endmacro -%}
