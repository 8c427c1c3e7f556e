"""What a run measured: recorded as JSON, one file a scale, and read again for the page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bench.measuring import Cost, middle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOWER_BOUND = "read_csv, rows counted"
DUCKDB = "one DuckDB script"
POLARS = "one Polars script"
LOAD = "load"
BUILD = "full build"
BUILD_TESTED = "full build with tests"
START_UP = "start-up"
NOTHING_NEW = "dbt build without tests, nothing new"
NOTHING_NEW_TESTED = "claims build, nothing new"
LOADS = ("load of 1 %", "load of 0.01 %")
REFRESHES = ("refresh after 1 %", "refresh after 0.01 %")
REFRESHES_TESTED = ("refresh with tests after 1 %", "refresh with tests after 0.01 %")
SMALL_MEMORY = "2GB"
BUILD_SMALL = f"full build at {SMALL_MEMORY}"
REFRESH_SMALL = f"refresh after 1 % at {SMALL_MEMORY}"


@dataclass(slots=True)
class Results:
    """All that one run measured at one scale."""

    scale: float
    persons: int
    date: str
    commit: str
    machine: str
    memory_limit: str
    versions: Mapping[str, str]
    rows: Mapping[str, int]
    """Rows of the base by kind of file, and of the deliveries by their number."""
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    """What each step took, each time it was measured."""
    timelines: dict[str, dict[str, float]] = field(default_factory=dict)
    """Seconds of a build by what they went into."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Bytes of the CSV files, the lake, the warehouse and each of its tables."""
    lookups: dict[str, float] = field(default_factory=dict)
    """Median milliseconds of one member-year, by where it was read."""
    answer_rows: dict[str, int] = field(default_factory=dict)
    """Rows of each answer, which was the same of every contender."""

    def cost(self, step: str) -> Cost:
        """Return what *step* took."""
        return middle(self.costs[step])

    def wall(self, *steps: str) -> float:
        """Return the seconds of *steps*, one after the other."""
        return sum(self.cost(step).wall for step in steps)


def write(results: Results, folder: Path) -> Path:
    """Write *results* to *folder*, whole or not at all; return the file."""
    path = folder / f"results-{results.scale:g}.json"
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(results), indent=1) + "\n", encoding="utf-8")
    return partial.replace(path)


def read_all(folder: Path) -> list[Results]:
    """Return what is recorded in *folder*, the smallest scale first."""
    return sorted(
        (_read(path) for path in folder.glob("results-*.json")),
        key=lambda results: results.scale,
    )


def _read(path: Path) -> Results:
    recorded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    costs = {step: [Cost(**cost) for cost in runs] for step, runs in recorded["costs"].items()}
    return Results(**(recorded | {"costs": costs}))
