{#-
    A pre-hook of the facts, inside their transaction: rows of persons whose Beneficiary Summary
    changed get the version that is now valid on their date. Other rows are not written.

    Arguments:
        date_expression: the fact's day, of `fact`; a claim line's by default.
-#}
{%- macro rekey_beneficiary_versions(date_expression=none) -%}
    {%- if execute and is_incremental() %}
    update {{ this }} as fact
    set beneficiary_key = versions.beneficiary_key
    from {{ ref('dim_beneficiary') }} as versions
    where
        fact.source_system = versions.source_system
        and fact.beneficiary_id = versions.beneficiary_id
        and {{ date_expression or version_date('fact') }} >= versions.valid_from
        and {{ date_expression or version_date('fact') }} < versions.valid_to
        and fact.beneficiary_key <> versions.beneficiary_key
        and (versions.source_system, versions.beneficiary_id) in (
            select distinct source_system, beneficiary_id
            from {{ ref('int_records_unioned') }}
            where {{ describes_person() }} and {{ is_new_batch() }}
        )
    {%- endif -%}
{%- endmacro -%}
