"""The files of the release, named as on data.cms.gov."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medicare_claims.generate.rif.records import (
    BENEFICIARIES,
    CARRIER,
    DME,
    FILLS,
    HHA,
    HOSPICE,
    INPATIENT,
    OUTPATIENT,
    SNF,
    EnrollmentYear,
    Fill,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medicare_claims.generate.rif.records import Record


class RifFile(NamedTuple):
    """One file; *dataset* is blank for the answer key, which CMS does not publish."""

    dataset: str
    name: str


CLAIM_FILES = {
    CARRIER: RifFile(CARRIER, "carrier.csv"),
    OUTPATIENT: RifFile(OUTPATIENT, "outpatient.csv"),
    DME: RifFile(DME, "dme.csv"),
    INPATIENT: RifFile(INPATIENT, "inpatient.csv"),
    SNF: RifFile(SNF, "snf.csv"),
    HOSPICE: RifFile(HOSPICE, "hospice.csv"),
    HHA: RifFile(HHA, "hha.csv"),
    FILLS: RifFile(FILLS, "pde.csv"),
}
ANSWER_KEY = RifFile("", "answer_key.csv")


def beneficiary_file(year: int) -> RifFile:
    """Return the beneficiary file of *year*."""
    return RifFile(BENEFICIARIES, f"beneficiary_{year}.csv")


def release_files(years: Iterable[int]) -> tuple[RifFile, ...]:
    """Return the files of a release of *years*."""
    return (*map(beneficiary_file, years), *CLAIM_FILES.values())


def file_of(record: Record) -> RifFile:
    """Return the file *record* stands in."""
    if isinstance(record, EnrollmentYear):
        return beneficiary_file(record.year)
    if isinstance(record, Fill):
        return CLAIM_FILES[FILLS]
    return CLAIM_FILES[record.dataset]
