"""The docs site: one folder of files that opens offline, over the warehouse as it is built.

- `index.html`, the entrance: what the public tables hold;
- `models.html`, dbt's own docs: every model, column, test and source, with the model graph;
- `lineage.html`, column-level lineage, and `lineage.json`, the same as data.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medicare_claims.errors import ClaimsError
from medicare_claims.warehouse.dbt import DbtError, run_dbt, target_folder
from medicare_claims.warehouse.docs_page import LAYER_TITLES, PublicTable, index_page
from medicare_claims.warehouse.reading import open_warehouse

if TYPE_CHECKING:
    from medicare_claims.home import Home

SITE_FOLDER = "site"

# The pages of other tools get it too: whatever they try, a browser fetches nothing for them.
CONTENT_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'unsafe-inline\''
    " 'unsafe-eval' data: blob:; connect-src data: blob:; form-action 'none'\">"
)


class DocsError(ClaimsError):
    """The site cannot be made; the sentence says why and what to do."""


def build_docs(home: Home, folder: Path | None = None) -> Path:
    """Make the site of *home*'s warehouse in *folder*, by default `site` below the home.

    Returns its `index.html`. Other files in *folder* stay as they are. Raises `WarehouseError`
    where there is no warehouse, `DocsError` where it does not hold every model, `DbtError` where
    dbt cannot describe it.
    """
    with open_warehouse(home):
        pass
    if run_dbt(home, ["docs", "generate", "--static"]) != 0:
        raise DbtError(f"dbt could not describe {home.warehouse}: see what it printed above")
    target = target_folder(home)
    manifest = _read_json(target / "manifest.json")
    catalog = _read_json(target / "catalog.json")
    _check_built(manifest, catalog, home)

    site = folder or home.root / SITE_FOLDER
    try:
        site.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=site, prefix=".making-") as making:
            files = _lineage_files(manifest, target / "catalog.json", Path(making)) | {
                "models.html": (target / "static_index.html").read_text(encoding="utf-8"),
                "index.html": index_page(_public_tables(manifest, catalog)),
            }
            for name, text in files.items():
                made = Path(making) / name
                made.write_text(_sealed(text) if made.suffix == ".html" else text, "utf-8")
                made.replace(site / name)
    except OSError as error:
        raise DocsError(f"the docs site cannot be written to {site}: {error}") from error
    return site / "index.html"


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def _check_built(manifest: dict[str, Any], catalog: dict[str, Any], home: Home) -> None:
    models = _models(manifest)
    missing = sorted(node["name"] for name, node in models.items() if name not in catalog["nodes"])
    if missing:
        raise DocsError(
            f"{len(missing)} of {len(models)} models are not in {home.warehouse}, {missing[0]}"
            " for one: run `claims build` first"
        )


def _lineage_files(manifest: dict[str, Any], catalog: Path, making: Path) -> dict[str, str]:
    try:
        from medicare_claims.warehouse.lineage import write_lineage
    except ImportError as error:
        raise DocsError(
            f"the lineage's tools are not installed ({error}): run `make setup`"
        ) from error
    lineage = write_lineage(manifest, catalog, making / "lineage")
    return {
        "lineage.html": lineage.html.read_text(encoding="utf-8"),
        "lineage.json": lineage.json.read_text(encoding="utf-8"),
    }


def _public_tables(manifest: dict[str, Any], catalog: dict[str, Any]) -> list[PublicTable]:
    tables = [
        PublicTable(
            unique_id=name,
            layer=node["schema"],
            name=node["name"],
            description=node["description"].strip(),
            column_count=len(catalog["nodes"][name]["columns"]),
        )
        for name, node in _models(manifest).items()
        if node["schema"] in LAYER_TITLES
    ]
    layers = list(LAYER_TITLES)
    return sorted(tables, key=lambda table: (layers.index(table.layer), table.name))


def _sealed(html: str) -> str:
    return html.replace("<head>", f"<head>{CONTENT_POLICY}", 1)
