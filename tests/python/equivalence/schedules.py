"""Schedules: what is said of some forty persons, delivery by delivery."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claim_files import BENEFICIARY
from equivalence.changes import AGREEING, CHANGES, Around
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from equivalence.people import Person
    from equivalence.versions import Version

PEOPLE = 40
NEVER_ENROLLED = 0.08
"""The share of persons whose Beneficiary Summary never comes."""


@dataclass(frozen=True)
class Plan:
    """What a schedule is drawn from; the same plan and persons give the same schedule.

    *late_share* of the claims and fills come after the first of *rounds*. Beneficiary Summaries
    come with the first, with the last, or each year at a time of its own. *changes* is how many
    records a later round changes. *agrees*: no two deliveries say different things of a record.
    """

    seed: int
    rounds: int
    late_share: float
    summaries: str
    changes: int
    agrees: bool = False


@dataclass(frozen=True)
class Schedule:
    """What is delivered in each round, and how often which kind of change occurs."""

    rounds: tuple[tuple[Version, ...], ...]
    kinds: Counter[str]


def plans(*, agrees: bool) -> st.SearchStrategy[Plan]:
    """Plans of all sorts."""
    return st.builds(
        Plan,
        seed=st.integers(0, 2**32 - 1),
        rounds=st.integers(3, 8),
        late_share=st.sampled_from((0.1, 0.3, 0.6)),
        summaries=st.sampled_from(("first", "last", "mixed")),
        changes=st.integers(10, 25),
        agrees=st.just(agrees),
    )


def make_schedule(plan: Plan, people: Sequence[Person]) -> Schedule:
    """Return the schedule of *plan* for *people*."""
    chance = random.Random(plan.seed)
    around = Around(chance, [person.beneficiary_id for person in people])
    rounds: list[list[Version]] = [[] for _ in range(plan.rounds)]
    kinds: Counter[str] = Counter()
    for version in _first_versions(people, chance):
        place = _first_round(plan, version, chance)
        rounds[place].append(version)
        if place:
            kinds["late year" if version.dataset == BENEFICIARY else "late"] += 1
    ways = AGREEING if plan.agrees else CHANGES
    names = chance.sample(list(ways), len(ways))
    sent: dict[tuple[str, str, int | None], list[Version]] = {}
    for place, first_versions in enumerate(rounds):
        known = list(sent)
        for turn in range(plan.changes if known else 0):
            name = names[(place * plan.changes + turn) % len(names)]
            for record in chance.sample(known, len(known)):
                versions = ways[name](sent[record], around)
                if versions:
                    first_versions.extend(versions)
                    kinds[name] += 1
                    break
        for version in first_versions:
            if not version.is_unreadable:
                sent.setdefault(version.record, []).append(version)
    return Schedule(tuple(map(tuple, rounds)), kinds)


def _first_versions(people: Sequence[Person], chance: random.Random) -> list[Version]:
    versions = []
    for person in people:
        is_enrolled = chance.random() >= NEVER_ENROLLED
        versions += [v for v in person.versions if is_enrolled or v.dataset != BENEFICIARY]
    return versions


def _first_round(plan: Plan, version: Version, chance: random.Random) -> int:
    last = plan.rounds - 1
    if version.dataset == BENEFICIARY:
        times = {"first": (0, 0), "last": (last, last), "mixed": (0, last)}
        return chance.randint(*times[plan.summaries])
    return chance.randint(1, last) if chance.random() < plan.late_share else 0
