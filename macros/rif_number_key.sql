{#- The key of a prescriber or a pharmacy of RIF, whose number's type a qualifier tells: 01 a National
    Provider Identifier, 06 one before these (UPIN), 07 a pharmacy's NCPDP number, 08 a state licence,
    11 a tax number, 99 and anything else some other number. -#}
{%- macro rif_number_key(number, type_code) -%}
    coalesce(
        case {{ type_code }}
            when '01' then 'rif_npi:'
            when '06' then 'rif_upin:'
            when '07' then 'rif_ncpdp:'
            when '08' then 'rif_licence:'
            when '11' then 'rif_tin:'
            else 'rif_other:'
        end || {{ number }},
        'unknown'
    )
{%- endmacro -%}
