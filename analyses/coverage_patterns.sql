{#- How does cover run through a year, and how many persons share each way? A pattern has a place
    for each month, January first: the parts that covered it, A, B, C (Medicare Advantage) and D
    (drugs); 0 where none did; ? where the source tells nothing. AB-AB-ABD-… got a drug plan in
    March. RIF alone tells months. -#}
with

covered_months as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        extract(month from month_start_date) as month_number,
        coalesce(
            nullif(
                concat_ws(
                    '',
                    case when has_part_a then 'A' end,
                    case when has_part_b then 'B' end,
                    case when has_part_c then 'C' end,
                    case when has_part_d then 'D' end
                ),
                ''
            ),
            '0'
        ) as month_cover,
        has_part_a or has_part_b as is_member_month
    from {{ ref('fact_beneficiary_month') }}

),

years as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        concat_ws(
            '-',
            coalesce(max(case when month_number = 1 then month_cover end), '?'),
            coalesce(max(case when month_number = 2 then month_cover end), '?'),
            coalesce(max(case when month_number = 3 then month_cover end), '?'),
            coalesce(max(case when month_number = 4 then month_cover end), '?'),
            coalesce(max(case when month_number = 5 then month_cover end), '?'),
            coalesce(max(case when month_number = 6 then month_cover end), '?'),
            coalesce(max(case when month_number = 7 then month_cover end), '?'),
            coalesce(max(case when month_number = 8 then month_cover end), '?'),
            coalesce(max(case when month_number = 9 then month_cover end), '?'),
            coalesce(max(case when month_number = 10 then month_cover end), '?'),
            coalesce(max(case when month_number = 11 then month_cover end), '?'),
            coalesce(max(case when month_number = 12 then month_cover end), '?')
        ) as coverage_pattern,
        count(case when is_member_month then 1 end) as member_month_count
    from covered_months
    group by source_system, beneficiary_id, claim_year

),

patterns as (

    select
        source_system,
        claim_year,
        coverage_pattern,
        member_month_count,
        count(*) as beneficiary_count
    from years
    group by source_system, claim_year, coverage_pattern, member_month_count

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        coverage_pattern,

        ---------- quantities
        member_month_count,
        beneficiary_count,
        cast(
            1.0 * beneficiary_count
            / sum(beneficiary_count) over (partition by source_system, claim_year)
            as decimal(9, 4)
        ) as share_of_beneficiaries

    from patterns

)

select * from final
order by source_system asc, claim_year asc, beneficiary_count desc, coverage_pattern asc
