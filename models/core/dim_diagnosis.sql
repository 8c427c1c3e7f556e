{{ config(incremental_strategy = 'merge', unique_key = 'diagnosis_key') }}
{#- Every code of ICD-9-CM version 32, and every code ever sent on an accepted claim: one that the
    version does not list is kept, flagged, with the chapter it falls in. -#}
with

sent_diagnoses as (

    select distinct diagnosis_key
    from {{ ref('int_claim_diagnoses_unioned') }}
    {% if is_incremental() %}
        where {{ is_new_batch() }}
    {% endif %}

),

listed_diagnoses as (

    select
        'icd9:' || diagnosis_code as diagnosis_key,
        short_description,
        long_description,
        chapter_number
    from {{ ref('icd9_diagnoses') }}

),

diagnosis_keys as (

    select diagnosis_key from sent_diagnoses

    {% if not is_incremental() %}
        union distinct

        select diagnosis_key from listed_diagnoses
    {% endif %}

),

chapters as (

    select * from {{ ref('icd9_chapters') }}

),

coded_diagnoses as (

    select
        diagnosis_key,
        split_part(diagnosis_key, ':', 2) as diagnosis_code,
        left(
            split_part(diagnosis_key, ':', 2),
            case when left(split_part(diagnosis_key, ':', 2), 1) = 'E' then 4 else 3 end
        ) as category_code
    from diagnosis_keys

),

described_diagnoses as (

    select
        coded.diagnosis_key,
        coded.diagnosis_code,
        {{ dotted_icd9('coded.diagnosis_code') }} as dotted_diagnosis_code,
        coalesce(
            listed.short_description,
            'Not listed, in ' || chapters.chapter_description,
            'Not listed'
        ) as short_description,
        coalesce(
            listed.long_description,
            'Not listed, in ' || chapters.chapter_description,
            'Not listed'
        ) as diagnosis_description,
        coded.category_code,
        coalesce(listed.chapter_number, chapters.chapter_number, '00') as chapter_number,
        coalesce(chapters.chapter_description, 'Unknown') as chapter_description,
        listed.diagnosis_key is not null as is_listed
    from coded_diagnoses as coded
    left join listed_diagnoses as listed
        on coded.diagnosis_key = listed.diagnosis_key
    {# The chapters' ranges do not overlap, so a code falls in one at most. #}
    left join chapters
        on
            coded.category_code >= chapters.first_code
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
        'icd9' as code_system,
        dotted_diagnosis_code,
        short_description,
        diagnosis_description,
        category_code,
        chapter_number,
        chapter_description,

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
