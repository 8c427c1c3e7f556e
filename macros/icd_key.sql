{#-
    The key of an ICD code of RIF, null without one. Files of today hold ICD-10; a version code of 9 tells
    that a claim, from before October 2015, holds ICD-9.

    Arguments:
        kind: `diagnosis` or `procedure`.
        code, version: the column of the code, and of its version.
-#}
{%- macro icd_key(kind, code, version) -%}
    {%- set namespaces = {'diagnosis': ('icd9', 'icd10'), 'procedure': ('icd9proc', 'icd10proc')} -%}
    case when {{ version }} = '9' then '{{ namespaces[kind][0] }}:' else '{{ namespaces[kind][1] }}:' end
    || {{ code }}
{%- endmacro -%}
