{#- A waiver that names no rule, no reason, no author or no day waives nothing, and somebody thinks
    it does. It waits for the issues, which are built whatever it finds. #}
-- depends_on: {{ ref('issues') }}
-- depends_on: {{ ref('patients_with_open_issues') }}
select *
from {{ ref('waivers') }}
where problem is not null
