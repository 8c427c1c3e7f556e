"""When `claims build` has nothing to do: only where all that a build is made of is as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from loading import load

from medicare_claims.warehouse import last_build
from medicare_claims.warehouse.dbt import target_folder
from medicare_claims.warehouse.reading import check_free, open_warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.home import Home

PROJECT = Path(__file__).resolve().parents[2]
PROJECT_PARTS = ("macros", "models", "seeds", "tests/generic", "tests/singular")
PROJECT_FILES = ("dbt_project.yml", "profiles.yml", "waivers.csv")


@pytest.fixture
def good(
    built_demo: Home,
    copy_of: Callable[[Home], Home],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Home:
    """A home whose last build was good, with the current folder a copy of the project."""
    project = tmp_path / "project"
    project.mkdir()
    for name in PROJECT_PARTS:
        shutil.copytree(PROJECT / name, project / name)
    for name in PROJECT_FILES:
        shutil.copy(PROJECT / name, project)
    monkeypatch.chdir(project)
    home = copy_of(built_demo)
    last_build.remember(home, last_build.ingredients(home))
    assert is_current(home)
    return home


def is_current(home: Home) -> bool:
    return last_build.is_current(home, last_build.ingredients(home))


def test_reading_changes_nothing(good: Home) -> None:
    with open_warehouse(good) as connection:
        connection.sql("select count(*) from core.fact_claim_line").fetchall()
    check_free(good)

    assert is_current(good)


def test_a_delivery_is_something_new(good: Home, generated: Path) -> None:
    load(good, [generated / "delivery_01"])
    assert not is_current(good)


def test_a_waiver_of_the_home_is_something_new(good: Home) -> None:
    (good.root / "waivers.csv").write_text("rule_id,record_key,reason,author,expires_on\n")
    assert not is_current(good)


@pytest.mark.parametrize("part", [*PROJECT_PARTS, *PROJECT_FILES])
def test_another_text_of_the_project_is_something_new(part: str, good: Home) -> None:
    path = Path(part)
    file = path if path.is_file() else max(path.rglob("*.*"))
    file.write_bytes(file.read_bytes() + b"\n")
    assert not is_current(good)


def test_a_file_taken_from_the_project_is_something_new(good: Home) -> None:
    next(Path("models").rglob("member_year_spend.sql")).unlink()
    assert not is_current(good)


@pytest.mark.parametrize("setting", ["CLAIMS_PERSONAL_DATA", "CLAIMS_TEST_SCOPE", "DBT_VARS"])
def test_another_setting_is_something_new(
    setting: str, good: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, "left_out")
    assert not is_current(good)


def test_a_warehouse_that_somebody_wrote_to_is_looked_at_again(good: Home) -> None:
    with duckdb.connect(str(good.warehouse)) as connection:
        connection.execute("delete from marts.member_year_spend")
    assert not is_current(good)


def test_a_warehouse_that_is_gone_is_built_again(good: Home) -> None:
    good.warehouse.unlink()
    assert not is_current(good)


def test_a_build_that_is_not_known_to_have_passed_is_made_again(good: Home) -> None:
    last_build.forget(good)
    assert not is_current(good)
    last_build.forget(good)


@pytest.mark.parametrize("damage", [lambda word: word[:40], lambda word: b"\xff" + word])
def test_a_word_that_cannot_be_read_counts_for_nothing(
    damage: Callable[[bytes], bytes], good: Home
) -> None:
    (word,) = target_folder(good).glob("last_good_build.json")
    word.write_bytes(damage(word.read_bytes()))
    assert not is_current(good)
