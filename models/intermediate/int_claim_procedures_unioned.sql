{{ config(tags = ['union_of_sources']) }}
{#- Every accepted procedure code of every institutional claim version, over every source. A carrier
    line has one HCPCS code, which stands on its fact row. -#}
{{ union_of_sources({
    'desynpuf': [ref('int_desynpuf_claim_procedures')],
    'rif': [ref('int_rif_claim_procedures')],
}) }}
