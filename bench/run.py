"""One run: every contender on the same files, the answers compared, then the times told."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench import project, results
from bench.answers import compare
from bench.data import Size, count_rows, prepare
from bench.homes import Homes
from bench.machine import commit, describe_machine, versions
from bench.measuring import BenchError, measure
from bench.results import Results
from bench.timeline import seconds_by_group
from bench.warehouse import measure_sizes, time_lookups
from medicare_claims.warehouse.dbt import target_folder

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
TIMES = 3
"""How often a step of a few seconds is measured; the median is told."""

MEMORY_LIMIT = "4GB"
"""Of the project and of the DuckDB script alike; Polars knows no such limit."""


class Run:
    """A run at one scale, with its folders below *folder*."""

    def __init__(self, scale: float, folder: Path, say: Callable[[str], None]) -> None:
        self._say = say
        size = Size.of(scale)
        self._inputs = prepare(size, folder / "csv", say)
        self._work = folder / f"scale-{scale:g}"
        self._work.mkdir(parents=True, exist_ok=True)
        self._lists = self._work / "inputs.json"
        paths = {
            kind: [str(path.resolve()) for path in files]
            for kind, files in self._inputs.base.items()
        }
        self._lists.write_text(json.dumps(paths), encoding="utf-8")
        say("read the files once")
        self._results = Results(
            scale=scale,
            persons=size.persons * size.samples,
            date=datetime.now(UTC).date().isoformat(),
            commit=commit(project.ROOT),
            machine=describe_machine(),
            memory_limit=MEMORY_LIMIT,
            versions=versions(),
            rows=count_rows(self._inputs),
        )

    def measure(self) -> Results:
        """Measure everything. Raises BenchError if a step fails or two answers differ."""
        self._script(results.LOWER_BOUND, "duckdb_script.py", HERE / "lower_bound.sql")
        self._script(results.DUCKDB, "duckdb_script.py", HERE / "duckdb_script.sql")
        self._script(results.POLARS, "polars_script.py")
        homes = Homes(self._work / "homes")
        self._full_way(homes)
        self._small_memory(homes)
        self._refreshes(homes)
        homes.forget()
        return self._results

    def _full_way(self, homes: Homes) -> None:
        """Load and build, once without tests and once with them; compare; leave it as `built`."""
        self._project(results.LOAD, homes, project.load(self._inputs.files))
        homes.keep("loaded")
        self._project(results.BUILD, homes, project.build(homes.home))
        self._timeline(results.BUILD, homes)
        self._compare(homes)
        homes.take("loaded")
        self._project(results.BUILD_TESTED, homes, project.build_and_test())
        self._timeline(results.BUILD_TESTED, homes)
        homes.keep("built")
        self._results.sizes = measure_sizes(homes.home, self._inputs.byte_count)
        self._say("look member-years up")
        self._results.lookups = time_lookups(homes.home)
        for step, command in (
            (results.NOTHING_NEW_TESTED, project.build_and_test()),
            (results.START_UP, project.start_up(homes.home)),
            (results.NOTHING_NEW, project.build(homes.home)),
        ):
            for _ in range(TIMES):
                self._project(step, homes, command)

    def _small_memory(self, homes: Homes) -> None:
        """The same way at half the memory; the loader keeps to as much by itself."""
        limit = results.SMALL_MEMORY
        homes.take("loaded")
        self._project(results.BUILD_SMALL, homes, project.build(homes.home), limit)
        self._project(results.LOADS[0], homes, project.load(self._inputs.deliveries[0]), limit)
        self._project(results.REFRESH_SMALL, homes, project.build(homes.home), limit)

    def _refreshes(self, homes: Homes) -> None:
        """Each delivery on top of the one before; a short refresh several times."""
        homes.take("built")
        for number, files in enumerate(self._inputs.deliveries):
            self._project(results.LOADS[number], homes, project.load(files))
            homes.keep("delivered")
            for repetition in range(TIMES if number else 1):
                if repetition:
                    homes.take("delivered")
                self._project(results.REFRESHES[number], homes, project.build(homes.home))
            self._timeline(results.REFRESHES[number], homes)
            homes.take("delivered")
            self._project(results.REFRESHES_TESTED[number], homes, project.build_and_test())
            self._timeline(results.REFRESHES_TESTED[number], homes)

    def _script(self, step: str, program: str, *arguments: Path) -> None:
        """Measure a script; its answer lies in a folder of its own."""
        folder = self._answer_folder(step)
        folder.mkdir(exist_ok=True)
        for left in folder.glob("*.parquet"):
            left.unlink()
        environment = {
            project.MEMORY_VARIABLE: MEMORY_LIMIT,
            "POLARS_MAX_THREADS": str(project.THREADS),
        }
        command: project.Command = [
            sys.executable,
            HERE / program,
            *arguments,
            self._lists.resolve(),
        ]
        self._measure(step, command, folder, environment)

    def _project(
        self,
        step: str,
        homes: Homes,
        command: project.Command,
        memory_limit: str = MEMORY_LIMIT,
    ) -> None:
        environment = project.environment(homes.home, memory_limit)
        self._measure(step, command, project.ROOT, environment)

    def _measure(
        self,
        step: str,
        command: project.Command,
        folder: Path,
        environment: dict[str, str],
    ) -> None:
        self._say(step)
        cost = measure(command, folder=folder, scratch=self._work, environment=environment)
        self._results.costs.setdefault(step, []).append(cost)

    def _timeline(self, step: str, homes: Homes) -> None:
        wall = self._results.costs[step][-1].wall
        self._results.timelines[step] = seconds_by_group(target_folder(homes.home), wall)

    def _answer_folder(self, step: str) -> Path:
        return self._work / step.replace(", ", "_").replace(" ", "_")

    def _compare(self, homes: Homes) -> None:
        self._say("compare the answers")
        for step in (results.DUCKDB, results.POLARS):
            comparisons = compare(homes.home.warehouse, self._answer_folder(step))
            wrong = [comparison for comparison in comparisons if not comparison.is_same]
            if wrong:
                raise BenchError(
                    f"the answer of {step} is not that of the marts, so no times are told:\n"
                    + "\n".join(map(str, wrong))
                )
            self._results.answer_rows = {c.table: c.row_count for c in comparisons}
