"""The feeds of an insurer's billing system: patients, providers and claims.

Each comes as one priming file and then as updates of new and changed records, of the same columns.
Only a row without its identity is rejected; whatever else is wrong with it is for the findings.
`docs/sources/feeds.md` describes every column.
"""

from __future__ import annotations

from medicare_claims.layouts.layout import Column, Dataset, DateFormat, FileFormat, Kind

SOURCE_SYSTEM = "feeds"

_FORMAT = FileFormat(date=DateFormat.ISO, pads_blanks=True, keeps_unreadable=True)


def _identity(name: str) -> Column:
    return Column(name, Kind.IDENTIFIER, is_required=True)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.CODE) for name in names)


def _feed(
    name: str,
    *columns: Column,
    year_columns: tuple[str, ...] = (),
    version_column: str | None = None,
) -> Dataset:
    return Dataset(
        source_system=SOURCE_SYSTEM,
        name=name,
        head=columns,
        year_columns=year_columns,
        format=_FORMAT,
        version_column=version_column,
        has_samples=False,
        is_feed=True,
    )


PATIENTS = _feed(
    "patients",
    _identity("patient_id"),
    *_texts("fname", "lname"),
    Column("date_of_birth", Kind.DATE),
    *_texts("address", "city", "state", "zipcode"),
    Column("date_of_residence", Kind.DATE),
    Column("last_modified_date", Kind.DATE),
    version_column="last_modified_date",
)

PROVIDERS = _feed(
    "providers",
    _identity("provider_id"),
    *_texts("fname", "lname", "facility_name"),
    *_texts("address", "city", "state", "zipcode", "specialty_code"),
    Column("start_date", Kind.DATE),
)

CLAIMS = _feed(
    "claims",
    _identity("claim_id"),
    _identity("patient_id"),
    *_texts("provider_id", "visit_type"),
    Column("total_cost", Kind.AMOUNT),
    *_texts("coverage_type"),
    Column("date_of_service", Kind.DATE),
    Column("claim_date", Kind.DATE),
    *_texts("billed"),
    Column("last_modified_date", Kind.DATE),
    year_columns=("date_of_service", "claim_date"),
    version_column="last_modified_date",
)

DATASETS = (PATIENTS, PROVIDERS, CLAIMS)
"""In the order in which a delivery of several is loaded: what is referred to, first."""
