"""Where the time of a build goes, from what dbt writes down about it."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

START_UP = "start-up"
SHARED = "seeds, views"
TESTS = "tests"
LAYERS = {"core": "core", "marts": "marts", "quality": "findings", "intermediate": "findings"}
"""What the tables of a folder of models are for; the intermediate ones serve the findings."""

GROUPS = (START_UP, SHARED, "core", "marts", "findings", TESTS)

Interval = tuple[datetime, datetime, str]


def seconds_by_group(target: Path, wall: float) -> dict[str, float]:
    """Return how *wall* seconds of the run that left its results in *target* divide.

    A moment in which two nodes ran is half the one's and half the other's; one in which none ran
    is start-up, dbt's own reading, planning and writing.
    """
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes: dict[str, dict[str, Any]] = manifest["nodes"] | manifest["exposures"]
    shares = _shares(
        (min(begun), max(ended), _group(nodes[result["unique_id"]]))
        for result in results
        if (begun := _times(result, "started_at")) and (ended := _times(result, "completed_at"))
    )
    return {START_UP: max(wall - sum(shares.values()), 0.0), **shares}


def _times(result: dict[str, Any], end: str) -> list[datetime]:
    return [
        datetime.fromisoformat(step[end].replace("Z", "+00:00"))
        for step in result["timing"]
        if step[end]
    ]


def _group(node: dict[str, Any]) -> str:
    if node["resource_type"] == "test":
        return TESTS
    if node["resource_type"] != "model" or node["config"]["materialized"] == "view":
        return SHARED
    return LAYERS.get(node["fqn"][1], SHARED)


def _shares(intervals: Iterable[Interval]) -> dict[str, float]:
    """Return the seconds of each group; those in which several ran are shared."""
    changes = sorted(
        (moment, step, group)
        for begun, ended, group in intervals
        for moment, step in ((begun, 1), (ended, -1))
    )
    seconds = dict.fromkeys(GROUPS[1:], 0.0)
    running: dict[str, int] = dict.fromkeys(GROUPS[1:], 0)
    for (moment, step, group), following in pairwise(changes):
        running[group] += step
        lasted = (following[0] - moment).total_seconds()
        together = sum(running.values())
        if together:
            for name, count in running.items():
                seconds[name] += lasted * count / together
    return seconds
