{#-
    How the feeds' text is read. A value that cannot be read is null, for its row is loaded all the
    same and the value becomes a finding; CMS's values, which the loader has judged, fail the build.
-#}

{#- A date written YYYY-MM-DD, and a day that there is: no calendar has a year 0, but DuckDB. -#}
{%- macro iso_date(column) -%}
    case
        when
            {{ is_all_of(text(column), '[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
            and {{ text(column) }} >= '0001'
            then try_cast({{ text(column) }} as date)
    end
{%- endmacro -%}

{#- Dollars of up to twelve digits and two decimals, of any sign; no currency sign, no thousands
    separator. The loader reads the same ones. -#}
{%- macro dollars_and_cents(column) -%}
    case
        when {{ is_all_of(text(column), '-?[0-9]{1,12}([.][0-9]{0,2})?') }}
            then try_cast({{ text(column) }} as decimal(18, 2))
    end
{%- endmacro -%}

{#- One word of a closed list, in any case, its parts with a space or an underscore between them. -#}
{%- macro listed_word(column, words) -%}
    {%- set word = 'replace(lower(' ~ text(column) ~ "), ' ', '_')" -%}
    case when {{ word }} in ('{{ words | join("', '") }}') then {{ word }} end
{%- endmacro -%}
