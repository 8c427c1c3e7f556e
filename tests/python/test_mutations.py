"""Every rule of the measures and versions has a test that turns red when the rule is broken."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import mutating
import pytest
from building import dbt_status, dbt_words
from changed_files import first_files, later_files
from loading import load
from mutating import ROOT, declared_mutations, declared_rules, table

from medicare_claims.home import Home

MUTATIONS = declared_mutations()
NAMES = [mutation.name for mutation in MUTATIONS]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each mutation, by its name."""
    work = tmp_path_factory.mktemp("mutations")
    home = Home(work / "home")
    load(home, first_files(work / "first"), is_partial=True)
    first_lake = Path(shutil.copytree(home.lake, work / "first_lake"))
    load(home, later_files(work / "later"), is_partial=True)
    later_lake = home.lake.rename(work / "later_lake")
    first_lake.rename(home.lake)
    return {result["mutation"]: result for result in mutating.break_all(home, later_lake)}


def test_every_rule_is_broken_and_every_mutation_breaks_a_rule() -> None:
    rules = [rule for subject in declared_rules().values() for rule in subject]

    assert sorted(rules) == sorted(set(rules))
    assert set(rules) == {mutation.rule for mutation in MUTATIONS}
    assert sorted(NAMES) == sorted(set(NAMES))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=NAMES)
def test_a_broken_rule_turns_its_test_red(
    mutation: mutating.Mutation, found: dict[str, Any]
) -> None:
    result = found[mutation.name]

    assert result["red otherwise"] == []
    assert result["not run"] == [], "SQL that runs, not an error"
    assert result["red"], "a test sees it"


def test_a_mutation_whose_text_is_not_there_once_is_refused(empty: Home) -> None:
    mutation = next(m for m in MUTATIONS if m.file.startswith("models/"))
    for before in ("select", "no such text"):
        changed = dataclasses.replace(mutation, before=before)

        assert dbt_status(empty, ["ls"], broken=[changed]) != 0
        assert "holds the text to change" in dbt_words(empty)


def test_the_page_of_the_rules_is_written_from_the_lists() -> None:
    page = Path(ROOT, "docs", "mutations.md").read_text(encoding="utf-8")

    assert page == table(), "run `make mutations`"
