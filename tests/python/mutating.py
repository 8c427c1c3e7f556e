"""Break the rules of the project one by one, in a copy of it, and see which tests turn red.

`tests/mutations/rules.toml` names the rules, `mutations.toml` says how each is broken and which
tests must see it. Run as a program, for dbt keeps state in its process: with a folder to work in
it breaks them all; without one it writes `docs/mutations.md`.

Most rules are seen by unit tests. A unit test reads nothing but its own model and its macros, so
mutations that no other one's tests can see share a round: one parse and one run of dbt for all
of them. That each passes otherwise, a plain `dbt build` shows, which runs them all. How an
incremental build writes its rows no unit test can see: such a rule is broken while a small
warehouse takes up a later delivery, and data tests must find what it left behind, and nothing
where no rule is broken.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[2]
RULES = ROOT / "tests" / "mutations" / "rules.toml"
MUTATIONS = ROOT / "tests" / "mutations" / "mutations.toml"

NOT_COPIED = shutil.ignore_patterns(
    ".*", "data", "target", "logs", "docs", "scripts", "analyses", "python", "__pycache__"
)
"""What dbt does without when it builds and tests."""

HOME, LATER_LAKE, RESULTS = "home", "later_lake", "results.json"
"""Below the folder to work in: a home with deliveries loaded, the lake that it has after later
ones, and what came of each mutation."""


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

    def applied(self, text: str) -> str:
        """Return the file's *text* with the rule broken; it must be breakable in one way."""
        found = text.count(self.before)
        if found != 1:
            raise ValueError(f"{self.name}: {self.file} holds the text to change {found} times")
        return text.replace(self.before, self.after)


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
        "each of these in a copy of the project, one by one, and insists that a test named",
        "beside it fails, which passes otherwise. This page is written from the lists,",
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


def main(work: Path) -> None:
    """Run every mutation in *work*; write what turned red to its results."""
    project = _Project(work)
    mutations = declared_mutations()
    by_build = [m for m in mutations if not project.unit_tested >= set(m.tests)]
    by_unit_test = [m for m in mutations if m not in by_build]
    project.build_first()
    found = []
    unbroken = project.build_later({test for m in by_build for test in m.tests})
    for mutation in by_build:
        found.append(_finding(mutation, unbroken, project.build_later(mutation.tests, mutation)))
    for together in _rounds(by_unit_test, project.reach):
        broken = project.unit_test({test for m in together for test in m.tests}, *together)
        found += [_finding(mutation, {}, broken) for mutation in together]
    (work / RESULTS).write_text(json.dumps(found, indent=1), encoding="utf-8")


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


class _Project:
    """A copy of the project, and dbt on it.

    *unit_tested* are the names of all unit tests; *reach* tells by file, and by unit test, the
    models that it can change or see.
    """

    def __init__(self, work: Path) -> None:
        self._folder = work / "project"
        self._target = work / "target"
        self._home = work / HOME
        self._later_lake = work / LATER_LAKE
        self._first_warehouse = work / "first.duckdb"
        self._options = [
            *("--project-dir", str(self._folder), "--profiles-dir", str(self._folder)),
            *("--target-path", str(self._target), "--log-path", str(work / "logs")),
        ]
        os.environ["CLAIMS_HOME"] = str(self._home)
        shutil.copytree(ROOT, self._folder, ignore=NOT_COPIED)
        manifest = self._in_process("parse")
        self.unit_tested = {test.name for test in manifest.unit_tests.values()}
        self.reach = _reach(manifest)

    def build_first(self) -> None:
        """Build the warehouse of the first deliveries, then let the later ones be loaded."""
        self._as_process("build", "--exclude-resource-type", "test", "unit_test")
        shutil.copy(self._home / "warehouse.duckdb", self._first_warehouse)
        shutil.rmtree(self._home / "lake")
        shutil.copytree(self._later_lake, self._home / "lake")

    def build_later(self, tests: Iterable[str], *broken: Mutation) -> dict[str, str]:
        """Build the later deliveries with *broken* broken; return what *tests* say of it."""
        shutil.copy(self._first_warehouse, self._home / "warehouse.duckdb")
        with self._with(broken):
            upstream = [f"+{test}" for test in sorted(tests)]
            self._as_process(
                *("build", "--select", *upstream, "--indirect-selection", "empty"),
                *("--exclude-resource-type", "unit_test", "seed"),
            )
        return self._results(tests)

    def unit_test(self, tests: Iterable[str], *broken: Mutation) -> dict[str, str]:
        """Run unit *tests* with *broken* broken; return what they say."""
        with self._with(broken):
            self._in_process("test", "--select", *sorted(tests))
        return self._results(tests)

    @contextmanager
    def _with(self, broken: Sequence[Mutation]) -> Iterator[None]:
        kept = {m.file: (self._folder / m.file).read_text(encoding="utf-8") for m in broken}
        for mutation in broken:
            text = mutation.applied(kept[mutation.file])
            (self._folder / mutation.file).write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            for file, text in kept.items():
                (self._folder / file).write_text(text, encoding="utf-8")

    def _results(self, tests: Iterable[str]) -> dict[str, str]:
        ran = json.loads((self._target / "run_results.json").read_text(encoding="utf-8"))
        results = {
            result["unique_id"].split(".")[3 if result["unique_id"].startswith("unit") else 2]: (
                result["status"]
            )
            for result in ran["results"]
        }
        return {test: results[test] for test in tests}

    def _in_process(self, *arguments: str) -> Any:
        from dbt.cli.main import dbtRunner

        result = dbtRunner().invoke(["--quiet", "--log-level", "none", *arguments, *self._options])
        if result.exception:
            raise result.exception
        return result.result

    def _as_process(self, *arguments: str) -> None:
        """Run dbt in a fork, so that the warehouse is closed afterwards; tests may fail."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        child = os.fork()
        if child == 0:
            try:
                self._in_process(*arguments)
                DuckDBConnectionManager.close_all_connections()
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError(f"dbt {' '.join(arguments)} ended with {status}")


def _reach(manifest: Any) -> dict[str, set[str]]:
    """Return the models that a file is read by: a model's own, or the users of its macros.

    And by unit test, the model that it tests.
    """
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
    return reach


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
    if len(sys.argv) == 1:
        (ROOT / "docs" / "mutations.md").write_text(table(), encoding="utf-8")
    else:
        main(Path(sys.argv[1]))
