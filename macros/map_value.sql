{#- The value of a key in a map; null where the map does not have it, or is null. -#}
{%- macro map_value(map, key) -%}
    {{ return(adapter.dispatch('map_value', 'medicare_claims')(map, key)) }}
{%- endmacro -%}

{%- macro default__map_value(map, key) -%}
    map_extract_value({{ map }}, '{{ key }}')
{%- endmacro -%}

{%- macro spark__map_value(map, key) -%}
    element_at({{ map }}, '{{ key }}')
{%- endmacro -%}
