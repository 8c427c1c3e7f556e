{#-
    What a test's `where` means. Besides plain SQL it may be one of two words:

    - `is_changed`: rows of deliveries that no passed build has tested yet;
    - `is_touched`: member-years that those deliveries touched.

    They narrow the test only in a build that asks for it (`claims build` sets CLAIMS_TEST_SCOPE to
    `changed`); any other run tests every row.
-#}
{%- macro get_where_subquery(relation) -%}
    {%- set where = config.get('where') -%}
    {%- if where in ['is_changed', 'is_touched'] -%}
        {%- set where = changed_rows(where) if execute and env_var('CLAIMS_TEST_SCOPE', 'all') == 'changed' else none -%}
    {%- endif -%}
    {%- if where -%}
        (select * from {{ relation }} where {{ where }}) dbt_subquery
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro -%}

{%- macro changed_rows(scope) -%}
    {%- set tested = built_position('tests') -%}
    {%- if tested == 0 -%}
        {{ return(none) }}
    {%- elif scope == 'is_changed' -%}
        {{ return('batch_sequence > ' ~ tested) }}
    {%- endif -%}
    {%- set touched -%}
        (source_system, beneficiary_id, claim_year) in (
            select source_system, beneficiary_id, claim_year
            from core.bridge_member_year_delivery
            where batch_sequence > {{ tested }}
        )
    {%- endset -%}
    {{ return(touched) }}
{%- endmacro -%}
