"""`claims demo`: what a newcomer sees first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from medicare_claims.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_demo_shows_member_years_and_touches_nothing_outside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    loaded = tmp_path / "lake" / "ledger.jsonl"
    loaded.parent.mkdir()
    loaded.write_text("what was loaded before")

    shown = CliRunner().invoke(app, ["demo", "--beneficiaries", "60"])

    assert shown.exit_code == 0, shown.output
    assert shown.output.count(" stays, ") >= 3
    person_years = next(
        line for line in shown.output.splitlines() if line.startswith("Reconciliation")
    )
    matched, total = (word for word in person_years.split() if word[0].isdigit())
    assert matched == total != "0"
    site = shown.output.split("docs site: ")[1].strip()
    assert site.startswith(str(tmp_path / "demo"))
    assert (tmp_path / "demo" / "warehouse.duckdb").is_file()
    assert loaded.read_text() == "what was loaded before"
    assert {path.name for path in tmp_path.iterdir()} == {"demo", "lake"}

    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path / "demo"))
    again = CliRunner().invoke(app, ["build"])
    assert again.exit_code == 0
    assert again.output.startswith("nothing has changed since the last build, which passed")
