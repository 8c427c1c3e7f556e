"""The models' SQL as Spark would get it, from the installed dbt and without a Spark.

dbt picks the branch of a dispatched macro by its adapter, and whether a model builds anew or on
top by looking into the warehouse. Here both are told to it, in a copy of the parsed project:

- the `spark__` branch of each of the project's macros takes the place of DuckDB's;
- dbt's own cross-engine macros keep DuckDB's spelling, but are marked as dispatched too;
- `is_incremental()` answers as asked, so the text of both kinds of build can be had;
- no query is run: what a model asks of the warehouse is answered with 0.

What stands beside the models is DuckDB's own and not rendered: hooks, strategies, the lake's
views.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode

from medicare_claims.checks.shared_sql import DISPATCHED_FROM, DISPATCHED_TO
from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dbt.contracts.graph.nodes import Macro

FIRST_BUILD = "first"
INCREMENTAL_BUILD = "incremental"

SPARK_BRANCH = "spark__"
BRANCH_TAKEN = "duckdb__"
"""What dbt looks for first, its adapter here being DuckDB's."""

IS_INCREMENTAL = "{% macro is_incremental() %}{{ return(ANSWER) }}{% endmacro %}"
NO_QUERY = "{% macro run_query(sql) %}{{ return({'rows': [[0]]}) }}{% endmacro %}"
TYPE_STRING = "{% macro duckdb__type_string() %}string{% endmacro %}"

MACRO_PARTS = re.compile(r"(\{%-?\s*macro\s.*?%\})(.*)(\{%-?\s*endmacro\s*-?%\})", re.DOTALL)


class NotRendered(ClaimsError):
    """dbt could not parse or compile the project."""


@dataclass(frozen=True, slots=True)
class RenderedModel:
    """The text of the model in the file *path* for one *kind* of build."""

    path: Path
    kind: str
    sql: str


def rendered_models(target: Path) -> Iterator[RenderedModel]:
    """Yield every model of the project in the working folder, an incremental one twice.

    *target* is the folder for dbt's artifacts; the rendered texts are left below `spark/` in it.
    Raises `NotRendered`.
    """
    manifest = _dbt(["parse", "--target-path", str(target)]).result
    assert isinstance(manifest, Manifest)
    for kind in (FIRST_BUILD, INCREMENTAL_BUILD):
        yield from _compiled(_for_spark(manifest, kind), kind, target / "spark" / kind)


def _compiled(manifest: Manifest, kind: str, target: Path) -> Iterator[RenderedModel]:
    arguments = ["compile", "--select", "resource_type:model", "--target-path", str(target)]
    execution = _dbt(arguments, manifest).result
    assert isinstance(execution, RunExecutionResult)
    names = {
        f'"{relation.schema}"."{relation.identifier}"': f"{relation.schema}.{relation.identifier}"
        for relation in [*manifest.nodes.values(), *manifest.sources.values()]
    }
    for result in execution.results:
        model = result.node
        if not isinstance(model, ModelNode):
            continue
        if kind == FIRST_BUILD or model.config.materialized == "incremental":
            sql = (model.compiled_code or "").replace(f'"{model.database}".', "")
            for quoted, name in names.items():
                sql = sql.replace(quoted, name)
            yield RenderedModel(Path(model.original_file_path), kind, sql)


def _dbt(arguments: list[str], manifest: Manifest | None = None) -> dbtRunnerResult:
    outcome = dbtRunner(manifest=manifest).invoke([*arguments, "--quiet"])
    if not outcome.success:
        reason = outcome.exception or "its messages above say why"
        raise NotRendered(f"dbt {arguments[0]} failed: {reason}")
    return outcome


def _for_spark(manifest: Manifest, kind: str) -> Manifest:
    project = manifest.metadata.project_name
    spark: Manifest = manifest.deepcopy()  # type: ignore[no-untyped-call]
    for macro in list(spark.macros.values()):
        if macro.package_name == project and macro.name.startswith(SPARK_BRANCH):
            name = macro.name.replace(SPARK_BRANCH, BRANCH_TAKEN, 1)
            _add(spark, macro, name, _marked(macro.macro_sql.replace(macro.name, name, 1)))
        elif macro.package_name != project and "utils" in Path(macro.path).parts:
            macro.macro_sql = _marked(macro.macro_sql)
    _add(spark, spark.macros["macro.dbt.default__type_string"], "duckdb__type_string", TYPE_STRING)
    answer = str(kind == INCREMENTAL_BUILD).lower()
    spark.macros["macro.dbt.is_incremental"].macro_sql = IS_INCREMENTAL.replace("ANSWER", answer)
    spark.macros["macro.dbt.run_query"].macro_sql = NO_QUERY
    return spark


def _add(manifest: Manifest, model: Macro, name: str, macro_sql: str) -> None:
    """Add a macro to the project's own, which dbt searches before any package."""
    macro = copy.copy(model)
    macro.name, macro.macro_sql = name, macro_sql
    macro.package_name = str(manifest.metadata.project_name)
    macro.unique_id = f"macro.{macro.package_name}.{name}"
    manifest.macros[macro.unique_id] = macro


def _marked(macro_sql: str) -> str:
    return MACRO_PARTS.sub(rf"\1{DISPATCHED_FROM}\2{DISPATCHED_TO}\3", macro_sql, count=1)
