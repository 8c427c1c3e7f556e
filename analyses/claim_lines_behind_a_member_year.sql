{#- What exactly makes up a member-year's medical figure? Every line behind the costliest
    member-year of the warehouse, with the file and the row it was read from: the lines add up to
    `medical_paid_amount`, and those that do not count stand among them with 0. For another member,
    put source, beneficiary and year in place of the search for the costliest. -#}
with

ranked_member_years as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        row_number() over (
            order by medical_paid_amount desc, source_system asc, beneficiary_id asc, claim_year asc
        ) as member_year_rank
    from {{ ref('member_year_spend') }}

),

member_year as (

    select
        source_system,
        beneficiary_id,
        claim_year
    from ranked_member_years
    where member_year_rank = 1

),

claim_lines as (

    select * from {{ ref('fact_claim_line') }}

),

diagnoses as (

    select * from {{ ref('dim_diagnosis') }}

),

deliveries as (

    select * from {{ ref('load_ledger') }}

),

final as (

    select
        ---------- keys
        claim_lines.claim_line_key,

        ---------- natural keys
        claim_lines.beneficiary_id,
        claim_lines.claim_year,

        ---------- codes and text
        claim_lines.processing_indicator_code,
        claim_lines.billing_provider_key,
        diagnoses.dotted_diagnosis_code,
        diagnoses.short_description,

        ---------- dates
        claim_lines.service_from_date,
        claim_lines.service_through_date,

        ---------- amounts
        claim_lines.allowed_amount,
        claim_lines.paid_amount,
        claim_lines.reported_paid_amount,

        ---------- flags
        claim_lines.is_countable,

        ---------- lineage
        deliveries.source_file,
        claim_lines.source_row_number

    from member_year
    inner join claim_lines
        on
            member_year.source_system = claim_lines.source_system
            and member_year.beneficiary_id = claim_lines.beneficiary_id
            and member_year.claim_year = claim_lines.claim_year
    inner join diagnoses
        on claim_lines.diagnosis_key = diagnoses.diagnosis_key
    inner join deliveries
        on claim_lines.batch_id = deliveries.batch_id

)

select * from final
order by service_through_date, claim_line_key
