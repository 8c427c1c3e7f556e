{#- How does spend depend on coverage? Members of a year by months in a Medicare Advantage plan
    (HMO) and by whether Parts A and B ran all year. In real data Advantage members have no claims
    here; in DE-SynPUF most of them do, so do not filter on the months. -#}
with

coverage as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        case
            when hmo_month_count = 0 then '0 no month'
            when hmo_month_count < 12 then '1 some months'
            when hmo_month_count = 12 then '2 all year'
            else '3 not told'
        end as hmo_coverage,
        coalesce(part_a_month_count = 12 and part_b_month_count = 12, false) as has_full_coverage
    from {{ ref('fact_beneficiary_year') }}

),

spend as (

    select * from {{ ref('member_year_spend') }}

),

final as (

    select
        ---------- natural keys
        coverage.source_system,
        coverage.claim_year,
        coverage.hmo_coverage,
        coverage.has_full_coverage,

        ---------- quantities
        count(*) as member_count,
        cast(
            1.0 * count(case when spend.claim_line_count > 0 then 1 end) / count(*)
            as decimal(9, 4)
        ) as share_with_medical_claims,

        ---------- amounts
        cast(avg(spend.medical_paid_amount) as decimal(18, 2)) as medical_paid_per_member_amount,
        cast(avg(spend.rx_gross_amount) as decimal(18, 2)) as rx_gross_per_member_amount,
        cast(sum(spend.total_paid_amount) as decimal(18, 2)) as total_paid_amount

    from coverage
    inner join spend
        on
            coverage.source_system = spend.source_system
            and coverage.beneficiary_id = spend.beneficiary_id
            and coverage.claim_year = spend.claim_year
    group by
        coverage.source_system,
        coverage.claim_year,
        coverage.hmo_coverage,
        coverage.has_full_coverage

)

select * from final
order by source_system, claim_year, hmo_coverage, has_full_coverage
