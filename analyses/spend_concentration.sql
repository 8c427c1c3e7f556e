{#- How concentrated is spend? Each year's members from the costliest down, in bands of the
    population, and the share of all dollars that each band takes. -#}
with

ranked_members as (

    select
        source_system,
        claim_year,
        total_paid_amount,
        row_number() over (
            partition by source_system, claim_year
            order by total_paid_amount desc, beneficiary_id asc
        ) as member_rank,
        count(*) over (partition by source_system, claim_year) as member_count
    from {{ ref('member_year_spend') }}
    where is_enrolled

),

banded_members as (

    select
        source_system,
        claim_year,
        total_paid_amount,
        case
            when member_rank - 1 < 0.01 * member_count then 'top 1 %'
            when member_rank - 1 < 0.05 * member_count then 'top 1 to 5 %'
            when member_rank - 1 < 0.10 * member_count then 'top 5 to 10 %'
            when member_rank - 1 < 0.50 * member_count then 'top 10 to 50 %'
            else 'lower 50 %'
        end as spend_band
    from ranked_members

),

band_totals as (

    select
        source_system,
        claim_year,
        spend_band,
        count(*) as member_count,
        cast(min(total_paid_amount) as decimal(18, 2)) as lowest_total_paid_amount,
        cast(avg(total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(sum(total_paid_amount) as decimal(18, 2)) as total_paid_amount
    from banded_members
    group by source_system, claim_year, spend_band

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        spend_band,

        ---------- quantities
        member_count,

        ---------- amounts
        lowest_total_paid_amount,
        total_paid_per_member_amount,
        total_paid_amount,
        cast(
            total_paid_amount
            / nullif(sum(total_paid_amount) over (partition by source_system, claim_year), 0)
            as decimal(9, 4)
        ) as share_of_year_paid

    from band_totals

)

select * from final
order by source_system asc, claim_year asc, lowest_total_paid_amount desc, member_count asc
