"""Break the rules of the project one by one, and see which tests turn red.

`tests/mutations/rules.toml` names the rules, `mutations.toml` says how each is broken and which
tests must see it. Broken is what dbt has parsed, in a process of its own, never a file. Run as a
program, this writes `docs/mutations.md`.

Most rules are seen by unit tests. A unit test reads nothing but its own model and its macros, so
mutations that no other one's tests can see share a round: one run of dbt for all of them. That
each passes otherwise, a plain `dbt build` shows, which runs them all. How an incremental build
writes its rows no unit test can see: such a rule is broken while a small warehouse takes up a
later delivery, and data tests must find what it left behind, and nothing where no rule is broken.
What a model's `config` says is settled when dbt parses, and cannot be broken here.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from building import FROM_NOTHING, dbt, dbt_status, forked, parsed_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medicare_claims.home import Home

ROOT = Path(__file__).parents[2]
RULES = ROOT / "tests" / "mutations" / "rules.toml"
MUTATIONS = ROOT / "tests" / "mutations" / "mutations.toml"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule broken on purpose.

    In *file*, *before* becomes *after*; it stands there once. One of *tests* at least must turn
    red.
    """

    rule: str
    what: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call it in a list."""
        return f"{self.rule}: {self.what}"


def declared_rules() -> dict[str, dict[str, str]]:
    """Return the rules' sentences by subject and name."""
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


def declared_mutations() -> list[Mutation]:
    """Return the mutations in the order of the list."""
    listed = tomllib.loads(MUTATIONS.read_text(encoding="utf-8"))["mutation"]
    return [Mutation(**{**entry, "tests": tuple(entry["tests"])}) for entry in listed]


def table() -> str:
    """Return the page `docs/mutations.md`: every rule, how it is broken, which test sees it."""
    mutations = declared_mutations()
    lines = [
        "# Every rule, broken on purpose",
        "",
        "A test proves a rule only if breaking the rule turns it red. `make mutations` breaks",
        "each of these in what dbt has parsed, one by one, and insists that a test named beside",
        "it fails, which passes otherwise. This page is written from the lists,",
        "`tests/mutations/*.toml`.",
    ]
    for subject, rules in declared_rules().items():
        lines += ["", f"## {subject.replace('_', ' ').capitalize()}", ""]
        lines += ["| rule | broken by: | test that turns red |", "|---|---|---|"]
        for rule, sentence in rules.items():
            for mutation in (m for m in mutations if m.rule == rule):
                tests = ", ".join(f"`{test}`" for test in mutation.tests)
                lines.append(f"| {sentence} | {mutation.what} | {tests} |")
                sentence = ""
    return "\n".join(lines) + "\n"


def break_all(home: Home, later_lake: Path) -> list[dict[str, Any]]:
    """Break every rule; return what came of each mutation.

    *home* has first deliveries loaded, *later_lake* is its lake after more of them.
    """
    reach = _reach(home)
    mutations = declared_mutations()
    by_build = [m for m in mutations if not reach.keys() >= set(m.tests)]
    by_unit_test = [m for m in mutations if m not in by_build]
    dbt(home, FROM_NOTHING)
    first_warehouse = Path(shutil.copy(home.warehouse, home.root / "first.duckdb"))
    shutil.rmtree(home.lake)
    later_lake.rename(home.lake)

    def build(tests: Iterable[str], *broken: Mutation) -> dict[str, str]:
        shutil.copy(first_warehouse, home.warehouse)
        upstream = [f"+{test}" for test in sorted(tests)]
        build = ("build", "--select", *upstream, "--indirect-selection", "empty")
        dbt_status(home, [*build, "--exclude-resource-type", "unit_test", "seed"], broken=broken)
        return _results(home, tests)

    found = []
    unbroken = build({test for m in by_build for test in m.tests})
    for mutation in by_build:
        found.append(_finding(mutation, unbroken, build(mutation.tests, mutation)))
    for together in _rounds(by_unit_test, reach):
        tests = {test for m in together for test in m.tests}
        dbt_status(home, ["test", "--select", *sorted(tests)], broken=together)
        broken = _results(home, tests)
        found += [_finding(mutation, {}, broken) for mutation in together]
    return found


def _finding(
    mutation: Mutation, unbroken: dict[str, str], broken: dict[str, str]
) -> dict[str, Any]:
    tests = mutation.tests
    return {
        "mutation": mutation.name,
        "red otherwise": [test for test in tests if unbroken.get(test, "pass") != "pass"],
        "red": [test for test in tests if broken[test] == "fail"],
        "not run": [test for test in tests if broken[test] not in ("pass", "fail")],
    }


def _results(home: Home, tests: Iterable[str]) -> dict[str, str]:
    """Return what the last run of dbt says of *tests*."""
    ran = json.loads((home.root / "target" / "run_results.json").read_text(encoding="utf-8"))
    results = {
        result["unique_id"].split(".")[3 if result["unique_id"].startswith("unit") else 2]: (
            result["status"]
        )
        for result in ran["results"]
    }
    return {test: results[test] for test in tests}


def _reach(home: Home) -> dict[str, set[str]]:
    """Return the models that a file is read by: a model's own, or the users of its macros.

    And by unit test, the model that it tests.
    """
    path = home.root / "reach.json"
    process = forked(_write_reach, path)
    process.start()
    process.join()
    assert process.exitcode == 0
    return {name: set(models) for name, models in json.loads(path.read_text()).items()}


def _write_reach(path: Path) -> None:
    manifest = parsed_project().MANIFEST
    reach: dict[str, set[str]] = {test.name: {test.model} for test in manifest.unit_tests.values()}
    for model in manifest.nodes.values():
        if model.resource_type != "model":
            continue
        reach.setdefault(model.original_file_path, set()).add(model.name)
        waiting, known = list(model.depends_on.macros), set()
        while waiting:
            macro = manifest.macros.get(name := waiting.pop())
            if macro and name not in known:
                known.add(name)
                waiting += macro.depends_on.macros
                reach.setdefault(macro.original_file_path, set()).add(model.name)
    path.write_text(json.dumps({name: sorted(models) for name, models in reach.items()}))


def _rounds(mutations: Sequence[Mutation], reach: dict[str, set[str]]) -> list[list[Mutation]]:
    """Put into one round what cannot be mistaken for one another."""

    def tested(mutation: Mutation) -> set[str]:
        return set().union(*(reach[test] for test in mutation.tests))

    def apart(one: Mutation, other: Mutation) -> bool:
        return (
            one.file != other.file
            and not reach[one.file] & tested(other)
            and not reach[other.file] & tested(one)
        )

    rounds: list[list[Mutation]] = []
    for mutation in mutations:
        for together in rounds:
            if all(apart(mutation, other) for other in together):
                together.append(mutation)
                break
        else:
            rounds.append([mutation])
    return rounds


if __name__ == "__main__":
    (ROOT / "docs" / "mutations.md").write_text(table(), encoding="utf-8")
