"""Builds that are killed, disturbed or cannot write: each table is as before or as it should be,
the next build makes everything good, and a command that cannot go on says what to do."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from building import build_tables, leave_parsed
from comparing import differing_tables
from killing import claims, is_group_gone, kill_group, wait_until
from loading import load

from medicare_claims.home import Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.lock import only_writer
from medicare_claims.warehouse import last_build
from medicare_claims.warehouse.positions import read_positions
from medicare_claims.warehouse.reading import check_free

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DONE = "OK created sql incremental model"
BETWEEN_FACT_AND_MART = f"{DONE} core.fact_claim_line "
INSIDE_A_MART = "START sql incremental model marts.member_year_spend "
MODELS = 18
"""Incremental ones, which a random kill comes in between of."""


@pytest.fixture(scope="module")
def loaded(built_demo: Home, generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse as it was before a delivery that is loaded. To be read only."""
    home = Home(shutil.copytree(built_demo.root, tmp_path_factory.mktemp("loaded") / "home"))
    load(home, [generated / "delivery_01"])
    return home


class Log:
    """What dbt has logged in a home since this was made."""

    def __init__(self, home: Home) -> None:
        self._path = home.root / "logs" / "dbt.log"
        self._beginning = self._size()

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    def count(self, words: str) -> int:
        if not self._size():
            return 0
        with self._path.open(encoding="utf-8") as log:
            log.seek(self._beginning)
            return log.read().count(words)

    def wait_for(self, words: str, process: subprocess.Popen[str], times: int = 1) -> None:
        """Wait until *process* has logged *words* so many *times*; it must not end before."""
        wait_until(lambda: self.count(words) >= times, process)


def test_after_kills_at_any_time_the_next_build_makes_everything_good(
    loaded: Home, updated_demo: Home, copy_of: Callable[[Home], Home]
) -> None:
    home = leave_parsed(copy_of(loaded))
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for words, times in (
        (DONE, chance.randint(1, MODELS)),
        (BETWEEN_FACT_AND_MART, 1),
        (INSIDE_A_MART, 1),
    ):
        log = Log(home)
        process = claims(home, "build")
        log.wait_for(words, process, times)
        kill_group(process)
        assert half_done_tables(home, loaded, updated_demo) == set()

    build_tables(home)
    assert differing_tables(home, updated_demo) == {}


@pytest.mark.parametrize(
    ("whom", "how"),
    [(os.kill, signal.SIGKILL), (os.killpg, signal.SIGINT)],
    ids=["claims is killed", "a person stops it"],
)
def test_dbt_ends_with_the_command_that_started_it(
    whom: Callable[[int, int], None],
    how: signal.Signals,
    loaded: Home,
    copy_of: Callable[[Home], Home],
) -> None:
    home = leave_parsed(copy_of(loaded))
    log = Log(home)
    process = claims(home, "build")
    log.wait_for(DONE, process)
    whom(process.pid, how)
    process.wait()
    ended_at = time.monotonic()
    while not is_group_gone(process):
        assert time.monotonic() - ended_at < 10, "dbt goes on"
        time.sleep(0.01)
    words, _ = process.communicate()

    assert words == ""
    check_free(home)


def test_a_build_waits_for_another_one_and_sees_no_delivery_that_comes_while_it_runs(
    loaded: Home, updated_demo: Home, generated: Path, copy_of: Callable[[Home], Home]
) -> None:
    home = leave_parsed(copy_of(loaded))
    log = Log(home)
    with only_writer(home.root, on_wait=lambda: pytest.fail("somebody builds")):
        process = claims(home, "build")
        assert process.stdout is not None
        first_words = process.stdout.readline()
        assert log.count("Running with dbt") == 0
    log.wait_for(DONE, process)
    load(home, [generated / "delivery_02"])
    words, _ = process.communicate()

    assert first_words == "another build is running; waiting for it to end\n"
    assert process.returncode == 0, words
    assert differing_tables(home, updated_demo) == {}
    assert read_positions(home, read_ledger(home)).built == 16
    assert not last_build.is_current(home, last_build.ingredients(home))


def test_a_build_on_a_full_disk_says_so_and_the_next_one_goes_on(
    loaded: Home, updated_demo: Home, small_disk: Callable[[Home], Home]
) -> None:
    home = leave_parsed(small_disk(loaded))
    ballast = home.root / "ballast"
    free = shutil.disk_usage(home.root).free
    with ballast.open("wb") as file:
        file.write(bytes(max(0, free - 1_000_000)))

    process = claims(home, "build")
    words, _ = process.communicate()
    assert process.returncode == 1, words
    assert f"the disk of {home.root} is full: free some and build again" in words
    assert half_done_tables(home, loaded, updated_demo) == set()

    ballast.unlink()
    build_tables(home)
    assert differing_tables(home, updated_demo) == {}


def test_a_build_whose_files_may_not_grow_fails_and_the_next_one_goes_on(
    loaded: Home, updated_demo: Home, copy_of: Callable[[Home], Home]
) -> None:
    home = leave_parsed(copy_of(loaded))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    process = claims(home, "build", before=limit)
    words, _ = process.communicate()
    assert process.returncode == 1, words
    assert "File too large" in words
    assert half_done_tables(home, loaded, updated_demo) == set()

    build_tables(home)
    assert differing_tables(home, updated_demo) == {}


@pytest.mark.parametrize("command", [["build"], ["load", "desynpuf"]], ids=" ".join)
def test_a_home_that_cannot_be_written_to_is_a_sentence(
    command: list[str],
    first_delivery: list[Path],
    read_only: Callable[[Path], Path],
    tmp_path: Path,
) -> None:
    home = Home(read_only(tmp_path / "home"))
    process = claims(home, *command, *(first_delivery[:1] if "load" in command else []))
    words, _ = process.communicate()

    assert process.returncode == 1
    assert "Traceback" not in words
    assert f"{home.root}" in words
    assert "cannot be written to" in words


def half_done_tables(home: Home, before: Home, after: Home) -> set[str]:
    """Return the stored tables of *home* that are neither as before a build nor as after it."""
    of_before, of_after = (
        differing_tables(home, one, stored_alone=True).keys() for one in (before, after)
    )
    # Each model has its own position.
    return (of_before & of_after) - {"quality.build_positions"}


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], Path]]:
    """Make folders that even root may not write to."""
    mounted = []

    def make(folder: Path) -> Path:
        folder.mkdir()
        folder.chmod(0o555)
        if os.geteuid() == 0:
            mount("--bind", folder, folder)
            mounted.append(folder)
            mount("-o", "remount,bind,ro", folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[Home], Home]]:
    """Copy a home to a disk of its own, which is not much larger."""
    disk = tmp_path / "disk"

    def copy(home: Home) -> Home:
        disk.mkdir()
        mount("-t", "tmpfs", "-o", "size=200m", "tmpfs", disk)
        return Home(shutil.copytree(home.root, disk / "home"))

    yield copy
    if disk.is_mount():
        subprocess.run(["umount", disk], check=True)


def mount(*arguments: str | Path) -> None:
    """Mount something, or skip the test where that is not allowed."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this process may not mount: {done.stderr.strip()}")
