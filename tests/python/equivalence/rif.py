"""Series of RIF's files and changes, and in plain Python what of them is current.

The files are the generator's: a release and deliveries of changes to it. Here they are split, put
in another order, sent again and taken back, with builds on the way.
"""

from __future__ import annotations

import csv
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from building import TABLES
from equivalence.series import PARTIAL_BUILDS, File, Retraction

from medicare_claims.generate.rif import RifOptions, generate_rif

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from equivalence.oracle import Delivered
    from equivalence.series import Step

DELIVERIES = 4
SPLIT_SHARE, AGAIN_SHARE, LATE_SHARE, BUILD_SHARE = 0.1, 0.05, 0.2, 0.05
RETRACTIONS = 1

Row = tuple[str, int | None, int, int]
"""The key of a claim, fill or person's year, the line of a claim, the delivery and its row."""


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
    for place in (folder, *sorted(folder.glob("delivery_*"))):
        for changes in json.loads((place / "manifest_rif.json").read_text())["changes"].values():
            kinds.update(changes)
        for path in chance.sample(sorted(place.glob("*.csv")), len(list(place.glob("*.csv")))):
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
    record_halves: dict[str, int] = {}
    for line, (_, row) in zip(lines, _rows(path), strict=True):
        key = _key(path, row)
        halves[record_halves.setdefault(key, chance.randrange(2))].append(line)
    written = []
    for number, half in enumerate(halves):
        folder = path.with_name(f"{path.stem}_{number}")
        folder.mkdir()
        written.append(folder / path.name)
        written[-1].write_text("".join([header, *half]), encoding="utf-8")
    path.unlink()
    return written


def current_rif(delivered: Iterable[Delivered]) -> frozenset[Row]:
    """Return the current rows: a record is what its newest delivery holds of it.

    There the rows are events in their order: a deletion takes out what came before it, and of
    several rows of a line the last one stays.
    """
    newest: dict[str, list[Row]] = {}
    for delivery in sorted(delivered, key=lambda one: one.batch_sequence):
        records: dict[str, dict[int | None, Row]] = defaultdict(dict)
        for number, row in _rows(delivery.path):
            key = _key(delivery.path, row)
            if row.get("DML_IND") == "DELETE":
                records[key] = {}
            else:
                line = _line(row)
                records[key][line] = (key, line, delivery.batch_sequence, number)
        newest |= {key: list(lines.values()) for key, lines in records.items()}
    return frozenset(row for rows in newest.values() for row in rows)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE), start=1)


def _key(path: Path, row: dict[str, str]) -> str:
    if path.stem.startswith("beneficiary"):
        year = row.get("RFRNC_YR") or row["BENE_ENROLLMT_REF_YR"]  # in changes, and in a release
        return f"rif:{row['BENE_ID']}@{year}"
    number = row["PDE_ID"] if path.stem == "pde" else row["CLM_ID"]
    return f"rif:{path.stem}:{number}"


def _line(row: dict[str, str]) -> int | None:
    number = row.get("CLM_LINE_NUM") or row.get("LINE_NUM")
    return int(number) if number else None


CURRENT_ROWS = """
select claim_key, cast(line_number as integer), batch_sequence, source_row_number
from core.fact_claim_line
union all
select fill_key, null, batch_sequence, source_row_number
from core.fact_prescription_fill
union all
select 'rif:' || beneficiary_id || '@' || claim_year, null, batch_sequence, source_row_number
from core.fact_beneficiary_year
"""
