{#- How many enrolled members used nothing in a year? They belong in every average per member, and
    are lost by whoever starts from claims. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,

        ---------- quantities
        count(*) as member_count,
        count(case when claim_line_count = 0 and fill_count = 0 then 1 end)
            as member_without_any_count,
        count(case when claim_line_count = 0 then 1 end) as member_without_claims_count,
        count(case when fill_count = 0 then 1 end) as member_without_fills_count,
        cast(
            1.0 * count(case when claim_line_count = 0 and fill_count = 0 then 1 end)
            / count(*) as decimal(9, 4)
        ) as share_without_any,

        ---------- amounts
        cast(avg(total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(
            avg(case when claim_line_count > 0 or fill_count > 0 then total_paid_amount end)
            as decimal(18, 2)
        ) as total_paid_per_user_amount

    from spend
    group by source_system, claim_year

)

select * from final
order by source_system, claim_year
