"""Series of RIF's files and changes, and where what is current of them stands.

The files are the generator's: a release and deliveries of changes to it. Here they are split, put
in another order, sent again and taken back, with builds on the way.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from building import TABLES
from equivalence.series import PARTIAL_BUILDS, File, Retraction
from rif_files import current_after, deliveries, key_of, line_of, read

from medicare_claims.generate.rif import RifOptions, generate_rif

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from equivalence.oracle import Delivered
    from equivalence.series import Step

DELIVERIES = 4
SPLIT_SHARE, AGAIN_SHARE, LATE_SHARE, BUILD_SHARE = 0.1, 0.05, 0.2, 0.05
RETRACTIONS = 1


@dataclass(frozen=True)
class RifCourse:
    """The steps of a series; *kinds* counts its changes by their kind."""

    steps: tuple[Step, ...]
    kinds: Counter[str]


def lay_out_rif(seed: int, folder: Path) -> RifCourse:
    """Write the files of a series below *folder* and return its steps."""
    chance = random.Random(seed)
    generate_rif(
        RifOptions(
            seed=seed,
            beneficiaries=40,
            first_year=2016,
            last_year=2018,
            deliveries=DELIVERIES,
            change_share=0.25,
        ),
        folder,
    )
    kinds: Counter[str] = Counter()
    paths: list[Path] = []
    for place in deliveries(folder):
        for changes in json.loads((place / "manifest_rif.json").read_text())["changes"].values():
            kinds.update(changes)
        files = sorted(place.glob("*.csv"))
        for path in chance.sample(files, len(files)):
            paths += _halves(path, chance) if chance.random() < SPLIT_SHARE else [path]
    for path in chance.sample(paths, round(LATE_SHARE * len(paths))):
        paths.remove(path)
        paths.insert(chance.randrange(len(paths)), path)
        kinds["late"] += 1
    for path in chance.sample(paths, round(AGAIN_SHARE * len(paths))):
        paths.insert(chance.randrange(paths.index(path), len(paths)), path)
        kinds["in a file again"] += 1
    retracted = chance.sample(range(len(paths) // 4, len(paths)), RETRACTIONS)
    steps: list[Step] = []
    for place, path in enumerate(paths):
        steps.append(File(path, None, 0))
        if place in retracted:
            # What holds it is built anew whole.
            steps += [Retraction(chance.randrange(place)), TABLES]
            kinds["retracted"] += 1
        elif chance.random() < BUILD_SHARE:
            steps.append(chance.choice(PARTIAL_BUILDS))
    return RifCourse((*steps, TABLES), kinds)


def _halves(path: Path, chance: random.Random) -> list[Path]:
    """Split a file in two; all rows of a record stay together."""
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    halves: tuple[list[str], list[str]] = ([], [])
    record_halves: dict[tuple[str, ...], int] = {}
    for line, row in zip(lines, read(path), strict=True):
        key = key_of(_kind(path), row)
        halves[record_halves.setdefault(key, chance.randrange(2))].append(line)
    written = []
    for number, half in enumerate(halves):
        folder = path.with_name(f"{path.stem}_{number}")
        folder.mkdir()
        written.append(folder / path.name)
        written[-1].write_text("".join([header, *half]), encoding="utf-8")
    path.unlink()
    return written


def current_rif(delivered: Iterable[Delivered]) -> frozenset[tuple[str, ...]]:
    """Return the current rows as `CURRENT_ROWS` words them."""
    sent: dict[str, list[list[dict[str, str]]]] = defaultdict(list)
    for delivery in sorted(delivered, key=lambda one: one.batch_sequence):
        places = enumerate(read(delivery.path), start=1)
        sent[_kind(delivery.path)].append(
            [{**row, _PLACE: f"{delivery.batch_sequence}:{number}"} for number, row in places]
        )
    return frozenset(
        (kind, "@".join(key), str(line_of(row)), row[_PLACE])
        for kind, files in sent.items()
        for key, lines in current_after(kind, files).items()
        for row in lines
    )


def _kind(path: Path) -> str:
    return path.stem.split("_")[0]


_PLACE = "delivery and row"

CURRENT_ROWS = """
select claim_type, claim_id, line_number::varchar, batch_sequence || ':' || source_row_number
from core.fact_claim_line
union all
select 'pde', fill_id, '0', batch_sequence || ':' || source_row_number
from core.fact_prescription_fill
union all
select
    'beneficiary',
    beneficiary_id || '@' || claim_year,
    '0',
    batch_sequence || ':' || source_row_number
from core.fact_beneficiary_year
"""
