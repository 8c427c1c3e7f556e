{#- How many stays are followed by another within 30 days of discharge? Stays that touch or
    overlap, as transfers do, are one episode first. Discharges of the data's last 30 days are left
    out, for nobody can tell what followed. A plain count, not CMS's risk-adjusted measure; and in
    DE-SynPUF the order of a member's stays was synthesized. -#}
with

stays as (

    select
        source_system,
        beneficiary_id,
        claim_key,
        min(admission_date) as admission_date,
        max(discharge_date) as discharge_date,
        sum(paid_amount) as paid_amount
    from {{ ref('fact_claim_line') }}
    where claim_type = 'inpatient' and is_countable and not is_emergency_only
    group by source_system, beneficiary_id, claim_key

),

stays_with_earlier_discharge as (

    select
        *,
        max(discharge_date) over (
            partition by source_system, beneficiary_id
            order by admission_date, discharge_date, claim_key
            rows between unbounded preceding and 1 preceding
        ) as earlier_discharge_date
    from stays
    where admission_date is not null and discharge_date is not null

),

numbered_stays as (

    select
        *,
        sum(case when admission_date <= earlier_discharge_date then 0 else 1 end) over (
            partition by source_system, beneficiary_id
            order by admission_date, discharge_date, claim_key
            rows between unbounded preceding and current row
        ) as episode_number
    from stays_with_earlier_discharge

),

episodes as (

    select
        source_system,
        beneficiary_id,
        episode_number,
        min(admission_date) as admission_date,
        max(discharge_date) as discharge_date,
        sum(paid_amount) as paid_amount
    from numbered_stays
    group by source_system, beneficiary_id, episode_number

),

followed_episodes as (

    select
        *,
        lead(admission_date) over (
            partition by source_system, beneficiary_id order by episode_number
        ) as next_admission_date,
        lead(paid_amount) over (
            partition by source_system, beneficiary_id order by episode_number
        ) as next_paid_amount,
        max(discharge_date) over (partition by source_system) as last_discharge_date
    from episodes

),

index_episodes as (

    select
        source_system,
        extract(year from discharge_date) as discharge_year,
        next_paid_amount,
        coalesce(
            next_admission_date <= cast(discharge_date + interval '30 day' as date), false
        ) as is_readmitted
    from followed_episodes
    where discharge_date <= cast(last_discharge_date - interval '30 day' as date)

),

final as (

    select
        ---------- natural keys
        source_system,
        discharge_year,

        ---------- quantities
        count(*) as episode_count,
        count(case when is_readmitted then 1 end) as readmission_count,
        cast(
            1.0 * count(case when is_readmitted then 1 end) / count(*) as decimal(9, 4)
        ) as readmission_rate,

        ---------- amounts
        cast(
            sum(case when is_readmitted then next_paid_amount else 0 end) as decimal(18, 2)
        ) as readmission_paid_amount

    from index_episodes
    group by source_system, discharge_year

)

select * from final
order by source_system, discharge_year
