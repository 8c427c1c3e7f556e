{#- How many claims begin in another year than they count in, and with how much money? A claim's
    year is that of its through date: CMS's annual amounts add up that way and in no other. -#}
with

claims as (

    select
        source_system,
        claim_type,
        claim_key,
        claim_year,
        extract(year from min(service_from_date)) as first_service_year,
        sum(paid_amount) as paid_amount
    from {{ ref('fact_claim_line') }}
    where is_countable and service_from_date is not null
    group by source_system, claim_type, claim_key, claim_year

),

year_totals as (

    select
        source_system,
        claim_type,
        first_service_year,
        claim_year,
        count(*) as claim_count,
        cast(sum(paid_amount) as decimal(18, 2)) as paid_amount
    from claims
    group by source_system, claim_type, first_service_year, claim_year

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_type,
        first_service_year,
        claim_year,

        ---------- quantities
        claim_count,
        cast(
            1.0 * claim_count / sum(claim_count) over (
                partition by source_system, claim_type, claim_year
            ) as decimal(9, 6)
        ) as share_of_year_claims,

        ---------- amounts
        paid_amount,

        ---------- flags
        first_service_year <> claim_year as is_crossing_years

    from year_totals

)

select * from final
order by source_system, claim_type, claim_year, first_service_year
