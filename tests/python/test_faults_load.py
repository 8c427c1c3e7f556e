"""Loads that are killed, or cannot write: what was committed stays, nothing else is visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from claim_files import CARRIER, PDE, everything_in, load_all, row, write_file
from killing import loads_killed_at_each_change

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.home import Home

VISIBLE = ("deliveries", "rows", "rejects")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files of several years, with rejects among them."""
    folder = tmp_path / "files"
    folder.mkdir()
    claims_sent = [row(CARRIER, 1), row(CARRIER, 2, CLM_THRU_DT="20081231")]
    fills = [row(PDE, 1), row(PDE, 2, SRVC_DT="bad"), row(PDE, 3, SRVC_DT="")]
    return [write_file(folder, CARRIER, claims_sent), write_file(folder, PDE, fills)]


def test_a_load_killed_between_any_two_writes_leaves_whole_deliveries_alone(
    files: list[Path], tmp_path: Path
) -> None:
    *killed, whole = loads_killed_at_each_change(tmp_path / "homes", files)
    expected = everything_in(whole)
    committed = set()
    for home in killed:
        seen = visible_in(home)
        committed.add(len(seen["deliveries"]))
        assert seen == {name: expected[name][: len(seen["deliveries"])] for name in VISIBLE}
        load_all(home, *files)
        assert everything_in(home) == expected
    assert committed == {0, 1, 2}
    assert len(killed) > 20


def visible_in(home: Home) -> dict[str, Any]:
    seen = everything_in(home)
    return {name: seen[name] for name in VISIBLE}
