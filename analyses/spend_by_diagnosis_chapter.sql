{#- Where do medical dollars go, by ICD-9 chapter? Each dollar belongs to one diagnosis, so the
    chapters of a year add up to its medical paid amount; dollars without a code are the chapter
    00. -#}
with

claim_lines as (

    select * from {{ ref('fact_claim_line') }}
    where is_countable

),

diagnoses as (

    select * from {{ ref('dim_diagnosis') }}

),

chapter_totals as (

    select
        claim_lines.source_system,
        claim_lines.claim_year,
        diagnoses.chapter_number,
        diagnoses.chapter_description,
        count(distinct claim_lines.claim_key) as claim_count,
        count(distinct claim_lines.beneficiary_id) as member_count,
        cast(sum(claim_lines.paid_amount) as decimal(18, 2)) as paid_amount
    from claim_lines
    inner join diagnoses
        on claim_lines.diagnosis_key = diagnoses.diagnosis_key
    group by
        claim_lines.source_system,
        claim_lines.claim_year,
        diagnoses.chapter_number,
        diagnoses.chapter_description

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        chapter_number,

        ---------- codes and text
        chapter_description,

        ---------- quantities
        member_count,
        claim_count,

        ---------- amounts
        paid_amount,
        cast(
            paid_amount
            / nullif(sum(paid_amount) over (partition by source_system, claim_year), 0)
            as decimal(9, 4)
        ) as share_of_year_paid

    from chapter_totals

)

select * from final
order by source_system asc, claim_year asc, paid_amount desc, chapter_number asc
