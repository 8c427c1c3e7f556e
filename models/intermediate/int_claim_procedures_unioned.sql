{#- Every accepted procedure code of every institutional claim version, over every source. A carrier
    line has one HCPCS code, which stands on its fact row. -#}
select * from {{ ref('int_desynpuf_claim_procedures') }}

union all

select * from {{ ref('int_rif_claim_procedures') }}
