{#- The marts hold the facts' dollars, no more and no less, by source and year. -#}
with

fact_dollars as (

    select
        source_system,
        claim_year,
        sum(paid_amount) as medical_paid_amount,
        sum(allowed_amount) as medical_allowed_amount,
        cast(0 as decimal(18, 2)) as rx_gross_amount
    from {{ ref('fact_claim_line') }}
    group by source_system, claim_year

    union all

    select
        source_system,
        claim_year,
        0 as medical_paid_amount,
        0 as medical_allowed_amount,
        sum(case when is_countable then rx_gross_amount else 0 end) as rx_gross_amount
    from {{ ref('fact_prescription_fill') }}
    group by source_system, claim_year

),

facts as (

    select
        source_system,
        claim_year,
        sum(medical_paid_amount) as medical_paid_amount,
        sum(medical_allowed_amount) as medical_allowed_amount,
        sum(rx_gross_amount) as rx_gross_amount
    from fact_dollars
    group by source_system, claim_year

),

marts as (

    select
        source_system,
        claim_year,
        sum(medical_paid_amount) as medical_paid_amount,
        sum(medical_allowed_amount) as medical_allowed_amount,
        sum(rx_gross_amount) as rx_gross_amount
    from {{ ref('member_year_spend') }}
    group by source_system, claim_year

)

select
    coalesce(facts.source_system, marts.source_system) as source_system,
    coalesce(facts.claim_year, marts.claim_year) as claim_year,
    facts.medical_paid_amount as fact_paid_amount,
    marts.medical_paid_amount as mart_paid_amount
from facts
full outer join marts
    on
        facts.source_system = marts.source_system
        and facts.claim_year = marts.claim_year
where
    coalesce(facts.medical_paid_amount, 0) <> coalesce(marts.medical_paid_amount, 0)
    or coalesce(facts.medical_allowed_amount, 0) <> coalesce(marts.medical_allowed_amount, 0)
    or coalesce(facts.rx_gross_amount, 0) <> coalesce(marts.rx_gross_amount, 0)
