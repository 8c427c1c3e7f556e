"""What the commands say about themselves and about what is loaded and built."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from loading import load
from typer.main import get_command
from typer.testing import CliRunner

from medicare_claims.cli import app
from medicare_claims.warehouse.reading import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.home import Home

README = Path(__file__).parents[2] / "README.md"
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"])

    assert shown.exit_code == 0
    assert len(shown.output.split()) > 10
    assert re.search(rf"claims {command}\b", README.read_text(encoding="utf-8"))


def test_status_of_a_home_without_deliveries_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))

    shown = CliRunner().invoke(app, ["status"])

    assert shown.exit_code == 0
    assert "claims load desynpuf PATH" in shown.output


def test_status_tells_built_deliveries_from_those_only_loaded(
    built_demo: Home,
    generated: Path,
    copy_of: Callable[[Home], Home],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = copy_of(built_demo)
    load(home, [generated / "delivery_01"])
    monkeypatch.setenv("CLAIMS_HOME", str(home.root))

    shown = CliRunner().invoke(app, ["status"])

    assert shown.exit_code == 0
    states = re.findall(r"^ ?0000\d\d-.* (built|loaded) ", shown.output, flags=re.MULTILINE)
    assert states == ["built"] * 8 + ["loaded"] * 8
    assert "16 deliveries, 8 of them not built yet: run `claims build`" in shown.output


def test_a_build_with_a_reader_in_the_warehouse_says_who_is_in_the_way(
    built_demo: Home,
    copy_of: Callable[[Home], Home],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    home = copy_of(built_demo)
    monkeypatch.setenv("CLAIMS_HOME", str(home.root))
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True);"
            " print('open', flush=True); sys.stdin.read()",
            str(home.warehouse),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        with pytest.raises(WarehouseError, match=rf"close it.*PID {reader.pid}\)"):
            CliRunner().invoke(app, ["build"], catch_exceptions=False)
    finally:
        reader.communicate()

    assert capfd.readouterr().out == ""
