"""Small synthetic RIF files for tests, in either layout, and the lake read back as sent."""

from __future__ import annotations

import glob
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

from medicare_claims.lake.load import LoadOptions, Outcome, load_files
from medicare_claims.layouts.rif import DATA_CMS_GOV, DATASETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from medicare_claims.home import Home
    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.layouts.layout import Dataset

NOON = datetime(2026, 1, 1, 12)

BY_NAME = {dataset.name: dataset for dataset in DATASETS}
BENEFICIARY = BY_NAME["beneficiary_years"]
CARRIER = BY_NAME["carrier_claims"]
OUTPATIENT = BY_NAME["outpatient_claims"]
PDE = BY_NAME["prescription_drug_events"]


def header(dataset: Dataset, layout: str = DATA_CMS_GOV) -> tuple[str, ...]:
    (names,) = (known.names for known in dataset.layouts if known.name == layout)
    return names


def row(dataset: Dataset, layout: str = DATA_CMS_GOV, **values: str) -> list[str]:
    """One row in the layout's order: what a row cannot do without, and *values* by lake column."""
    filled = {"bene_id": "-101", "clm_id": "-201", "pde_id": "-301"}
    filled |= {"clm_line_num": "1", "line_num": "1", "bene_enrollmt_ref_yr": "2018"}
    filled |= {"clm_thru_dt": "25-Mar-2018", "srvc_dt": "25-Mar-2018"} | values
    names = {name: lake for lake, name in dataset.names_in(layout).items()}
    return [filled.get(names.get(name, name), "") for name in header(dataset, layout)]


def write_rows(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], end: str = "\n"
) -> Path:
    path.write_text("".join("|".join(line) + end for line in (header, *rows)), newline="")
    return path


def write_file(
    path: Path, dataset: Dataset, *rows: Sequence[str], layout: str = DATA_CMS_GOV
) -> Path:
    return write_rows(path, header(dataset, layout), rows)


def load_all(home: Home, *paths: Path, **options: Any) -> list[Outcome]:
    return load_files(home, paths, DATASETS, LoadOptions(**options), loaded_at=NOON)


def load_one(home: Home, path: Path, **options: Any) -> Outcome:
    (outcome,) = load_all(home, path, **options)
    return outcome


def delivered(home: Home, path: Path) -> Delivery:
    """Load *path* and return its delivery; it must not be refused."""
    outcome = load_one(home, path)
    assert outcome.delivery, outcome.error
    return outcome.delivery


def lines_in(home: Home, delivery: Delivery, names: Sequence[str]) -> dict[int, str]:
    """Rebuild the lines under the header *names* from the lake, by row number."""
    files = [glob.escape(str(home.lake / file)) for file in delivery.data_files]
    if not files:
        return {}
    dataset = BY_NAME[delivery.dataset]
    lake_names = {column.lake_name: column.lake_name for column in dataset.head}
    lake_names |= {name: lake for lake, name in dataset.names_in(delivery.layout).items()}
    values = ", ".join(
        f"coalesce({lake_names.get(name) or lake_names.get(name.lower())}, '')"
        if name in lake_names or name.lower() in lake_names
        else f"coalesce(extra_columns['{name}'], '')"
        for name in names
    )
    with duckdb.connect() as connection:
        return dict(
            connection.execute(
                f"select source_row_number, concat_ws('|', {values}) from read_parquet($files) "
                "order by all",
                {"files": files},
            ).fetchall()
        )
