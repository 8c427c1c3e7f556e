{#- Every annual amount of a sample whose files are all loaded equals what its claims add up to, to
    the cent. It waits for the issues, so that those name the mismatches which turn it red, and for
    what stands on them. #}
-- depends_on: {{ ref('issues') }}
-- depends_on: {{ ref('patients_with_open_issues') }}
select *
from {{ ref('member_year_reconciliation') }}
where status = 'mismatched'
