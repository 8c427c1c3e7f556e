{#- How many different providers bill for a member in a year, and what do members with many cost?
    Institutions and tax entities count, unknown ones do not; pharmacies are not in the data. -#}
with

spend as (

    select
        *,
        case
            when billing_provider_count = 0 then '00'
            when billing_provider_count <= 2 then '01-02'
            when billing_provider_count <= 5 then '03-05'
            when billing_provider_count <= 10 then '06-10'
            when billing_provider_count <= 20 then '11-20'
            else '21+'
        end as billing_provider_band
    from {{ ref('member_year_spend') }}
    where is_enrolled

),

band_totals as (

    select
        source_system,
        claim_year,
        billing_provider_band,
        count(*) as member_count,
        cast(avg(billing_provider_count) as decimal(9, 2)) as average_billing_provider_count,
        cast(avg(rendering_provider_count) as decimal(9, 2)) as average_rendering_provider_count,
        cast(avg(medical_paid_amount) as decimal(18, 2)) as medical_paid_per_member_amount
    from spend
    group by source_system, claim_year, billing_provider_band

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        billing_provider_band,

        ---------- quantities
        member_count,
        cast(
            1.0 * member_count / sum(member_count) over (partition by source_system, claim_year)
            as decimal(9, 4)
        ) as share_of_members,
        average_billing_provider_count,
        average_rendering_provider_count,

        ---------- amounts
        medical_paid_per_member_amount

    from band_totals

)

select * from final
order by source_system, claim_year, billing_provider_band
