{#-
    Rows of every source that has deliveries, one after the other.

    The branch of a source that was never loaded has no row, but the engine reads, binds and plans
    it all the same, in each of the many models that stand on it: without RIF that is half of what a
    small build does. With nothing loaded every branch stays, as it does in a unit test and wherever
    SQL is only looked at. A view changes with its text, so a source's first delivery brings its
    branch; a partial build that leaves the view out does not see that delivery yet.

    A model of this kind has the tag `union_of_sources`.

    Arguments:
        relations: a relation, the name of a CTE, or a list of them for each source_system; what
            stands under `every_source` is always there.
-#}
{%- macro union_of_sources(relations) -%}
    {%- set loaded = loaded_sources() -%}
    {%- set branches = [] -%}
    {%- for source_system, of_source in relations.items()
        if source_system == 'every_source' or source_system in loaded or not loaded -%}
        {%- do branches.extend([of_source] if of_source is string else of_source) -%}
    {%- endfor -%}
    {%- if not branches -%}
        {%- set first_of = relations.values() | first -%}
        {%- do branches.append(first_of if first_of is string else first_of[0]) -%}
    {%- endif -%}
    {%- for relation in branches -%}
        {{ 'union all ' if not loop.first }}select * from {{ relation }}{{ '\n' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}

{#- The source_system of everything this build sees; none where it is not a build. -#}
{%- macro loaded_sources() -%}
    {%- if not execute or flags.WHICH not in ['run', 'build'] or model.resource_type == 'unit_test' -%}
        {{ return([]) }}
    {%- endif -%}
    {%- if 'union_of_sources' not in model.tags -%}
        {{ exceptions.raise_compiler_error(model.name ~ ' is a union of sources and lacks the tag that says so') }}
    {%- endif -%}
    {%- set sources -%}
        select distinct source_system
        from lake.deliveries
        where status = 'committed'
        order by source_system
    {%- endset -%}
    {{ return(run_query(sources).columns[0].values()) }}
{%- endmacro -%}

{#- The delivery before a source's first one, where the source has no branch in one of *unions*, the
    names of views. -#}
{%- macro first_deliveries_without_branch(unions) -%}
    select min(ledger.batch_sequence) - 1 as batch_sequence
    from {{ ledger_relation(lake_folder()) }}
    inner join quality.view_definitions as definitions
        on not array_contains(string_split(definitions.source_systems, ','), ledger.source_system)
    where
        ledger.status = 'committed'
        and definitions.source_systems <> ''
        and split_part(definitions.view_name, '.', 2) in ('{{ unions | join("', '") }}')
{%- endmacro -%}
