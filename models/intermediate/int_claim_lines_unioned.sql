{{ config(tags = ['union_of_sources']) }}
{#- The one place where the sources meet: every accepted version of every claim line, in one model.
    From here on nobody asks where a line is from. -#}
{{ union_of_sources({
    'desynpuf': [
        ref('int_desynpuf_inpatient_lines'),
        ref('int_desynpuf_outpatient_lines'),
        ref('int_desynpuf_carrier_lines'),
    ],
    'rif': [
        ref('int_rif_institutional_lines'),
        ref('int_rif_professional_lines'),
    ],
}) }}
