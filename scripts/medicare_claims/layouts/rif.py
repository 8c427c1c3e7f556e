"""CMS's synthetic Research Identifiable Files, 2015-2025: nine kinds of files, in two layouts.

They are published on data.cms.gov and, with more columns and some under other names, among the
samples of CMS's Beneficiary FHIR Data server (BFD). `rif_columns.csv` has the headers of both, and
`docs/sources/rif.md` describes every column. Where both name a column, the lake has it once, by
its name on data.cms.gov; of the columns that only BFD has, those that a model reads are the
lake's own, the others are kept in `extra_columns`.

Source: the headers of the files themselves.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from medicare_claims.layouts.layout import (
    Column,
    Dataset,
    DateFormat,
    FileFormat,
    Kind,
    Layout,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCE_SYSTEM = "rif"
DATA_CMS_GOV = "data.cms.gov"
BFD = "BFD"
COLUMNS_FILE = "rif_columns.csv"

_FORMAT = FileFormat("|", DateFormat.DD_MON_YYYY, has_quotes=False, pads_blanks=True)
_REQUIRED_KINDS = frozenset({Kind.IDENTIFIER, Kind.LINE_NUMBER, Kind.YEAR})
_YEAR_COLUMNS = {
    "beneficiary_years": "BENE_ENROLLMT_REF_YR",
    "prescription_drug_events": "SRVC_DT",
}
_CLAIM_YEAR_COLUMN = "CLM_THRU_DT"


def read_columns() -> list[dict[str, str]]:
    """Return `rif_columns.csv`: one row a column of a dataset, in the order of the lake.

    `dataset`, `lake_column` (empty where the lake keeps it in `extra_columns`), `kind`,
    `cms_column` and `bfd_column` (its names in the two layouts, empty where one lacks it),
    `bfd_position` (its place in BFD's header, from 1), `description`.
    """
    text = files(__package__).joinpath(COLUMNS_FILE).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _dataset(name: str, rows: Iterable[dict[str, str]]) -> Dataset:
    fields = [(row, _column(row)) for row in rows]
    in_bfd = [(row, column) for row, column in fields if row["bfd_column"]]
    in_bfd.sort(key=lambda field: int(field[0]["bfd_position"]))
    return Dataset(
        source_system=SOURCE_SYSTEM,
        name=name,
        head=tuple(column for _, column in fields if column),
        year_columns=(_YEAR_COLUMNS.get(name, _CLAIM_YEAR_COLUMN),),
        format=_FORMAT,
        layouts=(
            Layout(
                DATA_CMS_GOV,
                tuple((row["cms_column"], column) for row, column in fields if row["cms_column"]),
            ),
            Layout(BFD, tuple((row["bfd_column"], column) for row, column in in_bfd)),
        ),
        has_samples=False,
    )


def _column(row: dict[str, str]) -> Column | None:
    if not row["lake_column"]:
        return None
    kind = Kind(row["kind"])
    return Column(row["cms_column"] or row["bfd_column"], kind, kind in _REQUIRED_KINDS)


DATASETS = tuple(
    _dataset(name, rows) for name, rows in groupby(read_columns(), key=lambda row: row["dataset"])
)
