"""Incremental equals full refresh: deliveries drawn at random, built now and then, equal
a full refresh over them, and an oracle of the version rule that knows nothing of the models.

The seed of a series is in its test's name: `make equivalence SEED=<seed> RUNS=1` runs it alone.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
from comparing import differing_tables
from equivalence.changes import CHANGES
from equivalence.feeds import QUERIES, current_feeds, lay_out_feeds
from equivalence.oracle import current
from equivalence.rif import CURRENT_ROWS, current_rif, lay_out_rif
from equivalence.running import member_years, rows, run_steps, what_is_current
from equivalence.schedules import PEOPLE
from equivalence.series import draw_series, lay_out
from equivalence.warehouses import fully_refreshed
from feed_files import load_one as load_feed
from loading import DATASETS
from rif_loading import load_one as load_rif

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from equivalence.series import Course

    from medicare_claims.home import Home

    LaidOut = Callable[..., Course]

RUNS = int(os.environ.get("CLAIMS_EQUIVALENCE_RUNS") or 18)
"""How many schedules to run, those in another order aside."""
FIRST_SEED = int(os.environ.get("CLAIMS_EQUIVALENCE_SEED") or 1)
SCHEDULES = 18
"""In one series, which shares files and builds."""
SEEDS = range(FIRST_SEED, FIRST_SEED + -(-RUNS // SCHEDULES))

FEW_SCHEDULES = 4
FEW_SEEDS = SEEDS[::8]
"""Of series that rebuild everything on the way, or compare two orders."""

LINEAGE = (
    *("batch_sequence", "batch_id", "source_row_number", "loaded_at"),
    "superseded_by_batch_sequence",
)
TABLES_OF_LINEAGE = (
    "core.bridge_member_year_delivery",
    "intermediate.int_records_superseded",
    "quality.",
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> LaidOut:
    """Series laid out once: of a seed, whether deliveries agree, whether some are retracted."""

    @cache
    def laid_out(seed: int, *, agrees: bool = False, retracts: bool = False) -> Course:
        schedules = FEW_SCHEDULES if agrees or retracts else SCHEDULES
        series = draw_series(seed, schedules=schedules, agrees=agrees, retracts=retracts)
        return lay_out(series, tmp_path_factory.mktemp("files") / "files")

    return laid_out


@pytest.mark.parametrize("seed", SEEDS, ids="seed {}".format)
def test_deliveries_built_in_any_steps_equal_a_full_refresh_and_the_oracle(
    seed: int, course: LaidOut, empty: Home, tmp_path: Path
) -> None:
    home, delivered = run_steps(course(seed).steps, empty, tmp_path / "home")
    expected = current(delivered)

    fresh = fully_refreshed(home, empty, tmp_path / "fresh", is_tested=bool(seed % 2))
    assert differing_tables(home, fresh, without=("loaded_at",)) == {}
    assert what_is_current(home) == expected
    assert member_years(home) == expected.member_years


@pytest.mark.parametrize("seed", FEW_SEEDS, ids="seed {}".format)
def test_deliveries_that_are_retracted_count_as_if_they_had_never_come(
    seed: int, course: LaidOut, empty: Home, tmp_path: Path
) -> None:
    home, delivered = run_steps(course(seed, retracts=True).steps, empty, tmp_path / "home")
    expected = current(delivered)

    fresh = fully_refreshed(home, empty, tmp_path / "fresh", is_tested=False)
    assert differing_tables(home, fresh, without=("loaded_at",)) == {}
    assert what_is_current(home) == expected
    assert member_years(home) == expected.member_years


@pytest.mark.parametrize("seed", FEW_SEEDS, ids="seed {}".format)
def test_the_order_of_deliveries_that_agree_changes_nothing_but_lineage(
    seed: int, course: LaidOut, empty: Home, tmp_path: Path
) -> None:
    agreeing = course(seed, agrees=True)
    home, _ = run_steps(agreeing.steps, empty, tmp_path / "home")
    reordered, _ = run_steps(agreeing.in_another_order(), empty, tmp_path / "reordered")

    assert differing_tables(home, reordered, without=LINEAGE, but=TABLES_OF_LINEAGE) == {}
    assert what_is_current(home) != what_is_current(reordered), "the order was the same"


@pytest.mark.parametrize("seed", FEW_SEEDS, ids="seed {}".format)
def test_changes_and_deletions_of_rif_in_any_steps_equal_a_full_refresh_and_the_oracle(
    seed: int, empty: Home, tmp_path: Path
) -> None:
    course = lay_out_rif(seed, tmp_path / "files")
    home, delivered = run_steps(course.steps, empty, tmp_path / "home", load_rif)

    fresh = fully_refreshed(home, empty, tmp_path / "fresh", is_tested=False)
    assert differing_tables(home, fresh, without=("loaded_at",)) == {}
    expected = current_rif(delivered)
    assert len(expected) > 1000
    assert rows(home, CURRENT_ROWS) == expected
    for kind in ("deleted", "deleted_and_inserted", "deleted_unknown", "inserted_and_deleted"):
        assert course.kinds[kind] >= 20
    assert {"late", "in a file again", "retracted"} < course.kinds.keys()


@pytest.mark.parametrize("seed", FEW_SEEDS, ids="seed {}".format)
def test_feeds_late_back_in_time_and_wrong_in_any_steps_equal_a_full_refresh_and_the_oracle(
    seed: int, empty: Home, tmp_path: Path
) -> None:
    course = lay_out_feeds(seed, tmp_path / "files")
    home, delivered = run_steps(course.steps, empty, tmp_path / "home", load_feed)

    fresh = fully_refreshed(home, empty, tmp_path / "fresh", is_tested=False)
    assert differing_tables(home, fresh, without=("loaded_at",)) == {}
    expected = current_feeds(delivered)
    assert len(expected.visits) > 300
    for name, sql in QUERIES.items():
        assert rows(home, sql) == getattr(expected, name), name
    for kind in ("moved", "mended", "back_in_time", "billed"):
        assert course.kinds[kind] >= 10
    assert {"late", "in a file again", "retracted"} < course.kinds.keys()


@pytest.mark.skipif(RUNS < SCHEDULES, reason="a series is run again, not the whole variety")
def test_every_kind_of_change_and_of_file_occurs_often(course: LaidOut) -> None:
    courses = [course(seed) for seed in SEEDS]
    courses += [course(seed, retracts=True) for seed in FEW_SEEDS]
    courses += [course(seed, agrees=True) for seed in FEW_SEEDS]
    plans = [plan for one in courses for plan in one.series.plans]
    kinds = sum((one.kinds for one in courses), Counter[str]())
    expected = (*CHANGES, "late", "late year", "in a file again", "retracted")

    assert len(plans) >= 25
    assert PEOPLE >= 40
    assert all(3 <= plan.rounds <= 8 for plan in plans)
    assert {plan.summaries for plan in plans} == {"first", "last", "mixed"}
    assert {name: kinds[name] for name in expected if kinds[name] < 20} == {}
    for one in courses:
        assert one.datasets == {dataset.name for dataset in DATASETS}
