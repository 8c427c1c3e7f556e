{#- When in the year does spend fall, and where does the data thin out? Paid dollars by month of
    the through date and of the fill. DE-SynPUF's months of 2010 show why that year is no trend.
    -#}
with

dated_amounts as (

    select
        source_system,
        service_through_date as spend_date,
        claim_type as kind_of_care,
        paid_amount
    from {{ ref('fact_claim_line') }}
    where is_countable

    union all

    select
        source_system,
        service_date as spend_date,
        'pharmacy' as kind_of_care,
        rx_plan_paid_amount as paid_amount
    from {{ ref('fact_prescription_fill') }}
    where is_countable

),

dates as (

    select * from {{ ref('dim_date') }}

),

monthly_amounts as (

    select
        dated_amounts.source_system,
        dates.month_start_date,
        dated_amounts.kind_of_care,
        cast(sum(dated_amounts.paid_amount) as decimal(18, 2)) as paid_amount
    from dated_amounts
    inner join dates
        on dated_amounts.spend_date = dates.date_day
    group by dated_amounts.source_system, dates.month_start_date, dated_amounts.kind_of_care

),

final as (

    select
        ---------- natural keys
        source_system,
        month_start_date,

        ---------- amounts
        sum(paid_amount) as total_paid_amount,
        sum(case when kind_of_care = 'inpatient' then paid_amount else 0 end)
            as inpatient_paid_amount,
        sum(case when kind_of_care = 'outpatient' then paid_amount else 0 end)
            as outpatient_paid_amount,
        sum(case when kind_of_care = 'carrier' then paid_amount else 0 end) as carrier_paid_amount,
        sum(case when kind_of_care = 'pharmacy' then paid_amount else 0 end) as rx_plan_paid_amount

    from monthly_amounts
    group by source_system, month_start_date

)

select * from final
order by source_system, month_start_date
