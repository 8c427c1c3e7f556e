"""Views are made anew where something they are made of changed, and else left alone; those over
the lake read files of any shape, and those over several sources hold the ones that are loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pytest
import rif_loading
from building import dbt

from medicare_claims.warehouse.dbt import target_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medicare_claims.home import Home

PARENT = "stg_desynpuf__prescription_drug_events"
CHILD = "int_fills_unioned"
GRANDCHILD = "int_fills_versioned"
LINES = ("run", "--select", "int_records_superseded", "dim_beneficiary", "fact_claim_line")
UNIONS = ("int_records_unioned", "int_beneficiary_years_unioned", "int_claim_lines_unioned")
FAMILY = ("run", "--select", PARENT, CHILD, GRANDCHILD, "stg_desynpuf__carrier_claims")


@pytest.fixture
def home(built_demo: Home, copy_of: Callable[[Home], Home]) -> Home:
    return copy_of(built_demo)


def made_anew(home: Home) -> set[str]:
    results = json.loads((target_folder(home) / "run_results.json").read_text())["results"]
    return {
        result["unique_id"].split(".")[2]
        for result in results
        if result["unique_id"].startswith("model.") and result["message"] != "unchanged"
    }


def execute(home: Home, sql: str) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(sql)


def test_views_that_are_as_they_would_be_made_are_left_alone(home: Home) -> None:
    dbt(home, FAMILY)

    assert made_anew(home) == set()


def test_a_view_that_is_missing_is_made(home: Home) -> None:
    execute(home, f"drop view intermediate.{CHILD}")

    dbt(home, FAMILY)

    assert made_anew(home) == {CHILD}


def test_views_follow_the_definition_of_what_they_read(home: Home) -> None:
    execute(
        home,
        "update quality.view_definitions set definition_hash = 'that of another project'"
        f" where view_name = 'staging.{PARENT}'",
    )
    dbt(home, ("run", "--select", CHILD))
    dbt(home, ("run", "--select", GRANDCHILD))

    dbt(home, FAMILY)

    assert made_anew(home) == {PARENT, CHILD, GRANDCHILD}


def test_a_full_refresh_makes_every_view_anew(home: Home) -> None:
    dbt(home, (*FAMILY, "--full-refresh"))

    assert made_anew(home) == {PARENT, CHILD, GRANDCHILD, "stg_desynpuf__carrier_claims"}


def test_files_with_other_columns_are_read_by_the_columns_names(home: Home) -> None:
    (file, *_) = sorted((home.lake / "desynpuf" / "prescription_drug_events").rglob("*.parquet"))
    with duckdb.connect(str(home.warehouse)) as connection:
        (before,) = connection.sql(f"from staging.{PARENT}").aggregate("count(*)").fetchall()
        rows = connection.read_parquet(str(file), hive_partitioning=False)
        shape = ", ".join(sorted(set(rows.columns) - {"extra_columns"}))
        connection.execute(f"create temp table rows_kept as select {shape} from rows")
        connection.table("rows_kept").write_parquet(str(file))

    dbt(home, FAMILY)

    with duckdb.connect(str(home.warehouse)) as connection:
        assert connection.sql(f"from staging.{PARENT}").aggregate("count(*)").fetchall() == [
            before
        ]


def test_a_partial_build_sees_no_source_that_its_unions_do_not_know(
    home: Home, tmp_path: Path
) -> None:
    file = rif_loading.write_file(
        tmp_path / "carrier.csv", rif_loading.CARRIER, rif_loading.row(rif_loading.CARRIER)
    )
    rif_loading.load_all(home, file)

    dbt(home, LINES)
    assert lines_of_rif(home) == 0

    dbt(home, (*LINES, *UNIONS))
    assert lines_of_rif(home) == 1


def lines_of_rif(home: Home) -> int:
    with duckdb.connect(str(home.warehouse)) as connection:
        lines = connection.table("core.fact_claim_line").filter("source_system = 'rif'")
        return len(lines)
