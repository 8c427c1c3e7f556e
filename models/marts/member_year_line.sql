{{ config(materialized = 'view') }}
{#- What every figure of `member_year_spend` is made of. -#}
{{ member_year_lines(
    ref('fact_claim_line'),
    ref('fact_prescription_fill'),
    ref('fact_beneficiary_year'),
    ['batch_sequence', 'batch_id', 'source_row_number'],
) }}
