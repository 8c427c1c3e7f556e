{#-
    An on-run-end hook. A whole build whose every node passed has tested everything up to its pinned
    batch; the next build may then test its facts on what came after. The position stands beside
    the models' own, under the name `tests`.
-#}
{%- macro record_tested_position(results) -%}
    {%- if execute and flags.WHICH == 'build' and not invocation_args_dict.get('select')
        and not invocation_args_dict.get('exclude') -%}
        {%- set failures = [] -%}
        {%- for result in results if result.status | string not in ['success', 'pass', 'warn', 'no-op'] -%}
            {%- do failures.append(result.node.name) -%}
        {%- endfor -%}
        {%- if not failures %}
    {{ write_position('tests') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
