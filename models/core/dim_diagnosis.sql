{{ config(incremental_strategy = 'merge_rows', unique_key = 'diagnosis_key') }}
{#- Every code of ICD-9-CM version 32, and every code of ICD-9 or ICD-10 ever sent on an accepted
    claim: one that its list does not have is kept, flagged, with what it falls in. Codes of ICD-10
    are no members before they are sent, or every build would pay for its whole list. -#}
with

sent_diagnoses as (

    select distinct diagnosis_key
    from {{ ref('int_claim_diagnoses_unioned') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

icd9_diagnoses as (

    select
        'icd9:' || diagnosis_code as diagnosis_key,
        short_description,
        long_description,
        true as is_listed
    from {{ ref('icd9_diagnoses') }}

),

icd10_diagnoses as (

    select * from {{ ref('stg_reference__icd10_diagnoses') }}

),

chapters as (

    select
        'icd9' as code_system,
        *
    from {{ ref('icd9_chapters') }}

    union all

    select
        'icd10' as code_system,
        *
    from {{ ref('icd10_chapters') }}

),

diagnosis_keys as (

    select diagnosis_key from sent_diagnoses

    {% if not is_incremental() %}
        union distinct

        select diagnosis_key from icd9_diagnoses
    {% endif %}

),

coded_diagnoses as (

    select
        diagnosis_key,
        split_part(diagnosis_key, ':', 1) as code_system,
        split_part(diagnosis_key, ':', 2) as diagnosis_code,
        left(
            split_part(diagnosis_key, ':', 2),
            case when left(diagnosis_key, 6) = 'icd9:E' then 4 else 3 end
        ) as category_code
    from diagnosis_keys

),

code_lengths as (

    select 3 as code_length
    union all
    select 4 as code_length
    union all
    select 5 as code_length
    union all
    select 6 as code_length
    union all
    select 7 as code_length

),

{# An ICD-10 code itself, and every heading that it may stand below. #}
icd10_headings as (

    select
        coded.diagnosis_key,
        coded.diagnosis_code,
        left(coded.diagnosis_code, code_lengths.code_length) as heading_code
    from coded_diagnoses as coded
    inner join code_lengths
        on length(coded.diagnosis_code) >= code_lengths.code_length
    where coded.code_system = 'icd10'

),

{# The longest that the list has: the code itself, else what it lies in. #}
sent_icd10_diagnoses as (

    select
        headings.diagnosis_key,
        max_by(listed.short_description, length(listed.diagnosis_code)) as short_description,
        max_by(listed.long_description, length(listed.diagnosis_code)) as long_description,
        bool_or(listed.is_billable and listed.diagnosis_code = headings.diagnosis_code) as is_listed
    from icd10_headings as headings
    inner join icd10_diagnoses as listed
        on headings.heading_code = listed.diagnosis_code
    group by headings.diagnosis_key

),

titled_diagnoses as (

    select * from icd9_diagnoses

    union all

    select * from sent_icd10_diagnoses

),

described_diagnoses as (

    select
        coded.*,
        coded.category_code
        || case when length(coded.diagnosis_code) > length(coded.category_code) then '.' else '' end
        || substr(coded.diagnosis_code, length(coded.category_code) + 1) as dotted_diagnosis_code,
        case
            when titled.is_listed then titled.short_description
            else
                'Not listed, in '
                || coalesce(titled.short_description, chapters.chapter_description)
        end as short_description,
        case
            when titled.is_listed then titled.long_description
            else
                'Not listed, in '
                || coalesce(titled.long_description, chapters.chapter_description)
        end as diagnosis_description,
        chapters.chapter_number,
        chapters.chapter_description,
        coalesce(titled.is_listed, false) as is_listed
    from coded_diagnoses as coded
    left join titled_diagnoses as titled
        on coded.diagnosis_key = titled.diagnosis_key
    {# The chapters' ranges do not overlap, so a code falls in one at most. #}
    left join chapters
        on
            coded.code_system = chapters.code_system
            and coded.category_code >= chapters.first_code
            and coded.category_code <= chapters.last_code
            and length(coded.category_code) = length(chapters.first_code)

),

final as (

    select
        ---------- keys
        diagnosis_key,

        ---------- natural keys
        diagnosis_code,

        ---------- codes and text
        code_system,
        dotted_diagnosis_code,
        coalesce(short_description, 'Not listed') as short_description,
        coalesce(diagnosis_description, 'Not listed') as diagnosis_description,
        category_code,
        coalesce(chapter_number, '00') as chapter_number,
        coalesce(chapter_description, 'Unknown') as chapter_description,

        ---------- flags
        is_listed

    from described_diagnoses

    {% if not is_incremental() %}
        union all

        select
            'unknown' as diagnosis_key,
            'unknown' as diagnosis_code,
            'unknown' as code_system,
            'unknown' as dotted_diagnosis_code,
            'Unknown' as short_description,
            'No diagnosis on the claim' as diagnosis_description,
            'unknown' as category_code,
            '00' as chapter_number,
            'Unknown' as chapter_description,
            false as is_listed
    {% endif %}

)

select * from final
