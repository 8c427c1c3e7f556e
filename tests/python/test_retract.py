"""A retracted delivery counts as if it had never come; nothing leaves the lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build_tables, dbt_status, dbt_words
from comparing import differing_tables
from loading import NOON, load

from medicare_claims.errors import UsageError
from medicare_claims.home import Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.load import LoadOptions, load_files
from medicare_claims.lake.retract import find_delivery, retract
from medicare_claims.layouts.desynpuf import DATASETS
from medicare_claims.warehouse.positions import read_positions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINEAGE = ("loaded_at", "batch_id", "batch_sequence", "deliveries_hash")
"""A delivery that never came leaves no gap in the numbers of those after it."""


def test_the_next_build_makes_every_table_as_if_the_delivery_had_never_come(
    built_demo: Home, updated_demo: Home, copy_of: Callable[[Home], Home]
) -> None:
    home = copy_of(updated_demo)
    for delivery in read_ledger(home)[8:]:
        retract(home, delivery.batch_id)

    assert read_positions(home, read_ledger(home)).holds_retracted
    assert dbt_status(home, ["run", "--select", "member_year_spend"]) != 0
    assert "holds a delivery that was retracted" in dbt_words(home)
    build_tables(home)
    assert not read_positions(home, read_ledger(home)).holds_retracted

    different = differing_tables(built_demo, home, without=LINEAGE)
    assert different.keys() == {"quality.load_ledger"}
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        statuses = connection.execute(
            "select status, count(*) from quality.load_ledger group by all order by all"
        ).fetchall()
    assert statuses == [("committed", 8), ("retracted", 8)]


def test_a_retracted_file_can_be_loaded_again_and_its_rows_stay(
    first_delivery: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path)
    load(home, first_delivery[:1])
    (before,) = read_ledger(home)
    retract(home, "1")
    load(home, first_delivery[:1])

    first, second = read_ledger(home)
    assert (first.status, second.status) == ("retracted", "committed")
    assert first.file_sha256 == second.file_sha256
    assert all((home.lake / file).is_file() for file in before.data_files)


def test_retracting_twice_changes_nothing(first_delivery: list[Path], tmp_path: Path) -> None:
    home = Home(tmp_path)
    load(home, first_delivery[:1])
    assert retract(home, "000001").is_committed
    ledger = (home.lake / "ledger.jsonl").read_bytes()

    assert not retract(home, "000001").is_committed
    assert (home.lake / "ledger.jsonl").read_bytes() == ledger


@pytest.mark.parametrize("batch", ["7", "000001-ffffffff", "one", "-1", "²"])
def test_an_unknown_batch_is_wrong_use_and_says_which_there_are(
    batch: str, first_delivery: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path)
    with pytest.raises(UsageError, match="nothing is loaded"):
        retract(home, batch)
    load_files(home, first_delivery[:1], DATASETS, LoadOptions(), loaded_at=NOON)
    with pytest.raises(UsageError, match="the ledger lists 000001-"):
        find_delivery(read_ledger(home), batch)
