{#- How few providers take how much of the dollars? Billing providers of each number space,
    institutions (`ccn`) and tax entities (`tin`), from the best paid down, in tenths. -#}
with

claim_lines as (

    select * from {{ ref('fact_claim_line') }}
    where is_countable

),

providers as (

    select * from {{ ref('dim_provider') }}

),

provider_totals as (

    select
        claim_lines.source_system,
        providers.provider_number_type,
        claim_lines.billing_provider_key,
        sum(claim_lines.paid_amount) as paid_amount,
        count(distinct claim_lines.beneficiary_id) as member_count
    from claim_lines
    inner join providers
        on claim_lines.billing_provider_key = providers.provider_key
    group by
        claim_lines.source_system,
        providers.provider_number_type,
        claim_lines.billing_provider_key

),

provider_tenths as (

    select
        *,
        ntile(10) over (
            partition by source_system, provider_number_type
            order by paid_amount desc, billing_provider_key asc
        ) as provider_tenth
    from provider_totals

),

tenth_totals as (

    select
        source_system,
        provider_number_type,
        provider_tenth,
        count(*) as provider_count,
        cast(avg(member_count) as decimal(9, 2)) as average_member_count,
        cast(max(paid_amount) as decimal(18, 2)) as highest_paid_amount,
        cast(sum(paid_amount) as decimal(18, 2)) as paid_amount
    from provider_tenths
    group by source_system, provider_number_type, provider_tenth

),

final as (

    select
        ---------- natural keys
        source_system,
        provider_number_type,
        provider_tenth,

        ---------- quantities
        provider_count,
        average_member_count,

        ---------- amounts
        highest_paid_amount,
        paid_amount,
        cast(
            sum(paid_amount) over (
                partition by source_system, provider_number_type
                order by provider_tenth
                rows between unbounded preceding and current row
            ) / nullif(
                sum(paid_amount) over (partition by source_system, provider_number_type), 0
            ) as decimal(9, 4)
        ) as cumulative_share_of_paid

    from tenth_totals

)

select * from final
order by source_system, provider_number_type, provider_tenth
