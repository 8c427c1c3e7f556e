{#-
    References without the database's name. DuckDB takes that from the file's, so a view that named
    it would be broken in a copy of the warehouse under another name, or attached to another one.
-#}
{%- macro ref() -%}
    {{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
{%- endmacro -%}

{%- macro source() -%}
    {{ return(builtins.source(*varargs, **kwargs).include(database=false)) }}
{%- endmacro -%}
