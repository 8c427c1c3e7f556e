{#- The current version of each prescription fill. -#}
select * from {{ ref('int_fills_versioned') }}
where superseded_by_batch_sequence is null
