{{
    config(
        unique_key = ['source_system', 'beneficiary_id', 'claim_year', 'diagnosis_rank'],
        meta = {'vanished': 'claim_count = 0'},
    )
}}
{#- Each dollar belongs to one diagnosis, so ranks can be added up. An incremental build writes all
    five ranks of a touched member-year, those without a diagnosis empty, and the merge deletes
    these. #}
-- depends_on: {{ ref('bridge_member_year_delivery') }}
with

{% if is_incremental() -%}
touched_member_years as (

    select distinct
        source_system,
        beneficiary_id,
        claim_year
    from {{ ref('bridge_member_year_delivery') }}
    where {{ is_new_batch() }}

),

{% endif -%}
{# By claim first: counting distinct claims would take three times as long. #}
claim_diagnoses as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        diagnosis_key,
        claim_key,
        sum(paid_amount) as paid_amount
    from {{ ref('fact_claim_line') }}
    where
        is_countable
        and diagnosis_key <> 'unknown'
    {% if is_incremental() %}
        and (source_system, beneficiary_id, claim_year) in (
            select
                source_system,
                beneficiary_id,
                claim_year
            from touched_member_years
        )
    {% endif %}
    group by source_system, beneficiary_id, claim_year, diagnosis_key, claim_key

),

diagnosis_totals as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        diagnosis_key,
        cast(sum(paid_amount) as decimal(18, 2)) as paid_amount,
        count(*) as claim_count
    from claim_diagnoses
    group by source_system, beneficiary_id, claim_year, diagnosis_key

),

ranked_diagnoses as (

    select
        *,
        row_number() over (
            partition by source_system, beneficiary_id, claim_year
            order by paid_amount desc, claim_count desc, diagnosis_key asc
        ) as diagnosis_rank
    from diagnosis_totals
    where paid_amount > 0

),

diagnoses as (

    select * from {{ ref('dim_diagnosis') }}

),

top_diagnoses as (

    select
        ranked.source_system,
        ranked.beneficiary_id,
        ranked.claim_year,
        cast(ranked.diagnosis_rank as smallint) as diagnosis_rank,
        ranked.diagnosis_key,
        diagnoses.diagnosis_code,
        diagnoses.dotted_diagnosis_code,
        diagnoses.diagnosis_description,
        diagnoses.is_listed,
        ranked.paid_amount,
        ranked.claim_count
    from ranked_diagnoses as ranked
    inner join diagnoses
        on ranked.diagnosis_key = diagnoses.diagnosis_key
    where ranked.diagnosis_rank <= 5

),

{% if is_incremental() -%}
ranks as (

    {% for rank in range(1, 6) -%}
    select cast({{ rank }} as smallint) as diagnosis_rank{{ ' union all' if not loop.last }}
    {% endfor %}

),

{% endif -%}
final as (

    {% if is_incremental() %}
        select
            touched.source_system,
            touched.beneficiary_id,
            touched.claim_year,
            ranks.diagnosis_rank,
            coalesce(top_diagnoses.diagnosis_key, 'none') as diagnosis_key,
            coalesce(top_diagnoses.diagnosis_code, 'none') as diagnosis_code,
            coalesce(top_diagnoses.dotted_diagnosis_code, 'none') as dotted_diagnosis_code,
            coalesce(top_diagnoses.diagnosis_description, 'none') as diagnosis_description,
            coalesce(top_diagnoses.is_listed, false) as is_listed,
            coalesce(top_diagnoses.paid_amount, 0) as paid_amount,
            coalesce(top_diagnoses.claim_count, 0) as claim_count
        from touched_member_years as touched
        cross join ranks
        left join top_diagnoses
            on
                touched.source_system = top_diagnoses.source_system
                and touched.beneficiary_id = top_diagnoses.beneficiary_id
                and touched.claim_year = top_diagnoses.claim_year
                and ranks.diagnosis_rank = top_diagnoses.diagnosis_rank
    {% else %}
        select * from top_diagnoses
    {% endif %}

)

{# In this order a person's years lie together, and who asks for one reads one part of the table. #}
select * from final
order by source_system, beneficiary_id, claim_year
