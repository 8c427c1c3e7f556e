{#-
    The SQL that reads the waivers for this build into `lake.waivers`, as a hook: those of the project,
    `waivers.csv` beside `dbt_project.yml`, and those of the home, `waivers.csv` beside the warehouse,
    where there is one. All text, with file and row, so that a bad one can be named.

    A copy and not a view: a published copy of the warehouse has no such files beside it.
-#}
{%- macro register_waivers() -%}
    {%- if execute and (
        flags.WHICH in ['run', 'build']
        or not adapter.get_relation(target.database, 'lake', 'waivers')
    ) -%}
        {%- set home_file = lake_folder().rsplit('/', 1)[0] ~ '/waivers.csv' -%}
        {%- set project_file = invocation_args_dict.project_dir ~ '/waivers.csv' -%}
    create schema if not exists lake;

    create or replace table lake.waivers as
    {{ waivers_of_file(project_file, 'project') }}
        {%- if run_query("select count(*) from glob('" ~ home_file | replace("'", "''") ~ "')").rows[0][0] > 0 %}
    union all
    {{ waivers_of_file(home_file, 'home') }}
        {%- endif %};
    {%- endif -%}
{%- endmacro -%}

{%- macro waivers_of_file(path, origin) -%}
    select
        '{{ origin }}' as waiver_origin,
        row_number() over () as file_row_number,
        rule_id,
        record_key,
        reason,
        author,
        expires_on
    from read_csv(
        '{{ path | replace("'", "''") }}',
        auto_detect = false,
        header = true,
        delim = ',',
        quote = '"',
        escape = '"',
        columns = {
            'rule_id': 'varchar',
            'record_key': 'varchar',
            'reason': 'varchar',
            'author': 'varchar',
            'expires_on': 'varchar'
        }
    )
{%- endmacro -%}
