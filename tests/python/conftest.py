"""Warehouses that tests share: built once, read by many, copied by those that go on building."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import build, build_empty, leave_parsed
from loading import load

from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.home import Home
from medicare_claims.lake.lock import only_writer

if TYPE_CHECKING:
    from collections.abc import Callable

    Shared = Callable[[str, Callable[[Path], object]], Path]

GENUINE_DATA_VARIABLE = "CLAIMS_GENUINE_DATA"

DEMO_OPTIONS = GenerateOptions(seed=11, beneficiaries=200, deliveries=2, change_shares=(0.05,))

os.environ["CLAIMS_THREADS"] = "4"
"""Commands that tests run build two models at a time, whatever the machine."""

LONGEST_FIRST = (
    *("test_equivalence", "test_faults_build", "test_mutations", "test_plain_dbt", "test_demo"),
    *("test_incremental_build", "test_issues", "test_feeds_findings", "test_changed_records"),
    *("test_rif_marts", "test_bench"),
)
"""So that no process begins with one of them when the others have nothing left to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files first that take longest."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="session")
def genuine_data() -> Path:
    """Where genuine CMS files lie; without them the tests that need them are skipped."""
    named = os.environ.get(GENUINE_DATA_VARIABLE)
    if not named:
        pytest.skip(f"{GENUINE_DATA_VARIABLE} is not set: no genuine files to test with")
    folder = Path(named)
    assert folder.is_dir(), f"{GENUINE_DATA_VARIABLE} names {folder}, which is no folder"
    return folder


@pytest.fixture(scope="session")
def outside(genuine_data: Path) -> Path:
    """Where outside copies of the reference data lie, beside the genuine files."""
    return genuine_data.parent / "reference" / "for_tests"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Folders that all processes of a test run share, each filled by the first that needs it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    def made_once(name: str, fill: Callable[[Path], object]) -> Path:
        made, filling = folder / name, folder / f"{name}.filling"
        filling.mkdir(exist_ok=True)
        with only_writer(filling, on_wait=lambda: None):
            if not (filling / "done").exists():
                fill(made)
                (filling / "done").touch()
        return made

    return made_once


@pytest.fixture(scope="session")
def generated(shared: Shared) -> Path:
    """A generated sample, and two later deliveries of it in folders of their own."""
    return shared("generated", lambda folder: generate_desynpuf(DEMO_OPTIONS, folder))


@pytest.fixture(scope="session")
def first_delivery(generated: Path) -> list[Path]:
    """The files of the sample itself, without the later deliveries."""
    return sorted(generated.glob("*.zip"))


@pytest.fixture(scope="session")
def empty(shared: Shared) -> Home:
    """A warehouse built from nothing. To be copied: what is built on is made in half the time."""
    return Home(shared("empty", lambda folder: build_empty(Home(folder))))


@pytest.fixture(scope="session")
def built_demo(first_delivery: list[Path], shared: Shared) -> Home:
    """A warehouse built from a generated sample. To be read only."""

    def fill(folder: Path) -> None:
        load(Home(folder), first_delivery)
        build(leave_parsed(Home(folder)), full_refresh=True)

    return Home(shared("demo", fill))


@pytest.fixture(scope="session")
def updated_demo(built_demo: Home, generated: Path, shared: Shared) -> Home:
    """The same after a later delivery was loaded and built. To be read only."""

    def fill(folder: Path) -> None:
        home = Home(Path(shutil.copytree(built_demo.root, folder)))
        load(home, [generated / "delivery_01"])
        build(home)

    return Home(shared("updated_demo", fill))


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Home], Home]:
    """Copy a home, so that a test may go on loading and building."""

    def copy(home: Home) -> Home:
        return Home(Path(shutil.copytree(home.root, tmp_path / "home")))

    return copy
