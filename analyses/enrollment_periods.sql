{#- From when to when was each person covered, and by what? One row per person, kind of cover and
    unbroken stretch of months, with the gap since the stretch before. Months that the source does
    not tell of end a stretch: the last ones of a release are open, not over. RIF alone tells
    months.

    To follow a plan instead, add part_d_contract_number to the kind of cover. -#}
with

months as (

    select
        source_system,
        beneficiary_id,
        month_start_date,
        has_part_a as part_a,
        has_part_b as part_b,
        has_part_c as part_c,
        has_part_d as part_d,
        has_state_buy_in as state_buy_in,
        is_hmo as hmo,
        is_dual as dual,
        is_full_dual as full_dual
    from {{ ref('fact_beneficiary_month') }}

),

covered_months as (

    select
        source_system,
        beneficiary_id,
        kind_of_cover,
        month_start_date
    from months
    unpivot (
        is_covered for kind_of_cover in (
            part_a,
            part_b,
            part_c,
            part_d,
            state_buy_in,
            hmo,
            dual,
            full_dual
        )
    )
    where is_covered

),

{# Months are numbered through the years; within a stretch the number and the place in the row of
   covered months grow alike, so their difference names it. #}
numbered_months as (

    select
        *,
        extract(year from month_start_date) * 12 + extract(month from month_start_date)
            as month_number,
        row_number() over (
            partition by source_system, beneficiary_id, kind_of_cover
            order by month_start_date
        ) as month_place
    from covered_months

),

periods as (

    select
        source_system,
        beneficiary_id,
        kind_of_cover,
        min(month_start_date) as period_start_date,
        last_day(max(month_start_date)) as period_end_date,
        min(month_number) as first_month_number,
        max(month_number) as last_month_number,
        count(*) as month_count
    from numbered_months
    group by source_system, beneficiary_id, kind_of_cover, month_number - month_place

),

last_months as (

    select
        source_system,
        beneficiary_id,
        last_day(max(month_start_date)) as last_told_date
    from months
    group by source_system, beneficiary_id

),

final as (

    select
        ---------- natural keys
        periods.source_system,
        periods.beneficiary_id,
        periods.kind_of_cover,

        ---------- dates
        periods.period_start_date,
        periods.period_end_date,

        ---------- quantities
        periods.month_count,
        periods.first_month_number - 1 - lag(periods.last_month_number) over (
            partition by periods.source_system, periods.beneficiary_id, periods.kind_of_cover
            order by periods.period_start_date
        ) as gap_month_count,

        ---------- flags
        periods.period_end_date = last_months.last_told_date as is_open

    from periods
    inner join last_months
        on
            periods.source_system = last_months.source_system
            and periods.beneficiary_id = last_months.beneficiary_id

)

select * from final
order by source_system, beneficiary_id, kind_of_cover, period_start_date
