"""Changes that generated deliveries do not make: hand-written, one of each kind."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build, build_tables
from changed_files import OTHER, PERSON, first_files, later_files
from comparing import differing_tables
from loading import load

from medicare_claims.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def changed(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse built after the first files, and again after the later ones."""
    folder = tmp_path_factory.mktemp("changed")
    home = Home(shutil.copytree(empty.root, folder / "home"))
    load(home, first_files(folder / "first"), is_partial=True)
    build_tables(home)
    load(home, later_files(folder / "later"), is_partial=True)
    build(home)
    return home


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_it_equals_a_full_refresh(
    changed: Home, empty: Home, tmp_path: Path, copy_of: Callable[[Home], Home]
) -> None:
    fresh = copy_of(empty)
    load(fresh, first_files(tmp_path / "first"), is_partial=True)
    load(fresh, later_files(tmp_path / "later"), is_partial=True)
    build_tables(fresh, full_refresh=True)

    assert differing_tables(changed, fresh, without=("loaded_at",)) == {}


def test_a_member_year_that_is_left_with_nothing_is_gone(changed: Home) -> None:
    years = rows(
        changed,
        "select beneficiary_id, claim_year, medical_paid_amount::varchar"
        " from marts.member_year_spend order by all",
    )

    assert years == [
        (PERSON, 2008, "60.00"),
        (PERSON, 2009, "1240.00"),
        (OTHER, 2008, "0.00"),
        (OTHER, 2009, "0.00"),
    ]


def test_a_segment_that_is_gone_is_counted_nowhere(changed: Home) -> None:
    assert rows(
        changed,
        "select sum(claim_line_count) from marts.member_year_spend"
        f" where beneficiary_id = '{OTHER}'",
    ) == [(0,)]


def test_codes_that_a_claim_no_longer_has_leave_the_bridges(changed: Home) -> None:
    assert rows(changed, "select count(*) from core.bridge_claim_diagnosis") == [(0,)]
    assert rows(changed, "select count(*) from core.bridge_claim_procedure") == [(0,)]
    assert rows(
        changed, "select count(*) from core.dim_diagnosis where diagnosis_code = '4280'"
    ) == [(1,)]


def test_versions_that_became_one_are_one_in_every_fact(changed: Home) -> None:
    assert rows(
        changed,
        "select distinct beneficiary_key from core.fact_claim_line"
        f" where beneficiary_id = '{PERSON}'",
    ) == [(f"desynpuf:{PERSON}@1900-01-01",)]


def test_of_a_claim_sent_twice_in_one_file_each_lines_last_row_counts(changed: Home) -> None:
    assert rows(
        changed,
        "select line_number, paid_amount::integer, source_row_number from core.fact_claim_line"
        " where claim_type = 'carrier' order by 1",
    ) == [(1, 90, 2), (2, 20, 1), (3, 30, 2)]
