{#- Which drugs cost most, and how much of drug spend has no name at all? The fifty products with
    the highest gross cost over all years; `unknown` gathers the codes that the FDA's directory
    does not have, most of DE-SynPUF's, for they were made up. -#}
with

fills as (

    select * from {{ ref('fact_prescription_fill') }}
    where is_countable

),

drugs as (

    select * from {{ ref('dim_drug') }}

),

product_totals as (

    select
        fills.source_system,
        lower(drugs.proprietary_name) as proprietary_name,
        lower(drugs.nonproprietary_name) as nonproprietary_name,
        drugs.is_listed,
        count(*) as fill_count,
        count(distinct fills.beneficiary_id) as member_count,
        cast(sum(fills.rx_gross_amount) as decimal(18, 2)) as rx_gross_amount,
        cast(sum(fills.rx_patient_paid_amount) as decimal(18, 2)) as rx_patient_paid_amount
    from fills
    inner join drugs
        on fills.drug_key = drugs.drug_key
    group by
        fills.source_system,
        lower(drugs.proprietary_name),
        lower(drugs.nonproprietary_name),
        drugs.is_listed

),

ranked_products as (

    select
        *,
        row_number() over (
            partition by source_system
            order by rx_gross_amount desc, proprietary_name asc, nonproprietary_name asc
        ) as product_rank,
        sum(rx_gross_amount) over (partition by source_system) as source_gross_amount
    from product_totals

),

final as (

    select
        ---------- natural keys
        source_system,
        product_rank,

        ---------- codes and text
        proprietary_name,
        nonproprietary_name,

        ---------- quantities
        member_count,
        fill_count,

        ---------- amounts
        rx_gross_amount,
        rx_patient_paid_amount,
        cast(rx_gross_amount / fill_count as decimal(18, 2)) as gross_per_fill_amount,
        cast(rx_gross_amount / nullif(source_gross_amount, 0) as decimal(9, 4)) as share_of_gross,

        ---------- flags
        is_listed

    from ranked_products
    where product_rank <= 50

)

select * from final
order by source_system, product_rank
