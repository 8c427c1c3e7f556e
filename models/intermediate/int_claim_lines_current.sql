{#- The lines of each claim's current version, and no line of an older one. -#}
select * from {{ ref('int_claim_lines_versioned') }}
where superseded_by_batch_sequence is null
