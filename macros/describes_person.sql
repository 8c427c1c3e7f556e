{#- Whether a record of `int_records_unioned` tells who a person is, rather than what was done for
    them: an enrollment file's year, or a patient of the feeds. Versions of persons follow these. -#}
{%- macro describes_person(column='record_type') -%}
    {{ column }} in ('beneficiary_year', 'patient')
{%- endmacro -%}
