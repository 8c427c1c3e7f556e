{{ config(incremental_strategy = 'merge_rows', unique_key = 'drug_key') }}
{#- Every National Drug Code ever sent on an accepted fill. The FDA's directory describes it by
    labeler and product, the first nine digits; DE-SynPUF's codes are synthetic and most are not in
    it. RIF tells of each fill whether it was brand or generic, and of one drug both: a member keeps
    what any fill said. -#}
with

new_drugs as (

    select
        split_part(drug_key, ':', 2) as drug_code,
        coalesce(bool_or(brand_generic_code = 'B'), false) as is_sent_as_brand,
        coalesce(bool_or(brand_generic_code = 'G'), false) as is_sent_as_generic
    from {{ ref('int_fills_unioned') }}
    where
        drug_key <> 'unknown'
    {% if is_incremental() %}
        and {{ is_new_batch() }}
    {% endif %}
    group by drug_key

),

sent_drugs as (

    {% if is_incremental() %}
        select
            new_drugs.drug_code,
            new_drugs.is_sent_as_brand
            or coalesce(known.is_sent_as_brand, false) as is_sent_as_brand,
            new_drugs.is_sent_as_generic
            or coalesce(known.is_sent_as_generic, false) as is_sent_as_generic
        from new_drugs
        left join {{ this }} as known
            on new_drugs.drug_code = known.drug_code
    {% else %}
        select * from new_drugs
    {% endif %}

),

products as (

    select * from {{ ref('stg_reference__ndc_products') }}

),

final as (

    select
        ---------- keys
        'ndc:' || sent_drugs.drug_code as drug_key,

        ---------- natural keys
        sent_drugs.drug_code,

        ---------- codes and text
        coalesce(products.proprietary_name, 'Unknown') as proprietary_name,
        coalesce(products.nonproprietary_name, 'Unknown') as nonproprietary_name,
        coalesce(products.labeler_name, 'Unknown') as labeler_name,
        products.dosage_form,
        products.dea_schedule,
        products.brand_generic_code,

        ---------- flags
        products.ndc_product_code is not null as is_listed,
        sent_drugs.is_sent_as_brand,
        sent_drugs.is_sent_as_generic

    from sent_drugs
    left join products
        on left(sent_drugs.drug_code, 9) = products.ndc_product_code

    {% if not is_incremental() %}
        union all

        select
            'unknown' as drug_key,
            'unknown' as drug_code,
            'Unknown' as proprietary_name,
            'Unknown' as nonproprietary_name,
            'Unknown' as labeler_name,
            cast(null as {{ dbt.type_string() }}) as dosage_form,
            cast(null as {{ dbt.type_string() }}) as dea_schedule,
            cast(null as {{ dbt.type_string() }}) as brand_generic_code,
            false as is_listed,
            false as is_sent_as_brand,
            false as is_sent_as_generic
    {% endif %}

)

select * from final
