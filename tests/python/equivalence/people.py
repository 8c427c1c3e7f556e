"""Persons with some years, claims and fills each: realistic, and few enough to build often."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claim_files import BENEFICIARY, CARRIER, INPATIENT, OUTPATIENT, PDE
from equivalence.versions import RECORD_ID, Row, Version, places

from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

YEARS = (2008, 2009, 2010)
MOST_RECORDS = {INPATIENT.name: 2, OUTPATIENT.name: 3, CARRIER.name: 3, PDE.name: 2}
"""Of one person. A generated one has some 40 carrier claims; more of the same proves no more."""


@dataclass(frozen=True)
class Person:
    """A beneficiary, and everything that was ever said of them at first."""

    beneficiary_id: str
    versions: tuple[Version, ...]


def make_people(seed: int, count: int, folder: Path) -> list[Person]:
    """Return *count* generated persons; *folder* takes the files they are read from."""
    generate_desynpuf(GenerateOptions(seed=seed, beneficiaries=count, file_format="csv"), folder)
    records: dict[tuple[str, str, int | None], list[Row]] = defaultdict(list)
    for year in YEARS:
        for row in _rows(folder, f"_{year}_Beneficiary"):
            records[(BENEFICIARY.name, row[0], year)].append(row)
    for dataset, part in (
        (INPATIENT, "Inpatient"),
        (OUTPATIENT, "Outpatient"),
        (CARRIER, "Carrier"),
        (PDE, "Prescription"),
    ):
        place = places(dataset.name)[RECORD_ID[dataset.name]]
        for row in _rows(folder, part):
            records[(dataset.name, row[place], None)].append(row)
    datasets = {d.name: d for d in (BENEFICIARY, INPATIENT, OUTPATIENT, CARRIER, PDE)}
    versions: dict[str, list[Version]] = defaultdict(list)
    for (name, _, year), rows in records.items():
        of_person = versions[rows[0][0]]
        known = sum(version.dataset.name == name for version in of_person)
        if known < MOST_RECORDS.get(name, len(YEARS)):
            of_person.append(Version(datasets[name], tuple(rows), year))
    return [Person(person, tuple(of_person)) for person, of_person in sorted(versions.items())]


def _rows(folder: Path, part: str) -> Iterator[Row]:
    for path in sorted(folder.glob(f"*{part}*.csv")):
        with path.open(newline="") as file:
            lines = csv.reader(file)
            next(lines)
            yield from map(tuple, lines)
