{#- The versions of each key cover all of time once: the first from 1900-01-01, each next one from where
    the one before ends, the last, and only it, current and up to 9999-12-31. -#}
{% test contiguous_versions(model, key) %}

with

neighbours as (

    select
        *,
        lag(valid_to) over (
            partition by {{ key | join(', ') }} order by valid_from
        ) as previous_valid_to,
        lead(valid_from) over (
            partition by {{ key | join(', ') }} order by valid_from
        ) as next_valid_from
    from {{ model }}

)

select *

from neighbours

where
    valid_from >= valid_to
    or valid_from <> coalesce(previous_valid_to, cast('1900-01-01' as date))
    or (next_valid_from is null) <> is_current
    or (next_valid_from is null and valid_to <> cast('9999-12-31' as date))

{% endtest %}
