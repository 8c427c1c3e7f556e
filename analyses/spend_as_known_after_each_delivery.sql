{#- A delivery adds the lines it brought and takes away those it superseded; the running sum is what
    was known. -#}
with

paid_lines as (

    select * from {{ ref('member_year_line_version') }}
    where measure = 'total_paid_amount'

),

changes as (

    select
        claim_year,
        batch_sequence,
        amount
    from paid_lines

    union all

    select
        claim_year,
        superseded_by_batch_sequence as batch_sequence,
        -amount as amount
    from paid_lines
    where superseded_by_batch_sequence is not null

),

changes_by_delivery as (

    select
        claim_year,
        batch_sequence,
        sum(amount) as change_amount
    from changes
    group by claim_year, batch_sequence

),

deliveries as (

    select * from {{ ref('load_ledger') }}

),

final as (

    select
        changes_by_delivery.claim_year,
        deliveries.batch_id,
        deliveries.source_file,
        changes_by_delivery.change_amount,
        sum(changes_by_delivery.change_amount) over (
            partition by changes_by_delivery.claim_year
            order by changes_by_delivery.batch_sequence
        ) as total_paid_amount
    from changes_by_delivery
    inner join deliveries
        on changes_by_delivery.batch_sequence = deliveries.batch_sequence

)

select * from final
order by claim_year, batch_id
