{#- Do the claims rebuild CMS's nine annual amounts? One row per sample, year, measure and status;
    `matched` to the cent is what a whole sample shows, and `mismatched` wants a look. -#}
with

reconciliation as (

    select * from {{ ref('member_year_reconciliation') }}

),

status_totals as (

    select
        source_system,
        sample,
        claim_year,
        measure,
        status,
        count(*) as member_year_count,
        cast(sum(claims_amount) as decimal(18, 2)) as claims_amount,
        cast(sum(summary_amount) as decimal(18, 2)) as summary_amount,
        cast(sum(difference_amount) as decimal(18, 2)) as difference_amount,
        cast(sum(abs(difference_amount)) as decimal(18, 2)) as absolute_difference_amount,
        count(case when difference_amount <> 0 then 1 end) as different_member_year_count
    from reconciliation
    group by source_system, sample, claim_year, measure, status

),

final as (

    select
        ---------- natural keys
        source_system,
        sample,
        claim_year,
        measure,
        status,

        ---------- quantities
        member_year_count,
        different_member_year_count,

        ---------- amounts
        claims_amount,
        summary_amount,
        difference_amount,
        absolute_difference_amount

    from status_totals

)

select * from final
order by source_system, sample, claim_year, measure, status
