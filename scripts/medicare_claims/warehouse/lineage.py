"""Column-level lineage of the models, by dbt-colibri, as one HTML file that opens offline.

dbt-colibri reads the compiled SQL with sqlglot, which cannot follow two things that the models do:
names without a database, and `unpivot`. Both are spelled out for it in a copy of the manifest.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlglot
from dbt_colibri.lineage_extractor.extractor import (  # type: ignore[import-untyped]
    DbtColumnLineageExtractor,
)
from dbt_colibri.report.generator import (  # type: ignore[import-untyped]
    DbtColibriReportGenerator,
)
from sqlglot import exp

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from pathlib import Path

DIALECT = "duckdb"


class LineageError(ClaimsError):
    """The lineage of at least one model is not whole; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The report as a page and as data: `lineage.edges` lists pairs of columns."""

    html: Path
    json: Path


def write_lineage(manifest: dict[str, Any], catalog: Path, folder: Path) -> Lineage:
    """Write the lineage of *manifest*'s models into *folder*.

    *manifest* and the file *catalog* are dbt's, compiled and of the same warehouse.
    Raises `LineageError` where a table or a whole model is lost: dbt-colibri itself only logs it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    readable = folder / "manifest.json"
    readable.write_text(json.dumps(_readable_manifest(manifest)), encoding="utf-8")
    logging.getLogger("colibri").setLevel(logging.ERROR)
    extractor = DbtColumnLineageExtractor(str(readable), str(catalog))
    report = DbtColibriReportGenerator(extractor, disable_telemetry=True)
    report.manifest = manifest  # whose SQL the page shows
    report.generate_report(output_dir=str(folder))
    lineage = Lineage(html=folder / "index.html", json=folder / "colibri-manifest.json")
    _check(json.loads(lineage.json.read_text(encoding="utf-8")), folder)
    return lineage


def _check(report: dict[str, Any], folder: Path) -> None:
    unknown = sorted(node for node in report["nodes"] if node.startswith("_"))
    if unknown:
        raise LineageError(f"lineage reads a table that no model or source is: {unknown[0]}")
    errors = folder / "colibri-parsing-errors.json"
    if errors.exists():
        raise LineageError(f"lineage could not read every model: {errors.read_text('utf-8')}")


def _readable_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    return manifest | {
        "nodes": {
            name: node | {"compiled_code": _readable_sql(node["compiled_code"], node["database"])}
            if node["resource_type"] == "model"
            else node
            for name, node in manifest["nodes"].items()
        }
    }


def _readable_sql(sql: str, database: str) -> str:
    tree = sqlglot.parse_one(sql, read=DIALECT)
    for table in list(tree.find_all(exp.Table)):
        if table.db and not table.catalog:
            table.set("catalog", exp.to_identifier(database, quoted=True))
        for pivot in table.args.get("pivots") or []:
            if pivot.unpivot:
                table.replace(_unpivoted(table, pivot))
    return tree.sql(dialect=DIALECT)


def _unpivoted(table: exp.Table, pivot: exp.Pivot) -> exp.Subquery:
    """Return what the unpivoted *table* reads its columns from, though not how many rows."""
    (value,) = pivot.expressions
    (field,) = pivot.fields
    sources = [column.copy() for column in field.expressions]
    plain = table.copy()
    plain.set("pivots", None)
    return (
        exp.select(
            exp.Star(),
            exp.alias_(exp.func("coalesce", *sources), value.name),
            exp.alias_(exp.Literal.string(sources[0].name), field.this.name),
        )
        .from_(plain)
        .subquery(table.alias_or_name)
    )
