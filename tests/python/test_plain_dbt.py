"""Plain `dbt build` is a first-class way to run the project, whatever is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from building import build, leave_parsed
from loading import load

from medicare_claims.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROJECT = Path(__file__).parents[2]


def dbt(home: Home, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run dbt as a person would, in the project's root."""
    environment: Mapping[str, str] = {
        **os.environ,
        "CLAIMS_HOME": str(home.root),
        "DBT_TARGET_PATH": str(home.root / "target"),
        "DBT_LOG_PATH": str(home.root / "logs"),
        **variables,
    }
    return subprocess.run(
        [Path(sys.executable).with_name("dbt"), *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def count(home: Home, table: str) -> int:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


def test_builds_and_tests_every_model_with_nothing_loaded(tmp_path: Path) -> None:
    home = leave_parsed(Home(tmp_path))

    built = dbt(home, "build")

    assert built.returncode == 0, built.stdout
    assert count(home, "core.fact_claim_line") == 0
    assert count(home, "core.dim_diagnosis where diagnosis_key = 'unknown'") == 1


def test_claims_before_their_beneficiaries_build_and_go_on_when_the_rest_comes(
    first_delivery: list[Path], empty: Home, copy_of: Callable[[Home], Home]
) -> None:
    home = copy_of(empty)
    carrier_files = [file for file in first_delivery if "Carrier" in file.name]
    load(home, carrier_files, sample=1)
    build(home)
    assert count(home, "core.dim_beneficiary where not is_inferred") == 0
    assert count(home, "core.fact_claim_line") > 0

    load(home, [file for file in first_delivery if file not in carrier_files])
    build(home)

    assert count(home, "marts.member_year_reconciliation where status <> 'matched'") == 0
    assert count(home, "core.dim_beneficiary where is_inferred") == 1  # the unknown one
