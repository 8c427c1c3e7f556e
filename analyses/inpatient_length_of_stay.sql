{#- How long do stays last, and what does a day cost? By year of discharge. A stay counts the
    nights between admission and discharge, and at least one day. -#}
with

stays as (

    select
        source_system,
        claim_year,
        claim_key,
        min(admission_date) as admission_date,
        max(discharge_date) as discharge_date,
        sum(covered_day_count) as covered_day_count,
        sum(paid_amount) as paid_amount
    from {{ ref('fact_claim_line') }}
    where claim_type = 'inpatient' and is_countable and not is_emergency_only
    group by source_system, claim_year, claim_key

),

measured_stays as (

    select
        *,
        greatest(
            {{ dbt.datediff('admission_date', 'discharge_date', 'day') }}, 1
        ) as stay_day_count
    from stays

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,

        ---------- quantities
        count(*) as stay_count,
        cast(avg(stay_day_count) as decimal(9, 2)) as average_stay_day_count,
        cast(median(stay_day_count) as decimal(9, 1)) as median_stay_day_count,
        cast(
            percentile_cont(0.9) within group (order by stay_day_count) as decimal(9, 1)
        ) as ninetieth_percentile_stay_day_count,
        cast(avg(covered_day_count) as decimal(9, 2)) as average_covered_day_count,

        ---------- amounts
        cast(avg(paid_amount) as decimal(18, 2)) as paid_per_stay_amount,
        cast(
            sum(paid_amount) / nullif(sum(stay_day_count), 0) as decimal(18, 2)
        ) as paid_per_day_amount

    from measured_stays
    group by source_system, claim_year

)

select * from final
order by source_system, claim_year
