{#- What a reviewer should know about member-years, as they stand: amounts that miss CMS's, and care
    that no coverage or no enrollment explains. -#}
with

spend as (

    select * from {{ ref('member_year_spend') }}

),

beneficiary_years as (

    select * from {{ ref('fact_beneficiary_year') }}

),

reconciliation as (

    select * from {{ ref('member_year_reconciliation') }}

),

beneficiaries as (

    select * from {{ ref('dim_beneficiary') }}

),

mismatches as (

    select
        'reconciliation_mismatch' as rule_id,
        'member_year_reconciliation' as table_name,
        measure as column_name,
        source_system,
        beneficiary_id,
        claim_year,
        cast(claims_amount as {{ dbt.type_string() }})
        || ' of ' || cast(summary_amount as {{ dbt.type_string() }}) as observed_value
    from reconciliation
    where status = 'mismatched'

),

judged_coverage as (

    select
        spend.source_system,
        spend.beneficiary_id,
        spend.claim_year,
        case
            when beneficiary_years.part_a_month_count = 0 and spend.inpatient_stay_count > 0
                then 'stays: ' || cast(spend.inpatient_stay_count as {{ dbt.type_string() }})
        end as part_a_month_count,
        case
            when
                beneficiary_years.part_b_month_count = 0
                and (spend.outpatient_visit_count > 0 or spend.carrier_paid_amount <> 0)
                then
                    'visits: ' || cast(spend.outpatient_visit_count as {{ dbt.type_string() }})
                    || ', carrier dollars: '
                    || cast(spend.carrier_paid_amount as {{ dbt.type_string() }})
        end as part_b_month_count,
        case
            when beneficiary_years.part_d_month_count = 0 and spend.rx_fill_count > 0
                then 'fills: ' || cast(spend.rx_fill_count as {{ dbt.type_string() }})
        end as part_d_month_count
    from spend
    inner join beneficiary_years
        on
            spend.source_system = beneficiary_years.source_system
            and spend.beneficiary_id = beneficiary_years.beneficiary_id
            and spend.claim_year = beneficiary_years.claim_year

),

uncovered_care as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        column_name,
        observed_value
    from judged_coverage
    unpivot (
        observed_value for column_name in (
            part_a_month_count, part_b_month_count, part_d_month_count
        )
    )

),

unenrolled_years as (

    select spend.*
    from spend
    inner join beneficiaries
        on
            spend.source_system = beneficiaries.source_system
            and spend.beneficiary_id = beneficiaries.beneficiary_id
    where
        not spend.is_enrolled
        and spend.claim_year <> 0
        {# An insurer's feeds name patients, and enroll nobody in a year. #}
        and spend.source_system <> 'feeds'
        and beneficiaries.is_current
        and not beneficiaries.is_inferred

),

faults as (

    select * from mismatches

    union all

    select
        'care_outside_coverage' as rule_id,
        'fact_beneficiary_year' as table_name,
        column_name,
        source_system,
        beneficiary_id,
        claim_year,
        observed_value
    from uncovered_care

    union all

    select
        'year_without_enrollment' as rule_id,
        'member_year_spend' as table_name,
        'is_enrolled' as column_name,
        source_system,
        beneficiary_id,
        claim_year,
        'dollars paid: ' || cast(total_paid_amount as {{ dbt.type_string() }}) as observed_value
    from unenrolled_years

),

faulty_member_years as (

    select distinct
        source_system,
        beneficiary_id,
        claim_year
    from faults

),

current_rows as (

    select
        source_system,
        beneficiary_id,
        claim_year,
        batch_sequence
    from {{ ref('fact_claim_line') }}

    union all

    select
        source_system,
        beneficiary_id,
        claim_year,
        batch_sequence
    from {{ ref('fact_prescription_fill') }}

    union all

    select
        source_system,
        beneficiary_id,
        claim_year,
        batch_sequence
    from beneficiary_years

),

latest_deliveries as (

    select
        current_rows.source_system,
        current_rows.beneficiary_id,
        current_rows.claim_year,
        max(current_rows.batch_sequence) as batch_sequence
    from current_rows
    inner join faulty_member_years
        on
            current_rows.source_system = faulty_member_years.source_system
            and current_rows.beneficiary_id = faulty_member_years.beneficiary_id
            and current_rows.claim_year = faulty_member_years.claim_year
    group by
        current_rows.source_system,
        current_rows.beneficiary_id,
        current_rows.claim_year

),

final as (

    select
        ---------- keys
        faults.rule_id,
        faults.source_system,
        faults.table_name,
        faults.source_system || ':' || faults.beneficiary_id
        || '@' || cast(faults.claim_year as {{ dbt.type_string() }}) as record_key,
        faults.column_name,

        ---------- natural keys
        faults.beneficiary_id,

        ---------- text
        faults.observed_value,

        ---------- lineage
        latest_deliveries.batch_sequence,
        cast(null as bigint) as source_row_number

    from faults
    inner join latest_deliveries
        on
            faults.source_system = latest_deliveries.source_system
            and faults.beneficiary_id = latest_deliveries.beneficiary_id
            and faults.claim_year = latest_deliveries.claim_year

)

select * from final
