{#- For another delivery than the last but one, put its batch_sequence into `known_after`. -#}
with

known_after as (

    select max(batch_sequence) - 1 as batch_sequence
    from {{ ref('load_ledger') }}

),

lines_known as (

    select lines.*
    from {{ ref('member_year_line_version') }} as lines
    inner join known_after
        on
            lines.batch_sequence <= known_after.batch_sequence
            and (
                lines.superseded_by_batch_sequence is null
                or lines.superseded_by_batch_sequence > known_after.batch_sequence
            )

),

final as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        sum(case when measure = 'total_paid_amount' then amount else 0 end) as total_paid_amount,
        sum(case when measure = 'medical_paid_amount' then amount else 0 end)
            as medical_paid_amount,
        count(distinct case
            when measure = 'inpatient_stay_count' then counted_key
        end) as inpatient_stay_count,
        count(distinct case when measure = 'rx_fill_count' then counted_key end) as rx_fill_count
    from lines_known
    group by source_system, beneficiary_id, claim_year

)

select * from final
order by total_paid_amount desc, beneficiary_id asc, claim_year asc
limit 100
