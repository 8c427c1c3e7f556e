{{ config(materialized = 'view', persist_docs = {'relation': true, 'columns': false}) }}
{#- The same over every version ever delivered: the rows up to a delivery that no delivery up to it
    replaced are what the figures were known to be made of then. -#}
{{ member_year_lines(
    ref('fact_claim_line_version'),
    ref('fact_prescription_fill_version'),
    ref('fact_beneficiary_year_version'),
    ['superseded_by_batch_sequence', 'batch_sequence', 'batch_id', 'source_row_number'],
) }}
