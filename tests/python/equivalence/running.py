"""Running a series: files loaded, builds made on the way, and what the warehouse then says."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
from building import dbt
from claim_files import load_one
from equivalence.oracle import Current, Delivered
from equivalence.series import File, Retraction

from medicare_claims.home import Home
from medicare_claims.lake.outcome import Result
from medicare_claims.lake.retract import retract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from equivalence.series import Step

    from medicare_claims.lake.outcome import Outcome

    Load = Callable[..., Outcome]


def run_steps(
    steps: Iterable[Step], empty: Home, folder: Path, load: Load = load_one
) -> tuple[Home, list[Delivered]]:
    """Take *steps* in a copy of *empty*; return it, and what its lake then counts."""
    home = Home(shutil.copytree(empty.root, folder))
    delivered: dict[int, Delivered] = {}
    for step in steps:
        if isinstance(step, File):
            is_known = any(delivery.path == step.path for delivery in delivered.values())
            number = _deliver(home, step, is_known, load)
            delivered[number] = Delivered(number, step.path, step.year)
        elif isinstance(step, Retraction):
            # The ledger counts from 1. Whoever retracts twice has retracted.
            retract(home, str(step.number + 1))
            delivered.pop(step.number + 1, None)
        else:
            dbt(home, step)
    return home, list(delivered.values())


def _deliver(home: Home, file: File, is_known: bool, load: Load) -> int:
    """Load *file*; what is known does nothing until `--again` says that it is meant."""
    outcome = load(home, file.path)
    assert (outcome.result is Result.KNOWN) == is_known, outcome.error
    if is_known:
        outcome = load(home, file.path, again=True)
    assert outcome.delivery, outcome.error
    return outcome.delivery.batch_sequence


def what_is_current(home: Home) -> Current:
    """Return what the warehouse of *home* holds, as the oracle words it."""
    lineage = "batch_sequence, source_row_number"
    return Current(
        lines=rows(
            home,
            "select claim_key, beneficiary_id, claim_year, segment_number, line_number,"
            f" reported_paid_amount, {lineage} from core.fact_claim_line",
        ),
        fills=rows(
            home,
            f"select fill_key, beneficiary_id, claim_year, rx_gross_amount, {lineage}"
            " from core.fact_prescription_fill",
        ),
        years=rows(
            home,
            "select beneficiary_id || '@' || claim_year, beneficiary_id, claim_year,"
            f" inpatient_paid_amount, {lineage} from core.fact_beneficiary_year",
        ),
    )


def member_years(home: Home) -> frozenset[tuple[object, ...]]:
    """Return the persons and years of `marts.member_year_spend`."""
    return rows(home, "select beneficiary_id, claim_year from marts.member_year_spend")


def rows(home: Home, sql: str) -> frozenset[tuple[object, ...]]:
    """Return the rows of *sql*, none of which may come twice."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        found: Sequence[tuple[object, ...]] = connection.execute(sql).fetchall()
    assert len(set(found)) == len(found), "rows are doubled"
    return frozenset(found)
