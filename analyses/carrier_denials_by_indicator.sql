{#- How many carrier lines were denied, why, and how much money do they carry? Denied lines hold
    amounts in the source, which do not count here: adding them in is the usual way to miss CMS's
    totals. -#}
with

carrier_lines as (

    select * from {{ ref('fact_claim_line') }}
    where claim_type = 'carrier'

),

indicators as (

    select * from {{ ref('line_processing_indicators') }}

),

indicator_totals as (

    select
        source_system,
        processing_indicator_code,
        count(*) as line_count,
        count(case when not is_countable then 1 end) as denied_line_count,
        cast(sum(paid_amount) as decimal(18, 2)) as paid_amount,
        cast(sum(reported_paid_amount) as decimal(18, 2)) as reported_paid_amount,
        cast(
            sum(case when is_countable then 0 else reported_paid_amount end) as decimal(18, 2)
        ) as denied_reported_paid_amount
    from carrier_lines
    group by source_system, processing_indicator_code

),

final as (

    select
        ---------- natural keys
        totals.source_system,
        totals.processing_indicator_code,

        ---------- codes and text
        coalesce(indicators.description, 'Not in the list') as indicator_description,

        ---------- quantities
        totals.line_count,
        totals.denied_line_count,
        cast(
            1.0 * totals.denied_line_count / totals.line_count as decimal(9, 4)
        ) as denial_rate,
        cast(
            1.0 * totals.line_count / sum(totals.line_count) over (
                partition by totals.source_system
            ) as decimal(9, 4)
        ) as share_of_lines,

        ---------- amounts
        totals.paid_amount,
        totals.reported_paid_amount,
        totals.denied_reported_paid_amount

    from indicator_totals as totals
    left join indicators
        on totals.processing_indicator_code = indicators.processing_indicator_code

)

select * from final
order by source_system asc, line_count desc, processing_indicator_code asc nulls last
