"""Series: several schedules, of persons of their own, that share files and builds."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from building import TABLES
from claim_files import BENEFICIARY, CARRIER, FILE_NAMES, write_file
from equivalence.people import make_people
from equivalence.schedules import PEOPLE, Plan, make_schedule, plans
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from medicare_claims.lake.rejects import TOLERATED_REJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from equivalence.versions import Version

SPLIT_SHARE = 0.15
"""How many of a round's files come as two."""
AGAIN_SHARE = 0.06
"""How many files come once more, as a delivery of its own."""

PARTIAL_BUILDS = (
    ("run", "--select", "path:models/core"),
    ("run", "--select", "path:models/staging", "path:models/intermediate"),
    ("run", "--select", "+fact_claim_line"),
    ("run", "--select", "+fact_prescription_fill"),
    ("run", "--select", "dim_beneficiary"),
    ("run", "--select", "fact_claim_line"),
    ("run", "--select", "member_year_spend"),
    ("run", "--select", "path:models/marts"),
)


Build = tuple[str, ...]
"""Arguments of dbt."""


@dataclass(frozen=True)
class Series:
    """What a series is drawn from.

    *builds* are what dbt runs on the way, each at a point of the series: 0 before its first file,
    1 after its last. *retractions* are points at which an earlier file is taken back.
    """

    seed: int
    plans: tuple[Plan, ...]
    builds: tuple[tuple[float, Build], ...]
    retractions: tuple[float, ...]


@dataclass(frozen=True)
class File:
    """A file to load. *records* is how many versions of records it holds."""

    path: Path
    year: int | None
    records: int


@dataclass(frozen=True)
class Retraction:
    """Taking back the delivery that a series made as its *number*th, from 0."""

    number: int


Step = File | Retraction | Build


@dataclass(frozen=True)
class Course:
    """A series laid out: its steps in order.

    *kinds* counts the changes in it by their kind, *datasets* names the kinds of files.
    """

    series: Series
    steps: tuple[Step, ...]
    kinds: Counter[str]
    datasets: frozenset[str]

    def in_another_order(self) -> tuple[Step, ...]:
        """Return the same files in another order, and one build of them all."""
        files = [step for step in self.steps if isinstance(step, File)]
        return (*random.Random(self.series.seed).sample(files, len(files)), TABLES)


def draw_series(
    seed: int, *, schedules: int, agrees: bool = False, retracts: bool = False
) -> Series:
    """Return the series of *seed*; the same seed always gives the same series."""
    drawn: list[Series] = []

    # Hypothesis begins with the simplest example; the second is a random one.
    @seeded(seed)
    @settings(
        max_examples=2,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_series(seed, schedules, agrees, retracts))
    def draw(series: Series) -> None:
        drawn.append(series)

    draw()
    return drawn[-1]


def _series(seed: int, schedules: int, agrees: bool, retracts: bool) -> st.SearchStrategy[Series]:
    build = st.tuples(
        st.floats(0, 1),
        st.one_of(st.just(TABLES), st.sampled_from(PARTIAL_BUILDS)),
    )
    return st.builds(
        Series,
        seed=st.just(seed),
        plans=st.tuples(*[plans(agrees=agrees)] * schedules),
        builds=st.lists(build, min_size=3, max_size=6).map(sorted).map(tuple),
        retractions=st.lists(st.floats(0.2, 1), min_size=2 * retracts, max_size=3 * retracts).map(
            tuple
        ),
    )


def lay_out(series: Series, folder: Path) -> Course:
    """Write the files of *series* below *folder* and return its steps."""
    folder.mkdir()
    chance = random.Random(series.seed)
    everybody = make_people(series.seed, len(series.plans) * PEOPLE, folder / "generated")
    schedules = [
        make_schedule(plan, everybody[place * PEOPLE : (place + 1) * PEOPLE])
        for place, plan in enumerate(series.plans)
    ]
    kinds = sum((schedule.kinds for schedule in schedules), Counter[str]())
    files: list[File] = []
    for number in range(max(plan.rounds for plan in series.plans)):
        versions = [
            version
            for schedule in schedules
            for version in (schedule.rounds[number] if number < len(schedule.rounds) else ())
        ]
        for contents in _files_of(versions, chance):
            if files and chance.random() < AGAIN_SHARE:
                files.append(chance.choice(files))
                kinds["in a file again"] += files[-1].records
            files.append(_write(contents, folder / f"{len(files):03}", chance))
    retractions: dict[int, list[Retraction]] = defaultdict(list)
    for point in series.retractions:
        place = round(point * len(files))
        number = chance.randrange(place)
        retractions[place].append(Retraction(number))
        kinds["retracted"] += files[number].records
    datasets = frozenset(
        version.dataset.name
        for schedule in schedules
        for versions in schedule.rounds
        for version in versions
    )
    return Course(series, _steps(files, retractions, series.builds), kinds, datasets)


def _files_of(versions: Sequence[Version], chance: random.Random) -> list[list[Version]]:
    """Return what goes into each file of a round, in the order in which they are loaded."""
    contents: dict[tuple[str, int | None, int], list[Version]] = defaultdict(list)
    halves: dict[tuple[str, int | None], int] = {}
    for version in versions:
        kind = (version.dataset.name, version.year)
        if kind not in halves:
            halves[kind] = 1 + (chance.random() < SPLIT_SHARE)
        contents[(*kind, chance.randrange(halves[kind]))].append(version)
    return chance.sample(list(contents.values()), len(contents))


def _write(versions: list[Version], folder: Path, chance: random.Random) -> File:
    unreadable = [version for version in versions if version.is_unreadable]
    # With more of them the loader would refuse the whole file.
    kept = [v for v in versions if not v.is_unreadable] + unreadable[:TOLERATED_REJECTS]
    rows = [row for version in kept for row in version.rows]
    dataset, year = versions[0].dataset, versions[0].year
    name = FILE_NAMES[dataset.name]
    if dataset == BENEFICIARY:
        name = name.replace("2008", str(year))
    if dataset == CARRIER:
        name = name.replace("2A", chance.choice(("2A", "2B")))
    folder.mkdir()
    path = write_file(folder, dataset, chance.sample(rows, len(rows)), name)
    return File(path, year, len(kept))


def _steps(
    files: Sequence[File],
    retractions: Mapping[int, Sequence[Retraction]],
    builds: Sequence[tuple[float, Build]],
) -> tuple[Step, ...]:
    """Return everything in order, with a build of everything at the end."""
    steps: list[Step] = []
    waiting = list(builds)
    # Some models alone are not built upon others that hold what was retracted.
    is_whole = True
    for place in range(len(files) + 1):
        while waiting and waiting[0][0] * len(files) <= place:
            _, build = waiting.pop(0)
            steps.append(build if is_whole else TABLES)
            is_whole = True
        if place in retractions:
            steps.extend(retractions[place])
            is_whole = False
        steps.extend(files[place : place + 1])
    return (*steps, TABLES)
