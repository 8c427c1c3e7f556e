"""A generator's files put in another order, sent again and taken back, with builds on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from building import TABLES
from equivalence.series import PARTIAL_BUILDS, File, Retraction

if TYPE_CHECKING:
    import random
    from collections import Counter
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from equivalence.series import Step


@dataclass(frozen=True)
class FileCourse:
    """The steps of a series; *kinds* counts its changes by their kind."""

    steps: tuple[Step, ...]
    kinds: Counter[str]


def in_disorder(
    files: Sequence[Path],
    kinds: Counter[str],
    chance: random.Random,
    *,
    late: float,
    again: float,
    built: float,
) -> FileCourse:
    """Return a course over *files*, one delivery of which is taken back on the way.

    *late* and *again* are the shares of the files that come at another time, or once more, *built*
    is how often something is built after one. What this does is added to *kinds*.
    """
    paths = list(files)
    for path in chance.sample(paths, round(late * len(paths))):
        paths.remove(path)
        paths.insert(chance.randrange(len(paths) + 1), path)
        kinds["late"] += 1
    for path in chance.sample(paths, round(again * len(paths))):
        paths.insert(chance.randrange(paths.index(path) + 1, len(paths) + 1), path)
        kinds["in a file again"] += 1
    retraction = chance.randrange(len(paths) // 3, len(paths))
    steps: list[Step] = []
    for place, path in enumerate(paths):
        steps.append(File(path, None, 0))
        if place == retraction:
            # What holds it is built anew whole.
            steps += [Retraction(chance.randrange(place)), TABLES]
            kinds["retracted"] += 1
        elif chance.random() < built:
            steps.append(chance.choice((TABLES, *PARTIAL_BUILDS)))
    return FileCourse((*steps, TABLES), kinds)


def in_halves(path: Path, halves: Iterable[int]) -> list[Path]:
    """Split a file in two: of each row, *halves* tells whether it goes to the first or second."""
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    written: tuple[list[str], list[str]] = ([header], [header])
    for line, half in zip(lines, halves, strict=True):
        written[half].append(line)
    paths = [path.with_name(f"{path.stem}_{number}") / path.name for number in range(2)]
    for half_path, half_lines in zip(paths, written, strict=True):
        half_path.parent.mkdir()
        half_path.write_text("".join(half_lines), encoding="utf-8")
    path.unlink()
    return paths
