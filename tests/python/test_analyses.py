"""Every analysis compiles, reads only what is public, returns rows and keeps every dollar."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from building import leave_parsed

from medicare_claims.checks.shared_sql import findings
from medicare_claims.home import HOME_VARIABLE, Home
from medicare_claims.warehouse.dbt import target_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "analyses"
NAMES = sorted(path.stem for path in FOLDER.glob("*.sql"))
# DE-SynPUF, which the demo is made of, counts months and does not tell them: test_rif_marts.py.
OF_MONTHS = {"coverage_patterns", "enrollment_periods"}
# CMS's claims are billed to nobody whom they name: test_billing_feeds.py.
OF_FEEDS = {
    *("claim_ageing", "claims_not_billed_yet"),
    *("patients_with_surgery_by_provider", "providers_fully_covered_last_30_days"),
}
PUBLIC_SCHEMAS = {"core", "marts", "quality", "reference"}


@dataclass(frozen=True)
class Analyses:
    """The compiled analyses, and the warehouse they are compiled for."""

    warehouse: duckdb.DuckDBPyConnection
    folder: Path
    manifest: dict[str, Any]

    def sql(self, name: str) -> str:
        return (self.folder / f"{name}.sql").read_text(encoding="utf-8")

    def rows(self, name: str) -> list[dict[str, Any]]:
        result = self.warehouse.execute(self.sql(name))
        columns = [column[0] for column in result.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def value(self, sql: str) -> Any:
        row = self.warehouse.execute(sql).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture(scope="module")
def analyses(built_demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyses]:
    """Every analysis, compiled by dbt as a user compiles it."""
    target = tmp_path_factory.mktemp("analyses")
    # dbt opens the warehouse as if to write, and others read the demo meanwhile.
    home = Home(shutil.copytree(built_demo.root, tmp_path_factory.mktemp("copied") / "home"))
    shutil.copy(target_folder(leave_parsed(home)) / "partial_parse.msgpack", target)
    finished = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *("compile", "--select", "path:analyses", "--quiet"),
            *("--target-path", str(target), "--log-path", str(target)),
        ],
        cwd=ROOT,
        env={**os.environ, HOME_VARIABLE: str(home.root.resolve())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    compiled = target / "compiled" / "medicare_claims" / "analyses"
    with duckdb.connect(str(built_demo.warehouse), read_only=True) as warehouse:
        yield Analyses(warehouse=warehouse, folder=compiled, manifest=manifest)


def nodes_of(analyses: Analyses) -> dict[str, dict[str, Any]]:
    return {
        node["name"]: node
        for node in analyses.manifest["nodes"].values()
        if node["resource_type"] == "analysis"
    }


def test_there_are_at_least_sixteen_analyses() -> None:
    assert len(NAMES) >= 16


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_MONTHS - OF_FEEDS))
def test_every_analysis_returns_rows(analyses: Analyses, name: str) -> None:
    assert analyses.rows(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_analysis_is_sql_that_spark_shares(analyses: Analyses, name: str) -> None:
    sql = analyses.sql(name).replace('"warehouse".', "").replace('"', "")
    # dbt.datediff is a dispatched macro: on Spark it writes something else.
    sql = re.sub(r"date_diff\('day', \w+::timestamp, \w+::timestamp \)", "dispatched", sql)
    assert list(map(str, findings(sql))) == []


def test_every_analysis_states_its_question(analyses: Analyses) -> None:
    nodes = nodes_of(analyses)
    assert sorted(nodes) == NAMES
    assert [name for name in NAMES if "?" not in nodes[name]["description"]] == []


def test_analyses_read_only_public_tables(analyses: Analyses) -> None:
    nodes = analyses.manifest["nodes"]
    private = {
        (name, parent)
        for name, node in nodes_of(analyses).items()
        for parent in node["depends_on"]["nodes"]
        if parent.startswith("source.") or nodes[parent]["schema"] not in PUBLIC_SCHEMAS
    }
    assert private == set()


def test_the_extract_has_every_member_year_and_its_dollars(analyses: Analyses) -> None:
    rows = analyses.rows("spend_by_member_year")
    assert len(rows) == analyses.value("select count(*) from marts.member_year_spend")
    assert sum(row["total_paid_amount"] for row in rows) == analyses.value(
        "select sum(total_paid_amount) from marts.member_year_spend"
    )


def test_chapters_add_up_to_the_medical_dollars(analyses: Analyses) -> None:
    assert sum(
        row["paid_amount"] for row in analyses.rows("spend_by_diagnosis_chapter")
    ) == analyses.value("select sum(medical_paid_amount) from marts.member_year_spend")


def test_months_add_up_to_the_dated_dollars(analyses: Analyses) -> None:
    assert sum(
        row["total_paid_amount"] for row in analyses.rows("spend_by_month")
    ) == analyses.value("select sum(total_paid_amount) from marts.member_year_spend")


def test_bands_and_tenths_hold_everybody_and_every_dollar(analyses: Analyses) -> None:
    bands = analyses.rows("spend_concentration")
    assert sum(row["member_count"] for row in bands) == analyses.value(
        "select count(*) from marts.member_year_spend where is_enrolled"
    )
    tenths = analyses.rows("provider_concentration")
    assert sum(row["paid_amount"] for row in tenths) == analyses.value(
        "select sum(medical_paid_amount) from marts.member_year_spend"
    )


def test_kinds_of_care_per_member_month_add_up_to_the_total(analyses: Analyses) -> None:
    rows = analyses.rows("spend_per_member_month")
    totals = [row for row in rows if row["claim_type"] == "total"]
    assert sum(row["paid_amount"] for row in rows if row["claim_type"] != "total") == sum(
        row["paid_amount"] for row in totals
    )
    assert sum(row["month_count"] for row in totals) == analyses.value(
        "select sum(greatest(part_a_month_count, part_b_month_count))"
        " from core.fact_beneficiary_year"
    )


def test_the_lines_behind_a_member_year_add_up_to_it(analyses: Analyses) -> None:
    lines = analyses.rows("claim_lines_behind_a_member_year")
    assert sum(row["paid_amount"] for row in lines) == analyses.value(
        "select max(medical_paid_amount) from marts.member_year_spend"
    )


def test_reconciliation_counts_each_member_year_once_a_measure(analyses: Analyses) -> None:
    rows = analyses.rows("reconciliation_by_measure_and_sample")
    assert sum(row["member_year_count"] for row in rows) == 9 * analyses.value(
        "select count(*) from core.fact_beneficiary_year"
    )
    assert {row["status"] for row in rows} == {"matched"}


def test_2010_is_never_called_comparable(analyses: Analyses) -> None:
    comparable = {
        (row["claim_year"], row["is_comparable"]) for row in analyses.rows("year_over_year_change")
    }
    assert comparable == {(2008, False), (2009, True), (2010, False)}


def test_a_readmission_follows_a_discharge(analyses: Analyses) -> None:
    stays = analyses.warehouse.execute(
        """
        select beneficiary_id, min(admission_date), max(discharge_date)
        from core.fact_claim_line
        where claim_type = 'inpatient' and is_countable
        group by beneficiary_id, claim_key
        order by 1, 2, 3
        """
    ).fetchall()
    episodes: list[list[Any]] = []
    for beneficiary, admission, discharge in stays:
        if episodes and episodes[-1][0] == beneficiary and admission <= episodes[-1][2]:
            episodes[-1][2] = max(episodes[-1][2], discharge)
        else:
            episodes.append([beneficiary, admission, discharge])
    last = max(episode[2] for episode in episodes)
    index = {
        number: episode
        for number, episode in enumerate(episodes)
        if (last - episode[2]).days >= 30
    }
    readmitted = [
        number
        for number, episode in index.items()
        if number + 1 < len(episodes)
        and episodes[number + 1][0] == episode[0]
        and (episodes[number + 1][1] - episode[2]).days <= 30
    ]
    rows = analyses.rows("readmissions_within_30_days")
    assert sum(row["episode_count"] for row in rows) == len(index)
    assert sum(row["readmission_count"] for row in rows) == len(readmitted)
