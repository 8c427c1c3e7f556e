"""The docs site: what it describes, and that it opens without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import duckdb
import pytest
from building import leave_parsed

from medicare_claims.home import Home
from medicare_claims.warehouse.docs import DocsError, build_docs

PAGES = ("index.html", "models.html", "lineage.html")

LOADING_ATTRIBUTES = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "embed": "src",
}


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture(scope="module")
def site(built_demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in a folder that holds somebody's notes."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "notes.txt").write_text("mine")
    (folder / "index.html").write_text("an older site")
    # dbt opens what it describes as if to write, and others read the demo meanwhile.
    copied = Home(shutil.copytree(built_demo.root, tmp_path_factory.mktemp("copied") / "home"))
    assert build_docs(leave_parsed(copied), folder) == folder / "index.html"
    return folder


@pytest.fixture(scope="module")
def described(site: Path) -> dict[str, Any]:
    """The manifest and the catalog that dbt's page carries in itself."""
    page = (site / "models.html").read_text(encoding="utf-8")
    parts = {}
    for part in ("manifest", "catalog"):
        start = page.index(f'{part}:{{"metadata"') + len(part) + 1
        parts[part], _ = json.JSONDecoder().raw_decode(page, start)
    return parts


@pytest.fixture(scope="module")
def edges(site: Path) -> set[tuple[str, str]]:
    """Pairs of columns, `model.column`, the second made from the first."""
    report = json.loads((site / "lineage.json").read_text(encoding="utf-8"))
    return {
        (
            f"{short(edge['source'])}.{edge['sourceColumn']}",
            f"{short(edge['target'])}.{edge['targetColumn']}",
        )
        for edge in report["lineage"]["edges"]
        if edge["sourceColumn"] and edge["targetColumn"] and edge.get("edgeType") is None
    }


def short(unique_id: str) -> str:
    return unique_id.rsplit(".", 1)[-1]


def test_the_folder_holds_the_site_and_what_was_there_before(site):
    assert {path.name for path in site.iterdir()} == {*PAGES, "lineage.json", "notes.txt"}
    assert (site / "notes.txt").read_text() == "mine"
    assert "an older site" not in (site / "index.html").read_text(encoding="utf-8")


def test_every_column_of_the_warehouse_is_there_with_its_type_and_meaning(described, built_demo):
    with duckdb.connect(str(built_demo.warehouse), read_only=True) as connection:
        built = set(
            connection.execute(
                """
                select table_schema, table_name, column_name, data_type
                from information_schema.columns
                where table_schema in ('staging', 'intermediate', 'core', 'marts')
                """
            ).fetchall()
        )
    models = [
        (node, described["catalog"]["nodes"][unique_id])
        for unique_id, node in described["manifest"]["nodes"].items()
        if node["resource_type"] == "model"
    ]
    told = {
        (node["schema"], node["name"], name, table["columns"][name]["type"])
        for node, table in models
        for name, column in node["columns"].items()
        if column["description"]
    }
    assert ("core", "fact_claim_line", "paid_amount", "DECIMAL(18,2)") in built
    assert built <= told


@pytest.mark.parametrize(
    ("column", "made_from"),
    [
        ("member_year_spend.carrier_paid_amount", {"fact_claim_line.paid_amount"}),
        (
            "int_claim_lines_unioned.paid_amount",
            {
                "int_desynpuf_inpatient_lines.paid_amount",
                "int_desynpuf_outpatient_lines.paid_amount",
                "int_desynpuf_carrier_lines.paid_amount",
            },
        ),
        ("stg_desynpuf__inpatient_claims.claim_payment_amount", {"inpatient_claims.clm_pmt_amt"}),
        # Through an unpivot: the code comes from any of the numbered columns.
        (
            "int_desynpuf_claim_diagnoses.diagnosis_key",
            {
                "stg_desynpuf__carrier_claims.diagnosis_code_08",
                "stg_desynpuf__inpatient_claims.diagnosis_code_10",
            },
        ),
        (
            "int_providers_named.provider_key",
            {
                "int_claim_lines_unioned.billing_provider_key",
                "int_claim_lines_unioned.other_provider_key",
            },
        ),
    ],
)
def test_lineage_tells_what_a_column_is_made_from(edges, column, made_from):
    assert made_from <= {source for source, target in edges if target == column}


def test_a_marts_dollars_lead_back_to_the_fields_of_cms_files(edges):
    seen: set[str] = set()
    upstream = {"member_year_spend.total_paid_amount"}
    while upstream:
        seen |= upstream
        upstream = {source for source, target in edges if target in upstream} - seen
    assert {
        "inpatient_claims.clm_pmt_amt",
        "inpatient_claims.clm_pass_thru_per_diem_amt",
        "outpatient_claims.clm_pmt_amt",
        "carrier_claims.lines",
        "prescription_drug_events.tot_rx_cst_amt",
    } <= seen


def test_no_model_is_without_lineage(described, edges):
    reading = {
        node["name"]
        for node in described["manifest"]["nodes"].values()
        if node["resource_type"] == "model" and node["depends_on"]["nodes"]
    }
    assert reading <= {target.split(".")[0] for _, target in edges}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_loads_anything_from_a_network(site, page):
    tags = Tags(site / page).found
    loads = [
        attributes[LOADING_ATTRIBUTES[tag]]
        for tag, attributes in tags
        if LOADING_ATTRIBUTES.get(tag) in attributes
    ]
    assert [load for load in loads if urlsplit(load).netloc] == []
    policies = [
        attributes["content"]
        for tag, attributes in tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert "default-src 'unsafe-inline' 'unsafe-eval' data: blob:;" in policies[0]
    assert "http" not in policies[0]


def test_every_link_of_the_entrance_leads_to_a_table_of_the_site(site, described):
    links = [
        urlsplit(attributes["href"])
        for tag, attributes in Tags(site / "index.html").found
        if tag == "a"
    ]
    assert {link.path for link in links} == {"models.html", "lineage.html"}
    tables = {unquote(link.fragment.removeprefix("!/model/")) for link in links if link.fragment}
    tables |= {name for link in links for name in parse_qs(link.query).get("model", [])}
    assert "model.medicare_claims.member_year_spend" in tables
    assert tables <= described["manifest"]["nodes"].keys()


def test_without_a_warehouse_the_command_says_what_to_do(tmp_path):
    refused = subprocess.run(
        [str(Path(sys.executable).with_name("claims")), "docs"],
        env={**os.environ, "CLAIMS_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "run `claims build` first" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_warehouse_without_its_models_is_refused_and_nothing_is_written(tmp_path):
    home = Home(tmp_path)
    duckdb.connect(str(home.warehouse)).close()
    with pytest.raises(DocsError, match=r"models are not in .+: run `claims build` first"):
        build_docs(home)
    assert not (tmp_path / "site").exists()
