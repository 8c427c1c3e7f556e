"""The code lists that claims draw from, and the values that never differ.

Counted in public files of CMS's synthetic claims; `tables/README.md` says which.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from medicare_claims.generate.draws import urn

Codes = tuple[str, ...]


class County(NamedTuple):
    """Where a person lives: SSA state and county, FIPS county, a ZIP code.

    The county codes have lost their leading zero, as in CMS's release.
    """

    state: str
    code: str
    fips: str
    zip_code: str


class Drug(NamedTuple):
    """A drug as dispensed; *brand* is `B` or `G`, generic."""

    code: str
    brand: str


@cache
def diagnoses(use: str) -> Codes:
    """Return ICD-10 codes without a dot; *use*: `institutional`, `professional`, `external`.

    Those of injuries lack their seventh character, as in CMS's release, or stop at an `X`.
    """
    return _codes("diagnoses.csv", use)


@cache
def procedures(kind: str) -> Codes:
    """Return ICD-10-PCS codes; *kind* is `inpatient`, `outpatient` or `snf`."""
    return _codes("procedures.csv", kind)


@cache
def hcpcs(kind: str) -> Codes:
    """Return HCPCS codes; *kind* as in the file's name."""
    return _codes("hcpcs.csv", kind)


@cache
def drgs() -> Codes:
    """Return diagnosis related groups; some stays have none."""
    return _codes("drgs.csv", "count")


@cache
def drugs() -> tuple[Drug, ...]:
    """Return drugs by national drug code."""
    return urn({Drug(row["code"], row["brand"]): int(row["count"]) for row in _rows("drugs.csv")})


@cache
def counties() -> tuple[County, ...]:
    """Return counties of all 51 states, by where persons live."""
    return urn(
        {
            County(row["state"], row["county"], row["fips"], row["zip"]): int(row["count"])
            for row in _rows("counties.csv")
        }
    )


@cache
def constants(dataset: str) -> dict[str, str]:
    """Return the columns of *dataset* that hold one value on every row; many are one blank."""
    return {
        row["column"]: row["value"] for row in _rows("constants.csv") if row["dataset"] == dataset
    }


def _rows(table: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables beside this module."""
    path = files(__package__) / "tables" / table
    with path.open(encoding="ascii") as file:
        return list(csv.DictReader(file))


def _codes(table: str, column: str) -> Codes:
    return urn({row["code"]: int(row[column]) for row in _rows(table)})
