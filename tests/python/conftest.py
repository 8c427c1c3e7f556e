"""Warehouses that tests share: built once, read by many, copied by those that go on building."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from loading import load

from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.home import Home
from medicare_claims.warehouse.build import build

if TYPE_CHECKING:
    from collections.abc import Callable

GENUINE_DATA_VARIABLE = "CLAIMS_GENUINE_DATA"

DEMO_OPTIONS = GenerateOptions(seed=11, beneficiaries=200, deliveries=2, change_share=0.05)


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
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated sample, and two later deliveries of it in folders of their own."""
    folder = tmp_path_factory.mktemp("generated")
    generate_desynpuf(DEMO_OPTIONS, folder)
    return folder


@pytest.fixture(scope="session")
def first_delivery(generated: Path) -> list[Path]:
    """The files of the sample itself, without the later deliveries."""
    return sorted(generated.glob("*.zip"))


@pytest.fixture(scope="session")
def built_demo(first_delivery: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse built from a generated sample. To be read only."""
    home = Home(tmp_path_factory.mktemp("demo"))
    load(home, first_delivery)
    assert build(home, full_refresh=True).is_good
    return home


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Home], Home]:
    """Copy a home, so that a test may go on loading and building."""

    def copy(home: Home) -> Home:
        return Home(Path(shutil.copytree(home.root, tmp_path / "home")))

    return copy
