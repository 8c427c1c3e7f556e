"""What dbt works out anew for every node and query though it stays the same, worked out once.

A small build is nothing but dbt's own work: of its time DuckDB has less than a tenth. What dbt
makes of the project stays the same, and the commands run dbt as it is.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from dbt.context.macros import MacroNamespace
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import MacroFuzzEnvironment, get_template, template_cache
from sqlparse.engine import grouping

if TYPE_CHECKING:
    from types import CodeType

    from agate import TypeTester
    from dbt.contracts.graph.manifest import Manifest
    from sqlparse.sql import Statement

_compile = MacroFuzzEnvironment.compile
_compiled: dict[tuple[type, str], CodeType] = {}
_new_type_tester = cache(agate_helper.build_type_tester)


def remember() -> None:
    """Have dbt remember what it compiles, which macro a name means, and how to tell types.

    And leave out what it does not look at: it parses the statement of a unit test to find its
    first `with`, but not what the words after it belong to.
    """
    MacroFuzzEnvironment.compile = _compile_once
    agate_helper.build_type_tester = _type_tester
    MacroNamespace._keys = lambda namespace: _members(namespace).keys()
    MacroNamespace.__getitem__ = lambda namespace, name: _members(namespace)[name]
    grouping.group = _ungrouped


def compile_templates(manifest: Manifest) -> None:
    """Compile what runs would compile: each is known by its text, which may be changed."""
    for macro in manifest.macros.values():
        template_cache.get_node_template(macro)
    for node in manifest.nodes.values():
        get_template(node.raw_code, {}, node)


def _compile_once(
    environment: MacroFuzzEnvironment, source: Any, *arguments: Any, **options: Any
) -> CodeType:
    """Compile *source*, which depends on nothing but the kind of its environment."""
    if arguments or options or not isinstance(source, str):
        return _compile(environment, source, *arguments, **options)
    key = (type(environment), source)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source)
    return _compiled[key]


def _type_tester(
    text_columns: set[str] | tuple[str, ...],
    string_null_values: tuple[str, ...] = ("null", ""),
) -> TypeTester:
    return _new_type_tester(frozenset(text_columns), string_null_values)


def _members(namespace: MacroNamespace) -> dict[str, Any]:
    """Return what each name means, rather than search five places for each of a thousand."""
    if "members" not in vars(namespace):
        namespace.members = {}
        for place in reversed(list(namespace._search_order())):
            namespace.members.update(place)
    return namespace.members


def _ungrouped(statement: Statement) -> Statement:
    return statement
