{#- The one place where the sources meet: every accepted version of every claim line, in one model.
    From here on nobody asks where a line is from. -#}
select * from {{ ref('int_desynpuf_inpatient_lines') }}

union all

select * from {{ ref('int_desynpuf_outpatient_lines') }}

union all

select * from {{ ref('int_desynpuf_carrier_lines') }}

union all

select * from {{ ref('int_rif_institutional_lines') }}

union all

select * from {{ ref('int_rif_professional_lines') }}
