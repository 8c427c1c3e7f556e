"""What the measurements come to: ratios, and what the project holds itself to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench import results as steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.results import Results

MEGABYTE = 1_000_000
SMALL_LIMIT = 2_000 * MEGABYTE
HEADROOM = 250 * MEGABYTE
WHOLE = 1


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure as people read it, beside the most it should be, where there is such a goal."""

    name: str
    figure: str
    goal: str = ""
    is_met: bool | None = None


def ratios(measured: Results) -> Iterator[Ratio]:
    """Yield what one scale came to; goals are those of a whole sample."""
    for ratio in _ratios(measured):
        yield ratio if measured.scale >= WHOLE else replace(ratio, goal="", is_met=None)


def _ratios(measured: Results) -> Iterator[Ratio]:
    path = measured.wall(steps.LOAD, steps.BUILD)
    tested = measured.wall(steps.LOAD, steps.BUILD_TESTED)
    start_up = measured.wall(steps.START_UP)
    script = measured.wall(steps.DUCKDB)
    yield _times("load + full build / DuckDB script", path / script, goal=2.0)
    yield _times("load + full build with tests / DuckDB script", tested / script)
    yield _times("load + full build / Polars script", path / measured.wall(steps.POLARS))
    yield _times("load + full build / rows counted", path / measured.wall(steps.LOWER_BOUND))
    refresh = measured.wall(steps.REFRESHES[0]) - start_up
    yield _share("refresh after 1 %, start-up aside / load + full build", refresh / path, 0.1)
    loaded = refresh + measured.wall(steps.LOADS[0])
    yield _share("load of 1 % and refresh, start-up aside / load + full build", loaded / path)
    refresh_tested = measured.wall(steps.REFRESHES_TESTED[0]) - start_up
    yield _share("refresh after 1 % / load + full build, both with tests", refresh_tested / tested)
    for step, goal in (
        (steps.REFRESHES[1], 3.0),
        (steps.REFRESHES_TESTED[1], None),
        (steps.NOTHING_NEW, 1.0),
        (steps.NOTHING_NEW_TESTED, 1.0),
    ):
        yield _seconds(f"{step}, above start-up", measured.wall(step) - start_up, goal)
    peak = max(measured.cost(step).peak_bytes for step in (steps.BUILD_SMALL, steps.REFRESH_SMALL))
    yield _megabytes(f"greatest memory at {steps.SMALL_MEMORY}, full build and refresh", peak)
    yield _megabytes("greatest memory of a load", measured.cost(steps.LOAD).peak_bytes)
    stored = measured.sizes["lake"] + measured.sizes["warehouse"]
    yield _share("lake and warehouse / CSV files", stored / measured.sizes["csv"], 0.5)
    for place, goal in (("marts", 10.0), ("fact", 100.0)):
        figure = measured.lookups[place]
        name = f"one member's year from the {place}"
        yield _ratio(name, figure, f"{figure:.1f} ms", goal, f"≤ {goal:.0f} ms")


def growth(smaller: Results, larger: Results) -> Iterator[Ratio]:
    """Yield how costs grow from one scale to a larger one."""
    span = f"from {smaller.scale:g} to {larger.scale:g}"
    linear = larger.scale / smaller.scale
    path = larger.wall(steps.LOAD, steps.BUILD) / smaller.wall(steps.LOAD, steps.BUILD)
    yield _times(f"load + full build, {span}", path, goal=linear * 3.2 / 3)
    refresh = larger.wall(steps.REFRESHES[0]) / smaller.wall(steps.REFRESHES[0])
    yield _times(f"refresh after the same delivery, {span}", refresh, goal=1.5)


def _times(name: str, figure: float, goal: float | None = None) -> Ratio:
    return _ratio(name, figure, f"{figure:.2f} times", goal, f"≤ {goal or 0:.1f}")


def _share(name: str, figure: float, goal: float | None = None) -> Ratio:
    return _ratio(name, figure, f"{figure:.1%}", goal, f"≤ {goal or 0:.0%}")


def _seconds(name: str, figure: float, goal: float | None = None) -> Ratio:
    return _ratio(name, figure, f"{figure:.1f} s", goal, f"≤ {goal or 0:.0f} s")


def _megabytes(name: str, figure: int) -> Ratio:
    goal = SMALL_LIMIT * 1.25 + HEADROOM
    return _ratio(
        name, figure, f"{figure / MEGABYTE:,.0f} MB", goal, f"≤ {goal / MEGABYTE:,.0f} MB"
    )


def _ratio(name: str, figure: float, words: str, goal: float | None, most: str) -> Ratio:
    if goal is None:
        return Ratio(name, words)
    return Ratio(name, words, most, figure <= goal)
