"""The code lists that claims draw from, each code as often as CMS's own files use it."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from medicare_claims.generate.draws import urn

Codes = tuple[str, ...]

NDC_LENGTH = 11
LABELER_LENGTH = 5


@cache
def diagnoses(use: str) -> Codes:
    """Return ICD-9 diagnosis codes without a dot.

    *use* is where they stand: `inpatient`, `outpatient`, `carrier` (a claim's own codes), `line`
    (a carrier line's) or `admitting`. 1 to 3 % of them are in no current ICD-9 list.
    """
    return _codes("diagnoses.csv", use)


@cache
def inpatient_procedures() -> Codes:
    """Return what stands in procedure fields: ICD-9 procedures and, often, diagnoses."""
    return _codes("inpatient_procedures.csv", "count")


@cache
def hcpcs(use: str) -> Codes:
    """Return HCPCS codes; *use* is `outpatient` or `carrier`."""
    return _codes("hcpcs.csv", use)


@cache
def drgs() -> Codes:
    """Return diagnosis related groups, the unknown ones (`000`, `OTH`) included."""
    return _codes("drgs.csv", "count")


@cache
def drugs() -> Codes:
    """Return whole drug codes that CMS's file repeats."""
    return _codes("drugs.csv", "count")


@cache
def labelers() -> Codes:
    """Return the first five digits of drug codes."""
    return _codes("labelers.csv", "count")


@cache
def counties() -> tuple[tuple[str, str], ...]:
    """Return pairs of SSA state and county code; states 40 and 48 are folded into 54."""
    return urn({(row["state"], row["county"]): int(row["count"]) for row in _rows("counties.csv")})


def _codes(file_name: str, column: str) -> Codes:
    return urn({row["code"]: int(row[column]) for row in _rows(file_name)})


def _rows(file_name: str) -> list[dict[str, str]]:
    path = files(__package__) / "frequencies" / file_name
    with path.open(encoding="ascii") as file:
        return list(csv.DictReader(file))
