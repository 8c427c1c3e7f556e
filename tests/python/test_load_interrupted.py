"""Killed, doubled or out of space: a load is either there as a whole or not at all."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from claim_files import CARRIER, PDE, delivered, everything_in, load_all, row, write_file

from medicare_claims.home import HOME_VARIABLE, Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.lock import only_writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = 2_000


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files of rows enough to be killed in the middle of, with rejects among them."""
    folder = tmp_path / "files"
    folder.mkdir()
    fills = [row(PDE, number, PROD_SRVC_ID=str(number)) for number in range(ROWS)]
    fills[7] = row(PDE, 7, SRVC_DT="bad")
    claims = [row(CARRIER, number, TAX_NUM_1=str(number)) for number in range(ROWS)]
    return [write_file(folder, CARRIER, claims), write_file(folder, PDE, fills)]


def start(
    home: Home, *paths: Path, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "medicare_claims", "load", "desynpuf", *map(str, paths)],
        env={**os.environ, HOME_VARIABLE: str(home.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=before,
    )


def without_times(home: Home) -> dict[str, object]:
    seen = everything_in(home)
    for delivery in seen["deliveries"]:
        object.__setattr__(delivery, "loaded_at", "")
    return seen


def test_after_a_kill_at_any_time_the_next_load_makes_the_lake_whole(
    files: list[Path], tmp_path: Path
) -> None:
    undisturbed = Home(tmp_path / "undisturbed")
    began = time.monotonic()
    start(undisturbed, *files).communicate()
    lasted = time.monotonic() - began
    expected = without_times(undisturbed)
    chance = random.Random()
    killed = 0
    for attempt in range(5):
        home = Home(tmp_path / f"home {attempt}")
        process = start(home, *files)
        time.sleep(lasted * chance.uniform(0.4, 1.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        seen = read_ledger(home)
        for delivery in seen:
            for file in (*delivery.data_files, *delivery.reject_files):
                assert (home.lake / file).is_file()
        load_all(home, *files)
        assert without_times(home) == expected
    assert killed


def test_a_load_that_a_person_stops_while_it_writes_leaves_nothing(
    files: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    process = start(home, files[0])
    while process.poll() is None and not list(home.lake.glob(".staging/*/rows")):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    words, _ = process.communicate()
    assert "Traceback" not in words
    if process.returncode:
        assert read_ledger(home) == []
        assert not (home.lake / ".staging").exists()


def test_what_the_ledger_does_not_list_is_removed_by_the_next_load(
    files: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    delivered(home, files[1])
    listed = everything_in(home)
    for stray in (
        ".staging/plain_0000.csv",
        "desynpuf/carrier_claims/claim_year=2008/000002-aaaaaaaa_1.parquet",
        "rejected_rows/000002-aaaaaaaa.parquet",
    ):
        path = home.lake / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"stray")
    load_all(home, files[1])
    assert everything_in(home) == listed


def test_a_second_load_waits_with_a_word_and_numbers_go_on(
    files: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    home.lake.mkdir(parents=True)
    with only_writer(home.lake, on_wait=lambda: None):
        processes = [start(home, path) for path in files]
        first_words = [process.stdout.readline() for process in processes]
        assert read_ledger(home) == []
    assert first_words == ["another load is running; waiting for it to end\n"] * 2
    for process in processes:
        assert process.communicate()[0].startswith("loaded: ")
        assert process.returncode == 0
    assert [delivery.batch_sequence for delivery in read_ledger(home)] == [1, 2]
    assert {delivery.rows_read for delivery in read_ledger(home)} == {ROWS}


@pytest.mark.parametrize("room", [40_000, 700_000], ids=["while staging", "while writing"])
def test_a_full_disk_is_a_sentence_and_nothing_is_visible(
    room: int, files: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    process = start(home, files[0], before=limit)
    words, _ = process.communicate()
    assert process.returncode == 1
    assert "Traceback" not in words
    assert "File too large" in words
    assert read_ledger(home) == []
    assert [path.name for path in home.lake.rglob("*") if path.is_file()] in (
        [".lock", "ledger.jsonl"],
        ["ledger.jsonl", ".lock"],
    )
    assert delivered(home, files[0]).rows_accepted == ROWS
