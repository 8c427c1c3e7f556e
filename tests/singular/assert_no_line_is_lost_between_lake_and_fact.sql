{#- Every line of a current claim stands in the fact exactly once, with its own dollars: joins
    neither lose nor double. A row here is a delivery where the two differ. -#}
with

current_lines as (

    select
        batch_sequence,
        claim_type,
        count(*) as line_count,
        sum(paid_amount) as paid_amount,
        sum(coalesce(reported_paid_amount, 0)) as reported_paid_amount
    from {{ ref('int_claim_lines_current') }}
    group by batch_sequence, claim_type

),

fact_lines as (

    select
        batch_sequence,
        claim_type,
        count(*) as line_count,
        sum(paid_amount) as paid_amount,
        sum(coalesce(reported_paid_amount, 0)) as reported_paid_amount
    from {{ ref('fact_claim_line') }}
    group by batch_sequence, claim_type

)

select
    coalesce(current_lines.batch_sequence, fact_lines.batch_sequence) as batch_sequence,
    coalesce(current_lines.claim_type, fact_lines.claim_type) as claim_type,
    current_lines.line_count as current_line_count,
    fact_lines.line_count as fact_line_count,
    current_lines.paid_amount as current_paid_amount,
    fact_lines.paid_amount as fact_paid_amount
from current_lines
full outer join fact_lines
    on
        current_lines.batch_sequence = fact_lines.batch_sequence
        and current_lines.claim_type = fact_lines.claim_type
where
    current_lines.line_count is distinct from fact_lines.line_count
    or current_lines.paid_amount is distinct from fact_lines.paid_amount
    or current_lines.reported_paid_amount is distinct from fact_lines.reported_paid_amount
