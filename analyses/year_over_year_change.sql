{#- How does spend per enrolled member change from year to year, and in which kind of care?
    DE-SynPUF's 2010 holds fewer claims by CMS's design, not by less care: changes to and from it
    are no trend, and `is_comparable` says so on the row. -#}
with

yearly_spend as (

    select
        source_system,
        claim_year,
        count(*) as member_count,
        cast(avg(inpatient_paid_amount) as decimal(18, 2)) as inpatient_paid,
        cast(avg(outpatient_paid_amount) as decimal(18, 2)) as outpatient_paid,
        cast(avg(carrier_paid_amount) as decimal(18, 2)) as carrier_paid,
        cast(avg(rx_plan_paid_amount) as decimal(18, 2)) as rx_plan_paid,
        cast(avg(total_paid_amount) as decimal(18, 2)) as total_paid
    from {{ ref('member_year_spend') }}
    where is_enrolled
    group by source_system, claim_year

),

spend_by_measure as (

    select
        source_system,
        claim_year,
        member_count,
        measure,
        per_member_amount
    from yearly_spend
    unpivot (
        per_member_amount for measure in (
            inpatient_paid,
            outpatient_paid,
            carrier_paid,
            rx_plan_paid,
            total_paid
        )
    )

),

neighbouring_years as (

    select
        *,
        lag(claim_year) over (
            partition by source_system, measure order by claim_year
        ) as previous_year,
        lag(per_member_amount) over (
            partition by source_system, measure order by claim_year
        ) as previous_per_member_amount
    from spend_by_measure

),

final as (

    select
        ---------- natural keys
        source_system,
        measure,
        claim_year,
        previous_year,

        ---------- quantities
        member_count,

        ---------- amounts
        per_member_amount,
        previous_per_member_amount,
        per_member_amount - previous_per_member_amount as change_amount,
        cast(
            per_member_amount / nullif(previous_per_member_amount, 0) - 1 as decimal(9, 4)
        ) as change_rate,

        ---------- flags
        not (source_system = 'desynpuf' and claim_year = 2010)
        and coalesce(previous_year = claim_year - 1, false) as is_comparable

    from neighbouring_years

)

select * from final
order by source_system, measure, claim_year
