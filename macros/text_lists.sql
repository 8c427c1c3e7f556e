{#-
    Numbered columns of a wide record as one list of text, blanks as sent, its first element number 1.

    Usage:
        {{ list_of_columns('icd_dgns_cd', 25) }} as diagnosis_codes
        {{ list_of_columns('hmo_ind', 12, '_%02d') }} as hmo_codes
-#}
{%- macro list_of_columns(column, count, number_form='%d') -%}
    {%- set columns = [] -%}
    {%- for number in range(1, count + 1) -%}
        {%- do columns.append(column ~ number_form | format(number)) -%}
    {%- endfor -%}
    {{ return(adapter.dispatch('list_of_columns', 'medicare_claims')(columns)) }}
{%- endmacro -%}

{%- macro default__list_of_columns(columns) -%}
    [{{ columns | join(', ') }}]
{%- endmacro -%}

{%- macro spark__list_of_columns(columns) -%}
    array({{ columns | join(', ') }})
{%- endmacro -%}

{#- The first element of a list of text that is more than blanks; null where none is. -#}
{%- macro first_filled(list) -%}
    {{ return(adapter.dispatch('first_filled', 'medicare_claims')(list)) }}
{%- endmacro -%}

{%- macro default__first_filled(list) -%}
    trim(list_filter({{ list }}, lambda element: trim(element) <> '')[1])
{%- endmacro -%}

{%- macro spark__first_filled(list) -%}
    trim(element_at(filter({{ list }}, element -> trim(element) <> ''), 1))
{%- endmacro -%}

{#- Two columns, and one row per element of a list: the element, and its place from 1. -#}
{%- macro unnest_numbered(list, element, place) -%}
    {{ return(adapter.dispatch('unnest_numbered', 'medicare_claims')(list, element, place)) }}
{%- endmacro -%}

{%- macro default__unnest_numbered(list, element, place) -%}
    unnest({{ list }}) as {{ element }},
        generate_subscripts({{ list }}, 1) as {{ place }}
{%- endmacro -%}

{%- macro spark__unnest_numbered(list, element, place) -%}
    inline(transform({{ list }}, (e, i) -> struct(e as {{ element }}, i + 1 as {{ place }})))
{%- endmacro -%}

{#- The element of a list at a place, from 1. -#}
{%- macro list_element(list, place) -%}
    {{ return(adapter.dispatch('list_element', 'medicare_claims')(list, place)) }}
{%- endmacro -%}

{%- macro default__list_element(list, place) -%}
    list_extract({{ list }}, {{ place }})
{%- endmacro -%}

{%- macro spark__list_element(list, place) -%}
    element_at({{ list }}, {{ place }})
{%- endmacro -%}

{#- The elements of one list, then those of another. -#}
{%- macro joined_lists(first, second) -%}
    {{ return(adapter.dispatch('joined_lists', 'medicare_claims')(first, second)) }}
{%- endmacro -%}

{%- macro default__joined_lists(first, second) -%}
    list_concat({{ first }}, {{ second }})
{%- endmacro -%}

{%- macro spark__joined_lists(first, second) -%}
    concat(coalesce({{ first }}, array()), coalesce({{ second }}, array()))
{%- endmacro -%}

{#- One field of each struct of a list, in the list's order. -#}
{%- macro list_of_fields(list, field) -%}
    {{ return(adapter.dispatch('list_of_fields', 'medicare_claims')(list, field)) }}
{%- endmacro -%}

{%- macro default__list_of_fields(list, field) -%}
    list_transform({{ list }}, lambda element: struct_extract(element, '{{ field }}'))
{%- endmacro -%}

{%- macro spark__list_of_fields(list, field) -%}
    transform({{ list }}, element -> element.{{ field }})
{%- endmacro -%}

{#- The type of a list of text. -#}
{%- macro type_text_list() -%}
    {{ return(adapter.dispatch('type_text_list', 'medicare_claims')()) }}
{%- endmacro -%}

{%- macro default__type_text_list() -%}
    varchar[]
{%- endmacro -%}

{%- macro spark__type_text_list() -%}
    array<string>
{%- endmacro -%}
