{#- What a reviewer should know about current claims and fills that only other rows of the person
    tell: service after death, and stays that overlap or repeat another. -#}
with

claim_lines as (

    select * from {{ ref('fact_claim_line') }}

),

fills as (

    select * from {{ ref('fact_prescription_fill') }}

),

{# DE-SynPUF tells the month of death alone, so the whole month is taken for lived. #}
deaths as (

    select
        source_system,
        beneficiary_id,
        max(death_date) as death_date,
        max(batch_sequence) as batch_sequence
    from {{ ref('int_beneficiary_years_current') }}
    where death_date is not null
    group by source_system, beneficiary_id

),

services as (

    select
        'fact_claim_line' as table_name,
        claim_key as record_key,
        'service_from_date' as column_name,
        source_system,
        beneficiary_id,
        coalesce(service_from_date, service_through_date, admission_date) as begins_on,
        batch_sequence,
        source_row_number
    from claim_lines

    union all

    select
        'fact_prescription_fill' as table_name,
        fill_key as record_key,
        'service_date' as column_name,
        source_system,
        beneficiary_id,
        service_date as begins_on,
        batch_sequence,
        source_row_number
    from fills

),

services_after_death as (

    select
        'service_after_death' as rule_id,
        services.source_system,
        services.table_name,
        services.record_key,
        services.column_name,
        services.beneficiary_id,
        cast(max(services.begins_on) as {{ dbt.type_string() }})
        || ', died ' || cast(deaths.death_date as {{ dbt.type_string() }}) as observed_value,
        greatest(max(services.batch_sequence), deaths.batch_sequence) as batch_sequence,
        max(services.source_row_number) as source_row_number
    from services
    inner join deaths
        on
            services.source_system = deaths.source_system
            and services.beneficiary_id = deaths.beneficiary_id
    where services.begins_on > last_day(deaths.death_date)
    group by
        services.source_system,
        services.table_name,
        services.record_key,
        services.column_name,
        services.beneficiary_id,
        deaths.death_date,
        deaths.batch_sequence

),

stays as (

    select * from claim_lines
    where
        claim_type = 'inpatient'
        and is_countable
        and not is_emergency_only
        and admission_date is not null
        and discharge_date is not null

),

{# Of two stays the later one is named, of two that begin on a day the one with the greater key. #}
neighbouring_stays as (

    select
        stays.*,
        earlier_stays.claim_key as earlier_claim_key,
        earlier_stays.batch_sequence as earlier_batch_sequence,
        stays.admission_date = earlier_stays.admission_date
        and stays.discharge_date = earlier_stays.discharge_date
        and stays.billing_provider_key = earlier_stays.billing_provider_key as is_repeated,
        stays.admission_date < earlier_stays.discharge_date
        and earlier_stays.admission_date < stays.discharge_date as is_overlapping
    from stays
    inner join stays as earlier_stays
        on
            stays.source_system = earlier_stays.source_system
            and stays.beneficiary_id = earlier_stays.beneficiary_id
            and (
                stays.admission_date > earlier_stays.admission_date
                or (
                    stays.admission_date = earlier_stays.admission_date
                    and stays.claim_key > earlier_stays.claim_key
                )
            )

),

odd_stays as (

    select
        case when is_repeated then 'repeated_stay' else 'overlapping_stays' end as rule_id,
        source_system,
        'fact_claim_line' as table_name,
        claim_key as record_key,
        'admission_date' as column_name,
        beneficiary_id,
        cast(admission_date as {{ dbt.type_string() }})
        || ' to ' || cast(discharge_date as {{ dbt.type_string() }})
        || ', and ' || min(earlier_claim_key) as observed_value,
        greatest(batch_sequence, max(earlier_batch_sequence)) as batch_sequence,
        source_row_number
    from neighbouring_stays
    where is_repeated or is_overlapping
    group by
        is_repeated,
        source_system,
        claim_key,
        beneficiary_id,
        admission_date,
        discharge_date,
        batch_sequence,
        source_row_number

),

final as (

    select
        ---------- keys
        rule_id,
        source_system,
        table_name,
        record_key,
        column_name,

        ---------- natural keys
        beneficiary_id,

        ---------- text
        observed_value,

        ---------- lineage
        batch_sequence,
        source_row_number

    from services_after_death

    union all

    select
        ---------- keys
        rule_id,
        source_system,
        table_name,
        record_key,
        column_name,

        ---------- natural keys
        beneficiary_id,

        ---------- text
        observed_value,

        ---------- lineage
        batch_sequence,
        source_row_number

    from odd_stays

)

select * from final
