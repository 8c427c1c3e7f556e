"""What the README and the docs site's first page show in SQL runs on a built warehouse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from medicare_claims.home import Home

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "models/overview.md")


def sql_blocks(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^```sql\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def test_the_readme_shows_at_least_ten_snippets() -> None:
    assert len(sql_blocks("README.md")) >= 10


@pytest.mark.parametrize("page", PAGES)
def test_every_snippet_returns_rows(
    page: str, built_demo: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # one snippet writes a file
    with duckdb.connect(str(built_demo.warehouse.resolve()), read_only=True) as warehouse:
        empty = [sql for sql in sql_blocks(page) if not warehouse.execute(sql).fetchall()]
    assert empty == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/design.md"])
def test_every_link_leads_to_a_file_or_heading(page: str) -> None:
    folder = (ROOT / page).parent
    text = (ROOT / page).read_text(encoding="utf-8")
    broken = []
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, heading = link.partition("#")
        target = folder / path if path else ROOT / page
        if not target.exists() or (heading and heading not in headings(target)):
            broken.append(link)
    assert broken == []


def headings(page: Path) -> set[str]:
    """The anchors of a page, as code hosts make them of its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
