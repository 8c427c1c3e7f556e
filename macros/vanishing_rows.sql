{#-
    The clauses of a merge that also deletes: a source row that fulfils *is_vanished* stands for one
    that new deliveries left with nothing. It deletes its row, and is never inserted.
-#}
{%- macro vanishing_rows(is_vanished) -%}
    {{ return({
        'when_matched': [
            {'action': 'delete', 'condition': is_vanished},
            {'action': 'update', 'mode': 'by_name'},
        ],
        'when_not_matched': [
            {'action': 'insert', 'mode': 'by_name', 'condition': 'not (' ~ is_vanished ~ ')'},
        ],
    }) }}
{%- endmacro -%}
