"""A picture of where the time goes, readable on light and dark pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygal
from pygal.style import Style

from bench import results as steps
from bench.timeline import GROUPS

if TYPE_CHECKING:
    from pathlib import Path

    from bench.results import Results

SCRIPT = "script"
LOAD = "load"

COLORS = {
    SCRIPT: "#8c8c8c",
    LOAD: "#e8833a",
    "start-up": "#b9a3e3",
    "seeds, views": "#f2c14e",
    "core": "#2f7ed8",
    "marts": "#25a18e",
    "findings": "#d1495b",
    "tests": "#9fb8c8",
}

INK = "#787878"
"""Contrast enough on white and on black: the page of a repository may be either."""


def draw(measured: Results, path: Path) -> None:
    """Draw the steps of *measured*, the longest below, to the SVG file *path*."""
    bars = _bars(measured)
    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=INK,
        colors=tuple(COLORS.values()),
        font_family="sans-serif",
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=14,
        title_font_size=16,
        guide_stroke_color=INK,
        major_guide_stroke_color=INK,
        opacity=1,
    )
    chart = pygal.HorizontalStackedBar(
        style=style,
        js=[],
        width=960,
        height=120 + 44 * len(bars),
        legend_at_bottom=True,
        truncate_legend=-1,
        legend_at_bottom_columns=len(COLORS),
        x_title="seconds",
        title=f"Where the time goes, scale {measured.scale:g}",
        no_prefix=True,
        disable_xml_declaration=True,
        show_y_guides=True,
        spacing=12,
    )
    # The first stands at the bottom of such a chart.
    names = list(reversed(bars))
    chart.x_labels = names
    for series in (SCRIPT, LOAD, *GROUPS):
        chart.add(series, [round(bars[name].get(series, 0.0), 2) or None for name in names])
    path.write_text(chart.render(is_unicode=True) + "\n", encoding="utf-8")


def _bars(measured: Results) -> dict[str, dict[str, float]]:
    """Return seconds by series, by bar."""
    load = {LOAD: measured.wall(steps.LOAD)}
    loads = [{LOAD: measured.wall(step)} for step in steps.LOADS]
    timelines = measured.timelines
    return {
        steps.LOWER_BOUND: {SCRIPT: measured.wall(steps.LOWER_BOUND)},
        steps.DUCKDB: {SCRIPT: measured.wall(steps.DUCKDB)},
        steps.POLARS: {SCRIPT: measured.wall(steps.POLARS)},
        "load, full build": load | timelines[steps.BUILD],
        "load, full build, tests": load | timelines[steps.BUILD_TESTED],
        "1 % new": loads[0] | timelines[steps.REFRESHES[0]],
        "1 % new, tests": loads[0] | timelines[steps.REFRESHES_TESTED[0]],
        "0.01 % new": loads[1] | timelines[steps.REFRESHES[1]],
        "0.01 % new, tests": loads[1] | timelines[steps.REFRESHES_TESTED[1]],
    }
