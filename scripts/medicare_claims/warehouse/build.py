"""Build and test the warehouse, and say in words what came of it."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from medicare_claims.lake.lock import only_writer
from medicare_claims.warehouse import last_build
from medicare_claims.warehouse.dbt import (
    TEST_SCOPE_VARIABLE,
    DbtError,
    NodeResult,
    read_results,
    run_dbt,
    unwritable,
)
from medicare_claims.warehouse.reading import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from medicare_claims.home import Home

FILE_COLUMN = "source_file"
"""The column by which a test names the files at fault."""

LEAST_FREE_BYTES = 1 << 20
"""A build that fails with less left on the disk failed for that."""

RECONCILIATION_TEST = "assert_claims_rebuild_cms_annual_amounts"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How many person-years of one sample miss one of CMS's annual amounts, and by how much."""

    sample: int | None
    measure: str
    person_years: int
    difference: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build built, tested and found."""

    results: tuple[NodeResult, ...]
    mismatches: tuple[Mismatch, ...]
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source files that the rows of a failed test name, by the test's name."""
    is_unchanged: bool = False
    """Nothing was there to be built: the last build passed, and nothing has changed since."""

    @property
    def models_built(self) -> int:
        """Models and seeds that were built."""
        return sum(
            r.unique_id.startswith(("model.", "seed.")) and not r.has_failed and not r.is_skipped
            for r in self.results
        )

    @property
    def tests_passed(self) -> int:
        """Tests that passed, those with a warning included."""
        return sum(r.is_test and not r.has_failed and not r.is_skipped for r in self.results)

    @property
    def failures(self) -> list[NodeResult]:
        """What failed, the reconciliation aside, which `mismatches` tells better."""
        return [r for r in self.results if r.has_failed and r.name != RECONCILIATION_TEST]

    @property
    def warnings(self) -> list[NodeResult]:
        """Tests that only warn."""
        return [r for r in self.results if r.status == "warn"]

    @property
    def skipped(self) -> int:
        """Nodes that could not be built or tested, for something before them failed."""
        return sum(r.is_skipped for r in self.results)

    @property
    def is_good(self) -> bool:
        """Whether everything was built and every test passed."""
        return not any(r.has_failed or r.is_skipped for r in self.results)


def build(
    home: Home,
    *,
    full_refresh: bool,
    quiet: bool = True,
    on_wait: Callable[[], None] = lambda: None,
) -> BuildReport:
    """Run `dbt build` on *home*, the unit tests aside: they check the project, not the data.

    An incremental build tests facts on the deliveries, and marts on the member-years, that no
    passed build has tested yet; a full refresh tests every row. Where nothing has changed since a
    build that passed without a warning, there is nothing to do, and dbt is not started.

    One build at a time: *on_wait* is called when another one is running, and then it is waited
    for. Raises `WarehouseError` when a reader holds the warehouse open, and `DbtError` when dbt
    stops before it runs anything or the home cannot be written to.
    """
    with _only_build(home, on_wait):
        made_of = last_build.ingredients(home)
        if not full_refresh and last_build.is_current(home, made_of):
            return BuildReport(results=(), mismatches=(), is_unchanged=True)
        last_build.forget(home)
        report = _build(home, full_refresh=full_refresh, quiet=quiet)
        if report.is_good and not report.warnings:
            last_build.remember(home, made_of)
        return report


def build_arguments(*, full_refresh: bool) -> tuple[list[str], dict[str, str]]:
    """Return what dbt is run with: its arguments, and what to add to its environment."""
    scope = "all" if full_refresh else os.environ.get(TEST_SCOPE_VARIABLE, "changed")
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    return arguments + ["--full-refresh"] * full_refresh, {TEST_SCOPE_VARIABLE: scope}


@contextmanager
def _only_build(home: Home, on_wait: Callable[[], None]) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            home.root.mkdir(parents=True, exist_ok=True)
            stack.enter_context(only_writer(home.root, on_wait))
        except OSError as error:
            raise unwritable(home, error) from error
        yield


def _build(home: Home, *, full_refresh: bool, quiet: bool) -> BuildReport:
    arguments, environment = build_arguments(full_refresh=full_refresh)
    status = run_dbt(home, arguments, environment=environment, quiet=quiet)
    if status and shutil.disk_usage(home.root).free < LEAST_FREE_BYTES:
        raise DbtError(
            f"the disk of {home.root} is full: free some and build again; every table is as it was"
            " before or as it should be, and the next build goes on from there"
        )
    if status not in (0, 1):
        raise DbtError(f"dbt stopped with exit status {status}: see what it printed above")
    results = read_results(home)
    reconciliation_failed = any(r.has_failed and r.name == RECONCILIATION_TEST for r in results)
    return BuildReport(
        results=tuple(results),
        mismatches=read_mismatches(home) if reconciliation_failed else (),
        files=read_files(home, [r for r in results if r.is_test and r.status == "fail"]),
    )


def read_files(home: Home, failures: Sequence[NodeResult]) -> dict[str, tuple[str, ...]]:
    """Return the source files at fault, for each failed test whose rows name any."""
    files: dict[str, tuple[str, ...]] = {}
    if not failures:
        return files
    with open_warehouse(home) as connection:
        for failure in failures:
            found = connection.sql(failure.sql)
            if FILE_COLUMN in found.columns:
                rows = found.select(FILE_COLUMN).distinct().order(FILE_COLUMN).fetchall()
                files[failure.name] = tuple(name for (name,) in rows if name is not None)
    return files


def read_mismatches(home: Home) -> tuple[Mismatch, ...]:
    """Return how many person-years miss which annual amount, by sample and measure."""
    with open_warehouse(home) as connection:
        rows = connection.execute(
            """
            select sample, measure, count(*), cast(sum(difference_amount) as varchar)
            from marts.member_year_reconciliation
            where status = 'mismatched'
            group by sample, measure
            order by sample, measure
            """
        ).fetchall()
    return tuple(Mismatch(*row) for row in rows)
