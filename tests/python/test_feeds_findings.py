"""Faults planted in generated feeds are what `quality.issues` finds: those and no others."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build_tables
from feed_files import load_all
from feeds_judging import Row, planted_in

from medicare_claims.generate.feeds import FeedsOptions, generate_feeds
from medicare_claims.home import Home
from medicare_claims.lake.ledger import read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SEEDS = range(1, 7)
"""Their files stand in one warehouse: ids begin with the seed."""

OF_SETS = ("orphan_beneficiary", "orphan_provider", "missing_after_reject", "stale_after_reject")
"""Rules that judge what is current: a finding of theirs is open, or it is not there."""


@dataclass(frozen=True)
class Finding:
    """A finding; of a rule on sets not what depends on the latest delivery that shows it."""

    rule: str
    key: str
    status: str
    column: str = ""
    first_batch: str = ""
    last_batch: str = ""
    row: int = 0
    observed: str = ""


@dataclass(frozen=True)
class Loaded:
    """A home with the feeds of all seeds, those of the first delivery built first."""

    primed: Home
    updated: Home
    planted: tuple[Row, ...]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, empty: Home) -> Loaded:
    folder = tmp_path_factory.mktemp("planted")
    planted: list[Row] = []
    for seed in SEEDS:
        options = FeedsOptions(
            seed=seed,
            patients=300,
            providers=60,
            claims=1_200,
            deliveries=2,
            change_share=0.15,
            id_prefix=f"{seed}-",
        )
        generate_feeds(options, folder / str(seed))
        for row in planted_in(folder / str(seed)):
            files = ("delivery_file", "resolved_by")
            planted.append(row | {name: row[name] and f"{seed}/{row[name]}" for name in files})
    home = Home(shutil.copytree(empty.root, folder / "primed"))
    load(home, folder.glob("*/delivery_01_*"))
    build_tables(home)
    updated = Home(shutil.copytree(home.root, folder / "updated"))
    load(updated, folder.glob("*/delivery_0[23]_*"))
    build_tables(updated)
    return Loaded(home, updated, tuple(planted))


def load(home: Home, folders: Iterable[Path]) -> None:
    for outcome in load_all(home, *folders):
        assert outcome.delivery or "manifest" in str(outcome.error), outcome.error


def test_what_is_planted_in_priming_files_is_found_and_nothing_else(loaded: Loaded) -> None:
    first = [row for row in loaded.planted if "/delivery_01_" in row["delivery_file"]]
    unmended = [row | {"resolved_by": ""} for row in first]

    findings = found_in(loaded.primed)

    assert findings == expected(unmended, loaded.primed)
    assert {finding.rule for finding in findings} >= {*OF_SETS} - {"stale_after_reject"}


def test_updates_resolve_what_they_mend_and_show_what_is_planted_in_them(loaded: Loaded) -> None:
    findings = found_in(loaded.updated)

    assert findings == expected(loaded.planted, loaded.updated)
    resolved = {finding.rule for finding in findings if finding.status == "resolved"}
    assert len(resolved) >= 10
    assert {finding.rule for finding in findings} >= {"stale_version", "stale_after_reject"}


def found_in(home: Home) -> set[Finding]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select rule_id, record_key, status, column_name, first_seen_batch, last_seen_batch,"
            " source_row_number, observed_value from quality.issues"
        ).fetchall()
    findings = [of_its_scope(Finding(*row)) for row in rows]
    assert len(set(findings)) == len(findings), "a fault is told twice"
    return set(findings)


def expected(planted: Iterable[Row], home: Home) -> set[Finding]:
    """Return the findings that *planted* rows with faults come to: one a rule, record, column."""
    batches = batches_by_path(home)
    shown: dict[tuple[str, str, str], list[Row]] = {}
    for row in planted:
        key = row["record_key"] or f"{batches[row['delivery_file']]}:{row['row_number']}"
        shown.setdefault((row["rule_id"], key, row["column_name"]), []).append(row)
    return set(findings_of(shown, batches))


def findings_of(
    shown: Mapping[tuple[str, str, str], list[Row]], batches: Mapping[str, str]
) -> Iterator[Finding]:
    for (rule, key, column), rows in shown.items():
        is_open = any(not row["resolved_by"] for row in rows)
        last = max(rows, key=lambda row: batches[row["delivery_file"]])
        finding = Finding(
            rule,
            key,
            "open" if is_open else "resolved",
            column,
            min(batches[row["delivery_file"]] for row in rows),
            batches[last["delivery_file"]],
            int(last["row_number"]),
            observed_in(last),
        )
        if is_open or rule not in OF_SETS:
            yield of_its_scope(finding)


def observed_in(row: Row) -> str:
    if row["rule_id"] == "repeated_in_file":
        return "2 rows"
    # A state is known in capitals, however it was sent.
    value = row["value"].upper() if row["column_name"] == "state" else row["value"]
    return value or "blank"


def of_its_scope(finding: Finding) -> Finding:
    if finding.rule in OF_SETS:
        return Finding(finding.rule, finding.key, finding.status)
    return finding


def batches_by_path(home: Home) -> dict[str, str]:
    """Return batches by the path of their file below the folder of all seeds."""
    folder = home.root.parent
    return {
        path.relative_to(folder).as_posix(): delivery.batch_id
        for delivery in read_ledger(home)
        for path in folder.glob(f"*/*/{delivery.source_file}")
        if sha256(path) == delivery.file_sha256
    }


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
