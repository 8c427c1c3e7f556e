{{ config(tags = ['union_of_sources']) }}
{#- Every accepted diagnosis code of every claim version, over every source. -#}
{{ union_of_sources({
    'desynpuf': [ref('int_desynpuf_claim_diagnoses')],
    'rif': [ref('int_rif_claim_diagnoses')],
}) }}
