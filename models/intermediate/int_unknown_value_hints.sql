{#- What somebody may have meant who sent a value that the feeds do not know: the valid one that is
    nearest, by the number where both are numbers, else by the letters to change. Where all letters
    would have to change there is no hint. -#}
with

unknown_values as (

    select distinct
        column_name,
        observed_value
    from {{ ref('int_record_findings') }}
    where rule_id = 'unknown_value' and observed_value <> 'left out'

),

valid_values as (

    select * from {{ ref('feed_values') }}

),

compared_values as (

    select
        unknown_values.column_name,
        unknown_values.observed_value,
        valid_values.valid_value,
        abs(
            try_cast(unknown_values.observed_value as decimal(18, 2))
            - try_cast(valid_values.valid_value as decimal(18, 2))
        ) as difference,
        levenshtein(
            replace(lower(unknown_values.observed_value), '_', ' '),
            replace(valid_values.valid_value, '_', ' ')
        ) as changed_letter_count,
        greatest(
            length(unknown_values.observed_value), length(valid_values.valid_value)
        ) as letter_count
    from unknown_values
    inner join valid_values
        on unknown_values.column_name = valid_values.column_name

),

ranked_values as (

    select
        *,
        row_number() over (
            partition by column_name, observed_value
            order by difference asc nulls last, changed_letter_count asc, valid_value asc
        ) as nearness_rank
    from compared_values
    where difference is not null or changed_letter_count < letter_count

),

final as (

    select
        column_name,
        observed_value,
        valid_value as nearest_value
    from ranked_values
    where nearness_rank = 1

)

select * from final
