"""RIF from its files to the marts: generated with an answer key, and CMS's own sample."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build
from comparing import differing_tables
from rif_loading import load_all
from typer.testing import CliRunner

from medicare_claims.cli import app
from medicare_claims.generate.rif import RifOptions, generate_rif
from medicare_claims.home import Home
from medicare_claims.layouts.rif import DATASETS

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = RifOptions(
    seed=4,
    beneficiaries=60,
    first_year=2016,
    last_year=2018,
    deliveries=2,
    change_share=0.05,
    with_answer_key=True,
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated release, two files of changes to each of its files, and the answer key."""
    folder = tmp_path_factory.mktemp("release")
    generate_rif(OPTIONS, folder)
    return folder


@pytest.fixture(scope="module")
def changed(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse built before the last delivery of changes, and again after it."""
    home = Home(tmp_path_factory.mktemp("changed"))
    load_all(home, *files(release), release / "delivery_01")
    build(home)
    load_all(home, release / "delivery_02")
    build(home)
    return home


@pytest.fixture(scope="module")
def cms_sample(genuine_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse of the twenty persons that CMS publishes."""
    home = Home(tmp_path_factory.mktemp("cms_sample"))
    load_all(home, genuine_data / "rif" / "bfd_20_beneficiaries")
    build(home, full_refresh=True)
    return home


def files(release: Path) -> list[Path]:
    return sorted(path for path in release.glob("*.csv") if path.name != "answer_key.csv")


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_member_year_is_that_of_the_answer_key(changed: Home, release: Path) -> None:
    with (release / "answer_key.csv").open(encoding="utf-8", newline="") as file:
        header, *expected = csv.reader(file)

    columns = ", ".join(f"{column}::varchar" for column in header)
    found = rows(changed, f"select {columns} from marts.member_year_spend")

    assert len(expected) > 100
    assert sorted(found) == sorted(tuple(row) for row in expected)


def test_changes_and_deletions_equal_a_full_refresh(
    changed: Home, release: Path, tmp_path: Path
) -> None:
    fresh = Home(tmp_path / "home")
    load_all(fresh, *files(release), release / "delivery_01", release / "delivery_02")
    build(fresh, full_refresh=True)

    assert differing_tables(changed, fresh, without=("loaded_at",)) == {}


def test_deleted_rows_and_dollars_are_accounted_for(changed: Home) -> None:
    ((deleted_rows,),) = rows(
        changed, "select sum(deleted_row_count) from quality.delivery_row_balance"
    )
    ((deleted_dollars,),) = rows(
        changed, "select sum(deleted_amount)::double from quality.delivery_amount_balance"
    )

    assert isinstance(deleted_rows, int)
    assert deleted_rows > 0
    assert isinstance(deleted_dollars, float)
    assert deleted_dollars > 0


def test_the_balance_knows_every_amount_column_of_the_layouts(changed: Home) -> None:
    columns = rows(changed, "select * from (describe staging.stg_rif__row_amounts)")

    known = {column.lake_name for dataset in DATASETS for column in dataset.amounts}
    assert {str(name) for name, *_ in columns} == known | {"batch_sequence", "source_row_number"}


def test_cms_sample_is_paid_once_per_claim(cms_sample: Home) -> None:
    assert rows(
        cms_sample,
        "select claim_type, count(*), sum(reported_paid_amount)::varchar,"
        " sum(paid_amount)::varchar from core.fact_claim_line group by 1 order by 1",
    ) == [
        ("carrier", 1997, "261647.95", "261647.95"),
        ("dme", 4, "138.50", "138.50"),
        ("hha", 11, "5783.91", "5783.91"),
        ("hospice", 284, "127355.75", "127355.75"),
        # The pass-through of its eight covered days comes on top.
        ("inpatient", 41, "202896.75", "202976.75"),
        ("outpatient", 1305, "1603706.33", "1603706.33"),
        ("snf", 638, "279304.64", "279304.64"),
    ]


def test_cms_sample_has_more_emergency_visits_than_stays(cms_sample: Home) -> None:
    assert rows(
        cms_sample,
        "select sum(inpatient_stay_count), sum(emergency_visit_count)"
        " from marts.member_year_spend",
    ) == [(8, 33)]


def test_cms_sample_has_no_orphan(cms_sample: Home) -> None:
    assert rows(
        cms_sample,
        "select count(*) from core.dim_beneficiary"
        " where is_inferred and beneficiary_id <> 'unknown'",
    ) == [(0,)]
    assert rows(cms_sample, "select count(*) from core.fact_prescription_fill") == [(984,)]


def test_a_person_with_a_negative_number_is_explained(
    changed: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((person, year, paid),) = rows(
        changed,
        "select beneficiary_id, claim_year, medical_paid_amount::varchar"
        " from marts.member_year_spend where medical_paid_amount > 1000 order by all limit 1",
    )
    monkeypatch.setenv("CLAIMS_HOME", str(changed.root))

    result = CliRunner().invoke(
        app, ["explain", str(person), str(year), "--measure", "medical_paid_amount", "--csv"]
    )

    assert result.exit_code == 0, result.output
    lines = [
        line
        for line in csv.DictReader(result.output.splitlines())
        if line["measure"] == "medical_paid_amount"
    ]
    assert sum(Decimal(line["amount"]) for line in lines) == Decimal(str(paid))
