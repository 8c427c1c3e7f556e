{#- Whom a reviewer of the feeds should call up: patients whose record, or whose claims, show
    something that is open. -#}
with

open_issues as (

    select * from {{ ref('issues') }}
    where source_system = 'feeds' and status = 'open' and beneficiary_id is not null

),

patients as (

    select * from {{ ref('dim_beneficiary') }}
    where source_system = 'feeds' and is_current

),

summarized_issues as (

    select
        beneficiary_id,
        {{ sorted_list('distinct rule_id') }} as rule_ids,
        min(first_seen_batch) as first_seen_batch,
        max(last_seen_batch) as last_seen_batch,
        count(*) as issue_count,
        count(case when severity = 'error' then 1 end) as error_count,
        count(case when severity = 'warning' then 1 end) as warning_count,
        count(distinct case when table_name = 'claims' then record_key end) as claim_count
    from open_issues
    group by beneficiary_id

),

final as (

    select
        ---------- natural keys
        summarized_issues.beneficiary_id,

        ---------- text
        patients.first_name,
        patients.last_name,
        summarized_issues.rule_ids,

        ---------- history
        summarized_issues.first_seen_batch,
        summarized_issues.last_seen_batch,

        ---------- quantities
        summarized_issues.issue_count,
        summarized_issues.error_count,
        summarized_issues.warning_count,
        summarized_issues.claim_count,

        ---------- flags
        coalesce(not patients.is_inferred, false) as is_delivered

    from summarized_issues
    left join patients
        on summarized_issues.beneficiary_id = patients.beneficiary_id

)

select * from final
