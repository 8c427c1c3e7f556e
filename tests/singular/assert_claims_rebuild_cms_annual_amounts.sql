{#- The answer key: wherever all files of a sample are loaded, the claims add up to each of CMS's
    nine annual amounts, to the cent. A row here is a person's year where they do not. -#}
select *
from {{ ref('member_year_reconciliation') }}
where status = 'mismatched'
