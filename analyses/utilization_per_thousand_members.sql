{#- How often do members use care? Stays, visits and fills by year, per 1,000 enrolled members and
    per 1,000 member-years of the coverage that pays for them (twelve months are one member-year).
    -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

coverage as (

    select * from {{ ref('fact_beneficiary_year') }}

),

yearly_utilization as (

    select
        spend.source_system,
        spend.claim_year,
        count(*) as member_count,
        sum(coverage.part_a_month_count) / 12.0 as part_a_member_years,
        sum(coverage.part_b_month_count) / 12.0 as part_b_member_years,
        sum(coverage.part_d_month_count) / 12.0 as part_d_member_years,
        cast(sum(spend.inpatient_stay_count) as bigint) as inpatient_stay_count,
        cast(sum(spend.outpatient_visit_count) as bigint) as outpatient_visit_count,
        cast(sum(spend.rx_fill_count) as bigint) as rx_fill_count
    from spend
    inner join coverage
        on
            spend.source_system = coverage.source_system
            and spend.beneficiary_id = coverage.beneficiary_id
            and spend.claim_year = coverage.claim_year
    group by spend.source_system, spend.claim_year

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,

        ---------- counts
        member_count,
        inpatient_stay_count,
        outpatient_visit_count,
        rx_fill_count,

        ---------- rates
        cast(
            1000.0 * inpatient_stay_count / member_count as decimal(18, 1)
        ) as stays_per_1000_members,
        cast(
            1000.0 * outpatient_visit_count / member_count as decimal(18, 1)
        ) as visits_per_1000_members,
        cast(1000.0 * rx_fill_count / member_count as decimal(18, 1)) as fills_per_1000_members,
        cast(
            1000.0 * inpatient_stay_count / nullif(part_a_member_years, 0) as decimal(18, 1)
        ) as stays_per_1000_part_a_member_years,
        cast(
            1000.0 * outpatient_visit_count / nullif(part_b_member_years, 0) as decimal(18, 1)
        ) as visits_per_1000_part_b_member_years,
        cast(
            1000.0 * rx_fill_count / nullif(part_d_member_years, 0) as decimal(18, 1)
        ) as fills_per_1000_part_d_member_years

    from yearly_utilization

)

select * from final
order by source_system, claim_year
