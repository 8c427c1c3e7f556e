{#- What does a member cost per month of coverage (PMPM), by kind of care? Dollars of enrolled
    members over their months: the sum over the sum, never the mean of members' means. Medical care
    goes by months with Part A or B, pharmacy by months of a drug plan, so their rates do not add up
    to the total's. Dollars of members without such a month are in, and shown.

    For another slice, add its column to the keys: a state or sex of dim_beneficiary, a flag of
    fact_beneficiary_year. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

months as (

    select * from {{ ref('member_year_spend_per_month') }}

),

member_years as (

    select
        spend.source_system,
        spend.claim_year,
        months.member_month_count,
        months.part_d_month_count,
        spend.inpatient_paid_amount as inpatient,
        spend.outpatient_paid_amount as outpatient,
        spend.carrier_paid_amount as carrier,
        spend.snf_paid_amount as snf,
        spend.hha_paid_amount as hha,
        spend.hospice_paid_amount as hospice,
        spend.dme_paid_amount as dme,
        spend.visit_paid_amount as visit,
        spend.rx_plan_paid_amount as pharmacy,
        spend.total_paid_amount as total
    from spend
    inner join months
        on
            spend.source_system = months.source_system
            and spend.beneficiary_id = months.beneficiary_id
            and spend.claim_year = months.claim_year

),

amounts as (

    select
        source_system,
        claim_year,
        claim_type,
        case
            when claim_type = 'pharmacy' then part_d_month_count
            else member_month_count
        end as month_count,
        paid_amount
    from member_years
    unpivot (
        paid_amount for claim_type in (
            inpatient,
            outpatient,
            carrier,
            snf,
            hha,
            hospice,
            dme,
            visit,
            pharmacy,
            total
        )
    )

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        claim_type,

        ---------- quantities
        count(*) as member_count,
        sum(month_count) as month_count,

        ---------- amounts
        cast(sum(paid_amount) as decimal(18, 2)) as paid_amount,
        cast(
            sum(case when month_count = 0 then paid_amount else 0 end) as decimal(18, 2)
        ) as paid_without_month_amount,
        cast(
            sum(paid_amount) / nullif(sum(month_count), 0) as decimal(18, 2)
        ) as paid_per_month_amount

    from amounts
    group by source_system, claim_year, claim_type
    having sum(abs(paid_amount)) > 0

)

select * from final
order by source_system, claim_year, claim_type
