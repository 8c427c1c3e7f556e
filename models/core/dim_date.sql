{{ config(materialized = 'table') }}
with

days as (

    {{ dbt.date_spine('day', "cast('2000-01-01' as date)", "cast('2031-01-01' as date)") }}

),

final as (

    select
        ---------- keys
        cast(date_day as date) as date_day,

        ---------- parts
        cast(extract(year from date_day) as smallint) as calendar_year,
        cast(extract(quarter from date_day) as smallint) as calendar_quarter,
        cast(extract(month from date_day) as smallint) as calendar_month,
        cast(extract(day from date_day) as smallint) as day_of_month,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(last_day(cast(date_day as date)) as date) as month_end_date

    from days

)

select * from final
