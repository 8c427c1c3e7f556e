{#- What are the costliest members of each year treated for? The three members with the most
    medical dollars, and the up to five diagnoses that these dollars went to. -#}
with

spend as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        medical_paid_amount,
        row_number() over (
            partition by source_system, claim_year
            order by medical_paid_amount desc, beneficiary_id asc
        ) as member_rank
    from {{ ref('member_year_spend') }}

),

top_diagnoses as (

    select * from {{ ref('member_year_top_diagnoses') }}

),

final as (

    select
        ---------- natural keys
        spend.source_system,
        spend.claim_year,
        spend.member_rank,
        spend.beneficiary_id,
        top_diagnoses.diagnosis_rank,

        ---------- codes and text
        top_diagnoses.dotted_diagnosis_code,
        top_diagnoses.diagnosis_description,

        ---------- quantities
        top_diagnoses.claim_count,

        ---------- amounts
        top_diagnoses.paid_amount,
        spend.medical_paid_amount as member_medical_paid_amount,
        cast(
            top_diagnoses.paid_amount / nullif(spend.medical_paid_amount, 0) as decimal(9, 4)
        ) as share_of_member_paid

    from spend
    inner join top_diagnoses
        on
            spend.source_system = top_diagnoses.source_system
            and spend.beneficiary_id = top_diagnoses.beneficiary_id
            and spend.claim_year = top_diagnoses.claim_year
    where spend.member_rank <= 3

)

select * from final
order by source_system, claim_year, member_rank, diagnosis_rank
