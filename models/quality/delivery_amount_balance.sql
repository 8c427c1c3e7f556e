{{ config(tags = ['union_of_sources']) }}
{#- What became of every dollar of every file, raw column by raw column: what the loader added up
    against the dollars of rows that the facts hold, and of rows that later ones replaced. A line
    that gets lost on the way to the facts, or a value altered in the lake, leaves a difference.

    Raw columns keep the name that the file, the lake and the ledger have for them. -#}
{%- set datasets = [
    {
        'name': 'beneficiary_years',
        'fact': 'beneficiary_year_facts',
        'is_countable': 'true',
        'amounts': {
            'medreimb_ip': 'inpatient_paid_amount',
            'benres_ip': 'inpatient_beneficiary_responsibility_amount',
            'pppymt_ip': 'inpatient_primary_payer_paid_amount',
            'medreimb_op': 'outpatient_paid_amount',
            'benres_op': 'outpatient_beneficiary_responsibility_amount',
            'pppymt_op': 'outpatient_primary_payer_paid_amount',
            'medreimb_car': 'carrier_paid_amount',
            'benres_car': 'carrier_beneficiary_responsibility_amount',
            'pppymt_car': 'carrier_primary_payer_paid_amount',
        },
    },
    {
        'name': 'inpatient_claims',
        'fact': 'claim_line_facts',
        'is_countable': 'facts.is_countable',
        'amounts': {
            'clm_pmt_amt': 'claim_payment_amount',
            'clm_pass_thru_per_diem_amt': 'pass_through_per_diem_amount',
            'nch_prmry_pyr_clm_pd_amt': 'primary_payer_paid_amount',
            'nch_bene_ip_ddctbl_amt': 'deductible_amount',
            'nch_bene_pta_coinsrnc_lblty_am': 'coinsurance_amount',
            'nch_bene_blood_ddctbl_lblty_am': 'blood_deductible_amount',
        },
    },
    {
        'name': 'outpatient_claims',
        'fact': 'claim_line_facts',
        'is_countable': 'facts.is_countable',
        'amounts': {
            'clm_pmt_amt': 'claim_payment_amount',
            'nch_prmry_pyr_clm_pd_amt': 'primary_payer_paid_amount',
            'nch_bene_ptb_ddctbl_amt': 'deductible_amount',
            'nch_bene_ptb_coinsrnc_amt': 'coinsurance_amount',
            'nch_bene_blood_ddctbl_lblty_am': 'blood_deductible_amount',
        },
    },
    {
        'name': 'carrier_lines',
        'fact': 'claim_line_facts',
        'is_countable': 'facts.is_countable',
        'amounts': {
            'line_nch_pmt_amt': 'payment_amount',
            'line_bene_ptb_ddctbl_amt': 'deductible_amount',
            'line_bene_prmry_pyr_pd_amt': 'primary_payer_paid_amount',
            'line_coinsrnc_amt': 'coinsurance_amount',
            'line_alowd_chrg_amt': 'allowed_charge_amount',
        },
    },
    {
        'name': 'fills',
        'fact': 'fill_facts',
        'is_countable': 'facts.is_countable',
        'amounts': {
            'ptnt_pay_amt': 'patient_paid_amount',
            'tot_rx_cst_amt': 'gross_drug_cost_amount',
        },
    },
    {
        'name': 'rif_rows',
        'fact': 'rif_facts',
        'is_countable': 'facts.is_countable',
        'amounts': dict(zip(rif_amount_columns(), rif_amount_columns())),
    },
    {
        'name': 'visits',
        'fact': 'visit_facts',
        'is_countable': 'facts.is_countable',
        'amounts': {'total_cost': 'total_cost_amount'},
    },
] -%}
{# A field of a struct reads like a column of a table. #}
-- noqa: disable=references.consistent
-- sqlfluff:indentation:template_blocks_indent:False
with

deliveries as (

    select * from {{ ref('load_ledger') }}
    where status = 'committed'

),

accepted_amounts as (

    select * from {{ ref('stg_lake__delivery_amounts') }}

),

superseded_records as (

    select * from {{ ref('int_records_superseded') }}

),

beneficiary_years as (

    select * from {{ ref('stg_desynpuf__beneficiary_years') }}

),

inpatient_claims as (

    select * from {{ ref('stg_desynpuf__inpatient_claims') }}

),

outpatient_claims as (

    select * from {{ ref('stg_desynpuf__outpatient_claims') }}

),

carrier_claims as (

    select
        batch_sequence,
        source_row_number,
        {{ unnest_list('lines') }} as line
    from {{ ref('stg_desynpuf__carrier_claims') }}

),

carrier_lines as (

    select
        batch_sequence,
        source_row_number,
        line.line_number,
        {{ to_amount('line.line_nch_pmt_amt') }} as payment_amount,
        {{ to_amount('line.line_bene_ptb_ddctbl_amt') }} as deductible_amount,
        {{ to_amount('line.line_bene_prmry_pyr_pd_amt') }} as primary_payer_paid_amount,
        {{ to_amount('line.line_coinsrnc_amt') }} as coinsurance_amount,
        {{ to_amount('line.line_alowd_chrg_amt') }} as allowed_charge_amount
    from carrier_claims

),

fills as (

    select * from {{ ref('stg_desynpuf__prescription_drug_events') }}

),

rif_rows as (

    select * from {{ ref('stg_rif__row_amounts') }}

),

visits as (

    select * from {{ ref('stg_feeds__claims') }}

),

beneficiary_year_facts as (

    select * from {{ ref('fact_beneficiary_year') }}
    where source_system = 'desynpuf'

),

claim_line_facts as (

    select * from {{ ref('fact_claim_line') }}
    where source_system = 'desynpuf'

),

fill_facts as (

    select * from {{ ref('fact_prescription_fill') }}
    where source_system = 'desynpuf'

),

rif_facts as (

    select
        batch_sequence,
        source_row_number,
        is_countable
    from {{ ref('fact_claim_line') }}
    where source_system = 'rif'

    union all

    select
        batch_sequence,
        source_row_number,
        is_countable
    from {{ ref('fact_prescription_fill') }}
    where source_system = 'rif'

),

visit_facts as (

    select * from {{ ref('fact_claim_line') }}
    where source_system = 'feeds'

),

{% for dataset in datasets -%}
{{ dataset.name }}_with_standing as (

    select
        staged.*,
        case when facts.batch_sequence is not null then {{ dataset.is_countable }} end
            as is_countable,
        superseded_records.batch_sequence is not null
        {%- if dataset.name == 'carrier_lines' %}
        and (
            superseded_records.superseded_by_batch_sequence is not null
            or not coalesce(
                array_contains(superseded_records.kept_line_numbers, staged.line_number), false
            )
        )
        {%- endif %} as is_replaced,
        coalesce(superseded_records.is_deleted, false) as is_deleted
    from {{ dataset.name }} as staged
    left join {{ dataset.fact }} as facts
        on
            staged.batch_sequence = facts.batch_sequence
            and staged.source_row_number = facts.source_row_number
            {%- if dataset.name == 'carrier_lines' %}
            and staged.line_number = facts.line_number
            {%- endif %}
    left join superseded_records
        on
            staged.batch_sequence = superseded_records.batch_sequence
            and staged.source_row_number = superseded_records.source_row_number

),

{{ dataset.name }}_by_standing as (

    select
        {% for column, amount in dataset.amounts.items() -%}
        sum({{ amount }}) as {{ column }},
        {% endfor -%}
        batch_sequence,
        is_countable,
        is_replaced,
        is_deleted
    from {{ dataset.name }}_with_standing
    group by batch_sequence, is_countable, is_replaced, is_deleted

),

{{ dataset.name }}_amounts as (

    select
        batch_sequence,
        is_countable,
        is_replaced,
        is_deleted,
        column_name,
        amount
    from {{ dataset.name }}_by_standing
    unpivot (
        amount for column_name in (
            {{ dataset.amounts | join(',\n            ') }}
        )
    )

),

{% endfor -%}
all_amounts as (

    {{ union_of_sources({
        'desynpuf': [
            'beneficiary_years_amounts',
            'inpatient_claims_amounts',
            'outpatient_claims_amounts',
            'carrier_lines_amounts',
            'fills_amounts',
        ],
        'rif': ['rif_rows_amounts'],
        'feeds': ['visits_amounts'],
    }) }}
),

measured_amounts as (

    select
        batch_sequence,
        column_name,
        sum(case when is_countable then amount else 0 end) as countable_amount,
        sum(case when not is_countable then amount else 0 end) as not_countable_amount,
        sum(case when is_replaced and not is_deleted then amount else 0 end)
            as superseded_amount,
        sum(case when is_replaced and is_deleted then amount else 0 end) as deleted_amount
    from all_amounts
    group by batch_sequence, column_name

),

balanced as (

    select
        deliveries.batch_id,
        deliveries.batch_sequence,
        deliveries.source_system,
        deliveries.dataset,
        deliveries.source_file,
        accepted_amounts.column_name,
        accepted_amounts.accepted_amount,
        cast(coalesce(measured_amounts.countable_amount, 0) as decimal(18, 2))
            as countable_amount,
        cast(coalesce(measured_amounts.not_countable_amount, 0) as decimal(18, 2))
            as not_countable_amount,
        cast(coalesce(measured_amounts.superseded_amount, 0) as decimal(18, 2))
            as superseded_amount,
        cast(coalesce(measured_amounts.deleted_amount, 0) as decimal(18, 2)) as deleted_amount
    from deliveries
    inner join accepted_amounts
        on deliveries.batch_sequence = accepted_amounts.batch_sequence
    left join measured_amounts
        on
            accepted_amounts.batch_sequence = measured_amounts.batch_sequence
            and accepted_amounts.column_name = measured_amounts.column_name

),

final as (

    select
        ---------- keys
        batch_id,
        batch_sequence,

        ---------- codes and text
        source_system,
        dataset,
        source_file,
        column_name,

        ---------- amounts
        accepted_amount,
        countable_amount,
        not_countable_amount,
        superseded_amount,
        deleted_amount,
        cast(
            accepted_amount
            - countable_amount
            - not_countable_amount
            - superseded_amount
            - deleted_amount as decimal(18, 2)
        ) as difference_amount

    from balanced

)

select * from final
