{#- How many fills are generic? By year, over the drugs that the FDA's directory lists; the others
    are a row of their own, and not part of the rate. -#}
with

fills as (

    select * from {{ ref('fact_prescription_fill') }}
    where is_countable

),

drugs as (

    select
        drug_key,
        case brand_generic_code
            when 'B' then 'brand'
            when 'G' then 'generic'
            when 'U' then 'not approved'
            else 'not listed'
        end as drug_class
    from {{ ref('dim_drug') }}

),

class_totals as (

    select
        fills.source_system,
        fills.claim_year,
        drugs.drug_class,
        count(*) as fill_count,
        cast(sum(fills.rx_gross_amount) as decimal(18, 2)) as rx_gross_amount,
        cast(avg(fills.rx_gross_amount) as decimal(18, 2)) as gross_per_fill_amount,
        cast(avg(fills.rx_patient_paid_amount) as decimal(18, 2)) as patient_paid_per_fill_amount
    from fills
    inner join drugs
        on fills.drug_key = drugs.drug_key
    group by fills.source_system, fills.claim_year, drugs.drug_class

),

final as (

    select
        ---------- natural keys
        source_system,
        claim_year,
        drug_class,

        ---------- quantities
        fill_count,
        case
            when drug_class <> 'not listed'
                then cast(
                    1.0 * fill_count / sum(fill_count) over (
                        partition by
                            source_system,
                            claim_year,
                            case when drug_class = 'not listed' then 0 else 1 end
                    ) as decimal(9, 4)
                )
        end as share_of_listed_fills,

        ---------- amounts
        rx_gross_amount,
        gross_per_fill_amount,
        patient_paid_per_fill_amount

    from class_totals

)

select * from final
order by source_system, claim_year, drug_class
