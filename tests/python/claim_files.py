"""Small DE-SynPUF files for tests, and the lake read back as the rows that were sent."""

from __future__ import annotations

import csv
import glob
import io
import zipfile
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from medicare_claims.lake.ledger import Delivery, read_ledger
from medicare_claims.lake.load import LoadOptions, Outcome, load_files
from medicare_claims.layouts.desynpuf import DATASETS
from medicare_claims.layouts.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from medicare_claims.home import Home
    from medicare_claims.layouts.layout import Dataset

NOON = datetime(2026, 1, 1, 12)

BY_NAME = {dataset.name: dataset for dataset in DATASETS}
PDE = BY_NAME["prescription_drug_events"]
CARRIER = BY_NAME["carrier_claims"]
INPATIENT = BY_NAME["inpatient_claims"]
OUTPATIENT = BY_NAME["outpatient_claims"]
BENEFICIARY = BY_NAME["beneficiary_summary"]

FILE_NAMES = {
    "beneficiary_summary": "DE1_0_2008_Beneficiary_Summary_File_Sample_2.csv",
    "inpatient_claims": "DE1_0_2008_to_2010_Inpatient_Claims_Sample_2.csv",
    "outpatient_claims": "DE1_0_2008_to_2010_Outpatient_Claims_Sample_2.csv",
    "carrier_claims": "DE1_0_2008_to_2010_Carrier_Claims_Sample_2A.csv",
    "prescription_drug_events": "DE1_0_2008_to_2010_Prescription_Drug_Events_Sample_2.csv",
}


@cache
def header(dataset: Dataset) -> tuple[str, ...]:
    return tuple(column.name for column in dataset.columns)


def row(dataset: Dataset, number: int = 1, **values: str) -> list[str]:
    """One row in layout order: its required columns filled, a date in 2009, *values* on top."""
    filled = {column.name: f"{number:016X}" for column in dataset.head if column.is_required}
    filled |= {name: "1" for name in filled if name == "SEGMENT"}
    filled |= {name: "20090215" for name in dataset.year_columns[:1]}
    if dataset.group:
        slots = range(1, dataset.group.slots + 1)
        amounts = [c.name for c in dataset.group.columns if c.name.endswith("_AMT")]
        filled |= {f"{name}_{slot}": "0.00" for name in amounts for slot in slots}
    filled |= values
    return [filled.get(name, "") for name in header(dataset)]


def csv_bytes(
    rows: Iterable[Sequence[str]], *, newline: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator=newline, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()


def write_file(
    folder: Path,
    dataset: Dataset,
    rows: Iterable[Sequence[str]],
    name: str | None = None,
    **form: Any,
) -> Path:
    """Write *rows*, given in layout order, as CMS does: a header, CRLF, nothing quoted."""
    path = folder / (name or FILE_NAMES[dataset.name])
    path.write_bytes(csv_bytes([header(dataset), *rows], **form))
    return path


def load_all(home: Home, *paths: Path, **options: Any) -> list[Outcome]:
    return load_files(home, paths, DATASETS, LoadOptions(**options), loaded_at=NOON)


def load_one(home: Home, path: Path, **options: Any) -> Outcome:
    (outcome,) = load_all(home, path, **options)
    return outcome


def delivered(home: Home, path: Path, **options: Any) -> Delivery:
    """Load *path* and return its delivery; it must not be refused."""
    outcome = load_one(home, path, **options)
    assert outcome.delivery, outcome.error
    return outcome.delivery


def lake_rows(home: Home, *deliveries: Delivery) -> list[dict[str, Any]]:
    """Return the rows of *deliveries* (all, if none is named) by batch and row number."""
    chosen = deliveries or tuple(read_ledger(home))
    files = [
        glob.escape(str(home.lake / file)) for delivery in chosen for file in delivery.data_files
    ]
    if not files:
        return []
    return _fetched(
        "select * from read_parquet($files, hive_partitioning = true, union_by_name = true) "
        "order by batch_sequence, source_row_number",
        {"files": files},
    )


def rejected_rows(home: Home, delivery: Delivery) -> list[dict[str, Any]]:
    files = [glob.escape(str(home.lake / file)) for file in delivery.reject_files]
    if not files:
        return []
    return _fetched(
        "select * from read_parquet($files) order by source_row_number, column_name",
        {"files": files},
    )


def as_sent(dataset: Dataset, stored: Mapping[str, Any]) -> list[str]:
    """Rebuild the values of a CSV row, in layout order, from its row in the lake."""
    values = {column.name: stored[column.lake_name] for column in dataset.head}
    if dataset.group:
        amounts = [c for c in dataset.group.columns if c.kind.value == "amount"]
        filled = stored["lines"]
        assert [line["line_number"] for line in filled] == list(range(1, len(filled) + 1))
        for slot, line in enumerate(filled, 1):
            values |= {f"{c.name}_{slot}": line[c.lake_name] for c in dataset.group.columns}
        empty = [
            f"{column.name}_{slot}"
            for slot in range(len(filled) + 1, dataset.group.slots + 1)
            for column in amounts
        ]
        rest = stored["empty_slot_amounts"]
        sent = rest.split(",") if rest is not None else []
        values |= dict(zip(empty, sent, strict=True))
    return [values.get(name) or "" for name in header(dataset)]


def rows_in(path: Path) -> tuple[str, list[dict[str, str]]]:
    """Return the name of the CSV in a zip, and its rows as Python reads them."""
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode()
    return name, list(csv.DictReader(io.StringIO(text)))


def amounts_of(dataset: Dataset, rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Add up each amount column of *rows* with Python's decimals, slots of a group together."""
    sums: dict[str, Decimal] = {}
    columns = {c.name: c.lake_name for c in dataset.head if c.kind is Kind.AMOUNT}
    if dataset.group:
        columns |= {
            f"{c.name}_{slot}": c.lake_name
            for c in dataset.group.columns
            if c.kind is Kind.AMOUNT
            for slot in range(1, dataset.group.slots + 1)
        }
    for sent in rows:
        for name, column in columns.items():
            sums[column] = sums.get(column, Decimal("0.00")) + Decimal(sent[name] or 0)
    return {column: str(amount) for column, amount in sums.items()}


def everything_in(home: Home) -> dict[str, Any]:
    """Return all that a reader can see of a lake, and the files that lie there."""
    deliveries = read_ledger(home)
    return {
        "deliveries": deliveries,
        "rows": [lake_rows(home, delivery) for delivery in deliveries],
        "rejects": [rejected_rows(home, delivery) for delivery in deliveries],
        "files": sorted(
            path.relative_to(home.lake).as_posix()
            for path in home.lake.rglob("*")
            if path.is_file() or path.name == ".staging"
        ),
    }


def _fetched(query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        result = connection.execute(query, parameters)
        names = [column[0] for column in result.description]
        return [dict(zip(names, values, strict=True)) for values in result.fetchall()]
