"""The bench: its baseline gives the marts' answer, and no cost has grown tenfold beside it.

Ratios only, within one run: a time of its own says nothing on another machine. The bounds are
three to four times what was measured: a busy machine does not trip them, and a tenfold does.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import TABLES, dbt

from bench.answers import compare
from bench.data import KINDS, Size
from bench.measuring import BenchError, Cost, measure
from bench.project import MEMORY_VARIABLE, environment, load
from bench.timeline import GROUPS, START_UP, TESTS, seconds_by_group
from medicare_claims.errors import UsageError
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.home import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

BENCH = Path(__file__).parents[2] / "bench"
SCRIPT = BENCH / "duckdb_script.sql"

PERSONS = 1_000
"""Enough that rows, and not only dbt's own work, take their time."""

MOST_OF_LOAD = 14.0
"""Processor time of a load, beside that of the script."""
MOST_OF_TABLES = 80.0
"""Seconds of all tables, one after the other, beside those of the script."""
MOST_OF_A_TABLE = 0.4
"""Of the seconds of all tables; the largest fact has a sixth."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A small sample, loaded and built, and answered by the script in folder *answer*."""

    files: Path
    home: Home
    answer: Path
    script: Cost
    load: Cost
    seconds: Mapping[str, float]
    """Of each table."""


@pytest.fixture(scope="module")
def measured(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("bench")
    files = folder / "csv"
    options = GenerateOptions(seed=5, beneficiaries=PERSONS, file_format="csv")
    generate_desynpuf(options, files)
    home = Home(Path(shutil.copytree(empty.root, folder / "home")))
    load_cost = measure(
        load(sorted(files.glob("*.csv"))),
        folder=folder,
        scratch=folder,
        environment=environment(home, "1GB"),
    )
    dbt(home, [*TABLES, "--full-refresh", "--write-json"])
    answer = folder / "answer"
    script_cost = run_script(SCRIPT, files, answer)
    written = (home.root / "target" / "run_results.json").read_text(encoding="utf-8")
    seconds = {
        result["unique_id"]: result["execution_time"]
        for result in json.loads(written)["results"]
        if result["unique_id"].startswith("model.")
    }
    return Measured(files, home, answer, script_cost, load_cost, seconds)


def run_script(script: Path, files: Path, folder: Path) -> Cost:
    folder.mkdir()
    inputs = folder / "inputs.json"
    lists = {kind: sorted(map(str, files.glob(names))) for kind, names in KINDS.items()}
    inputs.write_text(json.dumps(lists), encoding="utf-8")
    return measure(
        [sys.executable, BENCH / "duckdb_script.py", script, inputs],
        folder=folder,
        scratch=folder,
        environment={MEMORY_VARIABLE: "1GB"},
    )


# --- the answer ---------------------------------------------------------------------------------


def test_the_duckdb_script_gives_the_answer_of_the_marts(measured: Measured) -> None:
    comparisons = compare(measured.home.warehouse, measured.answer)

    assert [str(one) for one in comparisons if not one.is_same] == []
    assert all(one.row_count > 2 * PERSONS for one in comparisons)


@pytest.mark.parametrize(
    ("rule", "broken", "tables"),
    [
        ("and line.allowed > 0", "", {"member_year_spend", "member_year_top_diagnoses"}),
        ("line.deductible + line.coinsurance end", "null end", {"member_year_spend"}),
        (
            "coalesce(line.diagnosis, first_diagnosis)",
            "line.diagnosis",
            {"member_year_top_diagnoses"},
        ),
        ("'claims': -claims", "'claims': claims", {"member_year_top_diagnoses"}),
    ],
)
def test_a_script_with_a_wrong_rule_is_found_out(
    rule: str, broken: str, tables: set[str], measured: Measured, tmp_path: Path
) -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count(rule) == 1
    wrong = tmp_path / "wrong.sql"
    wrong.write_text(text.replace(rule, broken), encoding="utf-8")

    run_script(wrong, measured.files, tmp_path / "answer")
    comparisons = compare(measured.home.warehouse, tmp_path / "answer")

    assert {one.table for one in comparisons if not one.is_same} == tables


def test_an_answer_with_other_columns_or_money_that_is_no_decimal_is_refused(
    measured: Measured, tmp_path: Path
) -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    spend, diagnoses = "member_year_spend.parquet", "member_year_top_diagnoses.parquet"
    shutil.copy(measured.answer / diagnoses, tmp_path / spend)
    with pytest.raises(ValueError, match=r"has or lacks the columns .*is_enrolled"):
        compare(measured.home.warehouse, tmp_path)

    wrong = tmp_path / "wrong.sql"
    wrong.write_text(text.replace("as medical_paid_amount", "::double as medical_paid_amount"))
    run_script(wrong, measured.files, tmp_path / "answer")
    with pytest.raises(ValueError, match="medical_paid_amount of the script is DOUBLE"):
        compare(measured.home.warehouse, tmp_path / "answer")


# --- the guard ----------------------------------------------------------------------------------


def test_a_load_costs_no_tenfold_beside_the_script(measured: Measured) -> None:
    assert measured.load.cpu / measured.script.cpu < MOST_OF_LOAD


def test_the_tables_cost_no_tenfold_beside_the_script(measured: Measured) -> None:
    assert sum(measured.seconds.values()) / measured.script.wall < MOST_OF_TABLES


def test_no_table_costs_nearly_half_of_all(measured: Measured) -> None:
    longest = max(measured.seconds, key=lambda name: measured.seconds[name])

    assert measured.seconds[longest] / sum(measured.seconds.values()) < MOST_OF_A_TABLE, longest


# --- what it measures with ----------------------------------------------------------------------


def test_a_process_is_measured_with_its_children_and_nothing_of_its_parent(
    tmp_path: Path,
) -> None:
    ballast = bytearray(400_000_000)
    child = "block = bytearray(90_000_000); sum(range(6_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    cost = measure([sys.executable, "-c", parent], folder=tmp_path, scratch=tmp_path)

    assert len(ballast) > 200_000_000 > cost.peak_bytes > 90_000_000
    assert 0.05 < cost.cpu < cost.wall + 0.2


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"exit status 3; it printed, at last:\nno luck"):
        measure(
            [sys.executable, "-c", "print('no luck'); raise SystemExit(3)"],
            folder=tmp_path,
            scratch=tmp_path,
        )


def test_every_second_of_a_build_is_told_once(measured: Measured) -> None:
    parts = seconds_by_group(measured.home.root / "target", wall=100.0)

    assert set(parts) == set(GROUPS)
    assert sum(parts.values()) == pytest.approx(100.0)
    assert parts[TESTS] == 0
    assert parts["core"] > parts["findings"] > 0
    assert parts[START_UP] < 100


@pytest.mark.parametrize(
    ("scale", "size"),
    [(0.1, Size(1, 11_635)), (1, Size(1, 116_352)), (3, Size(3, 116_352))],
)
def test_a_scale_is_a_part_of_a_sample_or_several_whole_ones(scale: float, size: Size) -> None:
    assert Size.of(scale) == size


@pytest.mark.parametrize("scale", [0, -1, 1.5, 21, float("nan")])
def test_other_scales_are_wrong_use(scale: float) -> None:
    with pytest.raises(UsageError, match=r"SCALE=.*give a part of a sample"):
        Size.of(scale)
