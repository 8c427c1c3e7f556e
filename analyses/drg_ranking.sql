{#- Which diagnosis related groups cost most? The fifty with the most inpatient dollars over all
    years. `OTH` and `000` mean that the group is not known. -#}
with

stays as (

    select
        source_system,
        coalesce(drg_code, '000') as drg_code,
        claim_key,
        sum(covered_day_count) as covered_day_count,
        sum(paid_amount) as paid_amount
    from {{ ref('fact_claim_line') }}
    where claim_type = 'inpatient' and is_countable and not is_emergency_only
    group by source_system, drg_code, claim_key

),

drg_totals as (

    select
        source_system,
        drg_code,
        count(*) as stay_count,
        cast(avg(covered_day_count) as decimal(9, 2)) as average_covered_day_count,
        cast(sum(paid_amount) as decimal(18, 2)) as paid_amount
    from stays
    group by source_system, drg_code

),

titles as (

    select * from {{ ref('ms_drgs') }}

),

ranked_drgs as (

    select
        *,
        row_number() over (
            partition by source_system order by paid_amount desc, drg_code asc
        ) as drg_rank,
        sum(paid_amount) over (partition by source_system) as source_paid_amount
    from drg_totals

),

final as (

    select
        ---------- natural keys
        ranked_drgs.source_system,
        ranked_drgs.drg_rank,
        ranked_drgs.drg_code,

        ---------- text
        coalesce(titles.drg_title, 'Unknown') as drg_title,

        ---------- quantities
        ranked_drgs.stay_count,
        ranked_drgs.average_covered_day_count,

        ---------- amounts
        ranked_drgs.paid_amount,
        cast(
            ranked_drgs.paid_amount / ranked_drgs.stay_count as decimal(18, 2)
        ) as paid_per_stay_amount,
        cast(
            ranked_drgs.paid_amount / nullif(ranked_drgs.source_paid_amount, 0) as decimal(9, 4)
        ) as share_of_inpatient_paid,

        ---------- flags
        ranked_drgs.drg_code not in ('000', 'OTH') as is_known_drg

    from ranked_drgs
    left join titles
        on ranked_drgs.drg_code = titles.drg_code
    where ranked_drgs.drg_rank <= 50

)

select * from final
order by source_system, drg_rank
