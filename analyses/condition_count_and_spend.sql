{#- Does spend rise with the number of chronic conditions? Enrolled members of a year by how many of
    the eleven conditions they have, by CMS's flags or by their claims' diagnoses; end-stage renal
    disease is not one of them. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}
    where is_enrolled

),

condition_counts as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        count(*) as condition_count
    from {{ ref('member_year_chronic_conditions') }}
    group by source_system, beneficiary_id, claim_year

),

member_years as (

    select
        spend.*,
        coalesce(condition_counts.condition_count, 0) as condition_count
    from spend
    left join condition_counts
        on
            spend.source_system = condition_counts.source_system
            and spend.beneficiary_id = condition_counts.beneficiary_id
            and spend.claim_year = condition_counts.claim_year

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        condition_count,

        ---------- quantities
        count(*) as member_count,
        cast(
            1000.0 * sum(inpatient_stay_count) / count(*) as decimal(18, 1)
        ) as stays_per_1000_members,
        cast(avg(rx_fill_count) as decimal(9, 1)) as average_fill_count,

        ---------- amounts
        cast(avg(total_paid_amount) as decimal(18, 2)) as total_paid_per_member_amount,
        cast(median(total_paid_amount) as decimal(18, 2)) as median_total_paid_amount,
        cast(sum(total_paid_amount) as decimal(18, 2)) as total_paid_amount

    from member_years
    group by source_system, claim_year, condition_count

)

select * from final
order by source_system, claim_year, condition_count
