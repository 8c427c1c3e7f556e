"""A load reads one file ahead of the one it writes, and nothing of that shows."""

from __future__ import annotations

import io
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pytest
from claim_files import DATASETS, NOON, PDE, csv_bytes, header, load_all, row, write_file

from medicare_claims.home import Home
from medicare_claims.lake.ahead import StagedAhead
from medicare_claims.lake.load import Listener, LoadOptions, load_files
from medicare_claims.lake.outcome import Result
from medicare_claims.lake.sources import Source
from medicare_claims.lake.sweep import staging_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    fills = [[row(PDE, number, PROD_SRVC_ID=f"{file}")] * 9 for number, file in enumerate("abc")]
    return [write_file(tmp_path, PDE, rows, f"{number}.csv") for number, rows in enumerate(fills)]


def load(home: Home, files: list[Path], listener: Listener) -> None:
    options = LoadOptions(sample=1)
    load_files(home, files, DATASETS, options, loaded_at=NOON, listener=listener)


def test_the_next_file_and_no_other_is_read_while_one_is_written(
    files: list[Path], tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    seen: list[list[str]] = []

    def look(_: int) -> None:
        following = staging_folder(home.lake) / str(len(seen) + 2)
        until = time.monotonic() + 30
        while len(seen) < 2 and not following.exists() and time.monotonic() < until:
            time.sleep(0.005)
        seen.append(sorted(path.name for path in staging_folder(home.lake).iterdir()))

    load(home, files, Listener(on_write=look))
    assert seen == [["1", "2"], ["2", "3"], ["3"]]
    assert not staging_folder(home.lake).exists()


def test_bytes_are_told_of_the_file_that_was_announced(files: list[Path], tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    listener = Listener(
        on_start=lambda source: told.append((source.file_name, 0)),
        on_bytes=lambda count: told.append((told[-1][0], told[-1][1] + count)),
    )
    load(Home(tmp_path / "home"), files, listener)
    assert dict(told) == {path.name: path.stat().st_size for path in files}


def test_a_file_that_cannot_be_read_is_refused_in_its_turn_and_stops_no_other(
    files: list[Path], tmp_path: Path
) -> None:
    files[1].write_bytes(files[1].read_bytes().replace(b"PDE_ID", b"OTHER"))
    outcomes = load_all(Home(tmp_path / "home"), *files, sample=1)
    assert [(outcome.source.path, outcome.result) for outcome in outcomes] == [
        (files[0], Result.LOADED),
        (files[1], Result.REFUSED),
        (files[2], Result.LOADED),
    ]


def test_reading_ahead_ends_when_nobody_waits_for_it(tmp_path: Path) -> None:
    source = Endless(tmp_path / "endless.csv", is_named=True)
    with StagedAhead([source], DATASETS, tmp_path / "staging", on_bytes=lambda _: None):
        while Endless.chunks < 3:
            time.sleep(0.005)
    assert Endless.chunks < Endless.last_chunk
    assert not (tmp_path / "staging").exists()


class Endless(Source):
    """Fills that go on for so long that only who stops them sees less than all."""

    chunks = 0
    last_chunk = 1_000

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        yield _Fills()


class _Fills(io.BytesIO):
    def __init__(self) -> None:
        super().__init__(csv_bytes([header(PDE)]))

    def read(self, _: int | None = None) -> bytes:
        time.sleep(0.01)
        Endless.chunks += 1
        return csv_bytes([row(PDE)]) if Endless.chunks < Endless.last_chunk else b""
