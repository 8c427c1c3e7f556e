{#-
    The history of who somebody is, from every row ever delivered, stale ones included, for a row that
    comes late still tells of its own time (SCD2).

    Rows stand in the order of their `version_date`; of one day the later delivery's, and of one
    file the last, is taken. A version begins where a tracked column differs from the row before: on
    the day that the row itself names for it, where a column of the place has changed and the day can
    be read, else on its `version_date`. The first reaches back to 1900.

    A newer row may say that it was so earlier than an older one knew. Later knowledge wins: a version
    lasts until the first day that any newer one claims, and one that is over before it has begun is
    left out. Of three rows, the second (March 10) says: at B Street since March 5; the third (March 20)
    says: at C Street since March 1. What is left is the first until March 1, and C Street from then on.

    Arguments:
        relation: rows with the key, the columns, `version_date` and lineage.
        key: whose versions they are.
        place: tracked columns that change on `place_date`.
        place_date: the day from which a row says that its place is so.
        others: the other tracked columns.
        overwritten: columns that every version has from the newest row.
-#}
{%- macro known_versions(relation, key, place, place_date, others, overwritten=[]) -%}
{%- set tracked = others + place -%}
with

sent_versions as (

    select
        *,
        row_number() over (
            partition by {{ key }}, version_date
            order by batch_sequence desc, source_row_number desc
        ) as newest_first
    from {{ relation }}

),

compared_versions as (

    select
        *,
        {%- for column in overwritten %}
        first_value({{ column }}) over (
            partition by {{ key }} order by version_date desc
        ) as latest_{{ column }},
        {%- endfor %}
        {{ values_together(tracked) }} as tracked_values,
        {{ values_together(place) }} as place_values,
        lag({{ values_together(tracked) }}) over (
            partition by {{ key }} order by version_date
        ) as previous_tracked_values,
        lag({{ values_together(place) }}) over (
            partition by {{ key }} order by version_date
        ) as previous_place_values,
        row_number() over (partition by {{ key }} order by version_date) as version_number
    from sent_versions
    where newest_first = 1

),

claimed_versions as (

    select
        *,
        case
            when version_number = 1 then cast('1900-01-01' as date)
            when
                (place_values is distinct from previous_place_values)
                and {{ place_date }} is not null
                then {{ within_versions(place_date) }}
            else {{ within_versions('version_date') }}
        end as begins_on
    from compared_versions
    where version_number = 1 or (tracked_values is distinct from previous_tracked_values)

),

bounded_versions as (

    select
        *,
        min(begins_on) over (
            partition by {{ key }}
            order by version_date
            rows between 1 following and unbounded following
        ) as ends_on
    from claimed_versions

),

{# What is left can have equal neighbours, where all between them was overruled. #}
standing_versions as (

    select
        *,
        lag(tracked_values) over (
            partition by {{ key }} order by version_date
        ) as previous_standing_values,
        row_number() over (partition by {{ key }} order by version_date) as standing_number
    from bounded_versions
    where ends_on is null or begins_on < ends_on

),

distinct_versions as (

    select
        *,
        lead(begins_on) over (partition by {{ key }} order by version_date) as next_begins_on
    from standing_versions
    where standing_number = 1 or (tracked_values is distinct from previous_standing_values)

),

final as (

    select
        ---------- natural keys
        {{ key }},

        ---------- tracked
        {%- for column in tracked %}
        {{ column }},
        {%- endfor %}

        ---------- overwritten
        {%- for column in overwritten %}
        latest_{{ column }} as {{ column }},
        {%- endfor %}

        ---------- dates
        begins_on as valid_from,
        coalesce(next_begins_on, cast('9999-12-31' as date)) as valid_to,
        version_date,

        ---------- flags
        next_begins_on is null as is_current

    from distinct_versions

)

select * from final
{%- endmacro -%}
