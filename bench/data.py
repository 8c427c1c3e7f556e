"""The files that are measured on: generated once, and used again by later runs.

A scale of 1 is one sample of CMS's size, 3 are three of them, 0.1 is a tenth of one. Sample 1 has
two later deliveries, of 1 % and of 0.01 % of its claims, so the same delivery meets a warehouse of
one sample and one of three.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.errors import UsageError
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.generate.desynpuf.options import SAMPLES, WHOLE_SAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SEED = 2008
CHANGE_SHARES = (0.01, 0.0001)
MARKER = "made.json"
"""Written last: a folder without it, or with another one, is made anew."""

KINDS = {
    "beneficiary": "*_Beneficiary_Summary_File_*.csv",
    "carrier": "*_Carrier_Claims_*.csv",
    "inpatient": "*_Inpatient_Claims_*.csv",
    "outpatient": "*_Outpatient_Claims_*.csv",
    "fill": "*_Prescription_Drug_Events_*.csv",
}
"""The kinds of file, each with the pattern of its names."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many samples there are, and how many persons each has."""

    samples: int
    persons: int

    @classmethod
    def of(cls, scale: float) -> Size:
        """Return the size that *scale* asks for. Raises UsageError for what cannot be meant."""
        if 0 < scale <= 1:
            return cls(1, max(1, round(scale * WHOLE_SAMPLE)))
        if float(scale).is_integer() and 1 < scale <= SAMPLES:
            return cls(int(scale), WHOLE_SAMPLE)
        raise UsageError(
            f"SCALE={scale:g}: give a part of a sample, above 0, or a number of whole ones, "
            f"2 to {SAMPLES}"
        )


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a size: those of the base by kind, and two later deliveries."""

    base: Mapping[str, list[Path]]
    deliveries: tuple[list[Path], ...]

    @property
    def files(self) -> list[Path]:
        """All files of the base."""
        return [path for paths in self.base.values() for path in paths]

    @property
    def byte_count(self) -> int:
        """Bytes of the base."""
        return sum(path.stat().st_size for path in self.files)


def prepare(size: Size, folder: Path, say: Callable[[str], None]) -> Inputs:
    """Return the files of *size* below *folder*; make those that are not there yet."""
    samples = [folder / str(size.persons) / f"sample_{n}" for n in range(1, size.samples + 1)]
    for number, sample in enumerate(samples, start=1):
        _make(number, size.persons, sample, say)
    base = {kind: sorted(path for s in samples for path in s.glob(KINDS[kind])) for kind in KINDS}
    deliveries = tuple(
        sorted((samples[0] / f"delivery_{number:02d}").glob("*.csv"))
        for number in range(1, len(CHANGE_SHARES) + 1)
    )
    return Inputs(base, deliveries)


def _make(number: int, persons: int, folder: Path, say: Callable[[str], None]) -> None:
    options = GenerateOptions(
        seed=SEED,
        beneficiaries=persons,
        sample=number,
        deliveries=len(CHANGE_SHARES) if number == 1 else 0,
        change_shares=CHANGE_SHARES if number == 1 else CHANGE_SHARES[:1],
        file_format="csv",
        processes=os.cpu_count() or 1,
    )
    marker = folder / MARKER
    wanted = {"seed": SEED, "persons": persons, "shares": list(options.change_shares)}
    if marker.is_file() and json.loads(marker.read_text(encoding="utf-8")) == wanted:
        return
    if folder.exists():
        shutil.rmtree(folder)
    say(f"generate sample {number} of {persons:,} persons")
    generate_desynpuf(options, folder)
    marker.write_text(json.dumps(wanted), encoding="utf-8")


def count_rows(inputs: Inputs) -> dict[str, int]:
    """Return the rows of the base by kind and of each delivery, headers not counted.

    That reads every file, so each contender then finds them in the system's cache.
    """
    counted = {kind: _rows_of(files) for kind, files in inputs.base.items()}
    for number, files in enumerate(inputs.deliveries, start=1):
        counted[f"delivery {number}"] = _rows_of(files)
    return counted


def _rows_of(files: list[Path]) -> int:
    lines = 0
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                lines += block.count(b"\n")
    return lines - len(files)
