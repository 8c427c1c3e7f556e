{#- Every accepted diagnosis code of every claim version, over every source. -#}
select * from {{ ref('int_desynpuf_claim_diagnoses') }}

union all

select * from {{ ref('int_rif_claim_diagnoses') }}
