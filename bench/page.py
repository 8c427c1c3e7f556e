"""The published page: `docs/benchmarks.md`, its picture, and the tables of `docs/scale.md`."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bench import results as steps
from bench.measuring import BenchError
from bench.picture import draw
from bench.ratios import MEGABYTE, WHOLE, Ratio, growth, ratios

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.results import Results

PAGE = "benchmarks.md"
PICTURE = "benchmarks.svg"
SCALE_PAGE = "scale.md"
BEGIN, END = "<!-- measured: written by make bench-page -->", "<!-- end of measured -->"

ALL_SAMPLES = 20
GIGABYTE = 1_000 * MEGABYTE
LARGEST_TABLES = 12

HEAD = Path(__file__).with_name("page_head.md")

SCALE_WORDS = "The line through the scales {smaller} and {larger}, drawn on to all samples:\n"


def write_pages(recorded: Sequence[Results], folder: Path) -> list[Path]:
    """Write the pages below *folder* from what is recorded; return the files.

    Raises BenchError if nothing is recorded, or `scale.md` has no place for its tables.
    """
    if not recorded:
        raise BenchError("nothing is recorded yet: run `make bench` first")
    # Parts of a sample tell more of dbt's start than of rows.
    recorded = [one for one in recorded if one.scale >= WHOLE] or recorded[-1:]
    draw(recorded[0], folder / PICTURE)
    page = folder / PAGE
    page.write_text(_page(recorded), encoding="utf-8")
    scale_page = folder / SCALE_PAGE
    text = scale_page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise BenchError(f"{scale_page} lacks the lines {BEGIN} and {END}: put them back")
    scale_page.write_text(
        f"{before}{begin}\n\n{_projection(recorded)}\n{end}{after}", encoding="utf-8"
    )
    return [folder / PICTURE, page, scale_page]


def summary(measured: Results) -> str:
    """Return what a run measured, as a person reads it in a terminal."""
    ratio_rows = [(r.name, r.figure, _goal(r)) for r in ratios(measured)]
    return "\n".join([*_aligned(_cost_rows(measured)), "", *_aligned(ratio_rows)])


def _page(recorded: Sequence[Results]) -> str:
    parts = [HEAD.read_text(encoding="utf-8"), f"![Where the time goes]({PICTURE})\n"]
    for one, other in pairwise(recorded):
        parts += [
            f"## From scale {one.scale:g} to {other.scale:g}\n",
            _table(
                ("", "measured", "goal"),
                [(r.name, r.figure, _goal(r)) for r in growth(one, other)],
            ),
        ]
    for measured in reversed(recorded):
        parts.append(_scale_part(measured))
    return "\n".join(parts)


def _scale_part(measured: Results) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in measured.versions.items())
    answer = " and ".join(
        f"{rows:,} rows of {name}" for name, rows in measured.answer_rows.items()
    )
    tables = sorted(
        ((name, size) for name, size in measured.sizes.items() if "." in name),
        key=lambda item: -item[1],
    )
    return "\n".join(
        [
            f"## Scale {measured.scale:g}\n",
            f"{measured.persons:,} persons, {measured.rows['carrier']:,} carrier claims, "
            f"{measured.rows['fill']:,} fills, "
            f"{measured.sizes['csv'] / MEGABYTE:,.0f} MB of CSV. "
            f"Measured on {measured.date} at commit {measured.commit}: {measured.machine}; "
            f"{versions}; memory limit {measured.memory_limit} unless said otherwise. "
            f"The same {answer} of every contender.\n",
            _table(
                ("", "measured", "goal"), [(r.name, r.figure, _goal(r)) for r in ratios(measured)]
            ),
            _table(("step", "wall", "CPU", "greatest memory"), _cost_rows(measured)),
            "Memory is that of the largest process. Short steps are the median of three.\n",
            _table(
                ("on disk", "MB", "of the CSV files"),
                [
                    (name, f"{size / MEGABYTE:,.1f}", f"{size / measured.sizes['csv']:.1%}")
                    for name, size in [
                        *(
                            (place, measured.sizes[place])
                            for place in ("csv", "lake", "warehouse")
                        ),
                        *tables[:LARGEST_TABLES],
                        ("the other tables", sum(size for _, size in tables[LARGEST_TABLES:])),
                    ]
                ],
            ),
        ]
    )


def _cost_rows(measured: Results) -> list[tuple[str, ...]]:
    return [
        (
            step,
            f"{cost.wall:,.1f} s",
            f"{cost.cpu:,.1f} s",
            f"{cost.peak_bytes / MEGABYTE:,.0f} MB",
        )
        for step in measured.costs
        for cost in [measured.cost(step)]
    ]


def _projection(recorded: Sequence[Results]) -> str:
    """Return the table of what all samples would take, from the two largest scales."""
    if len(recorded) == 1:
        return "One scale is recorded so far; a slope takes two.\n"
    smaller, larger = recorded[-2:]
    figures = zip(_extents(smaller), _extents(larger), strict=True)
    rows = [
        _extended(name, low, high, (smaller.scale, larger.scale))
        for (name, low), (_, high) in figures
    ]
    words = SCALE_WORDS.format(smaller=f"{smaller.scale:g}", larger=f"{larger.scale:g}")
    heading = (
        *("", f"scale {smaller.scale:g}", f"scale {larger.scale:g}", "a sample more"),
        f"all {ALL_SAMPLES}",
    )
    return f"{words}\n{_table(heading, rows)}"


def _extents(measured: Results) -> list[tuple[str, float]]:
    """Return what grows with the scale; memory does not, for it has a limit."""
    paths = {
        "load": steps.LOAD,
        "full build": steps.BUILD,
        "full build with tests": steps.BUILD_TESTED,
        "refresh after 1 % of a sample": steps.REFRESHES[0],
    }
    return [
        *((f"{name}, minutes", measured.wall(step) / 60) for name, step in paths.items()),
        *(
            (f"{place}, GB on disk", measured.sizes[place] / GIGABYTE)
            for place in ("csv", "lake", "warehouse")
        ),
    ]


def _extended(name: str, low: float, high: float, scales: tuple[float, float]) -> tuple[str, ...]:
    """Return a row: both figures, the slope between them, and where the line comes to."""
    slope = (high - low) / (scales[1] - scales[0])
    everything = high + slope * (ALL_SAMPLES - scales[1])
    return name, f"{low:,.1f}", f"{high:,.1f}", f"{slope:,.2f}", f"{everything:,.0f}"


def _goal(ratio: Ratio) -> str:
    return ratio.goal + ("" if ratio.is_met in (None, True) else ", missed")


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heading) + " |", "|---" + "|---:" * (len(heading) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
