"""An insurer's feeds from their files to answers, and where the names in them end up."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from building import build_tables, dbt
from comparing import differing_tables
from feed_files import write_feed
from planted_feeds import load_feeds, patient, provider, visit

from medicare_claims.home import Home
from medicare_claims.layouts.feeds import CLAIMS, PATIENTS, PROVIDERS

if TYPE_CHECKING:
    from pathlib import Path

    Columns = set[tuple[str, str, str]]

NAME = "zqx"
"""Part of every name and address here, and of nothing else."""

ANSWERS = (
    *("claims_not_billed_yet", "claim_ageing"),
    *("providers_fully_covered_last_30_days", "patients_with_surgery_by_provider"),
)

TODAY = "2024-01-10"

PLACE = {"address": "1 Zqxelm Street", "city": "Zqxville", "zipcode": "zqx90"}
PERSON = {"fname": "Zqxann", "lname": "Zqxames", **PLACE}


def write_feeds(folder: Path) -> list[Path]:
    """A priming and an update; names also stand where they should not, and in rejected rows."""
    patients = [
        patient(**PERSON),
        patient(**PERSON | {"patient_id": "P2", "date_of_birth": "Zqxborn"}),
        patient(**PERSON | {"patient_id": ""}),
    ]
    providers = [
        provider(**PERSON, facility_name="Zqxhill Clinic"),
        provider(provider_id="D2"),
    ]
    claims = [
        visit(coverage_type="100"),
        visit(claim_id="C2", provider_id="D2", visit_type="routine", billed="1"),
        visit(claim_id="C3", provider_id="D2", patient_id="P2", claim_date="2024-01-09"),
        visit(claim_id="C4", provider_id="D2", coverage_type="100", claim_date="2023-12-10"),
        visit(claim_id="C5", provider_id="D2", coverage_type="100", claim_date="2023-12-11"),
        visit(claim_id="C6", patient_id="", visit_type="zqxames"),
    ]
    moved = {"address": "2 Zqxoak Avenue", "date_of_residence": "2024-01-09"}
    late = {"lname": "Zqxearlier", "last_modified_date": "2020-01-01"}
    return [
        write_feed(folder / "patients_priming_2024-01-10.csv", PATIENTS, *patients),
        write_feed(folder / "providers_priming_2024-01-10.csv", PROVIDERS, *providers),
        write_feed(folder / "claims_priming_2024-01-10.csv", CLAIMS, *claims),
        write_feed(
            folder / "patients_update_2024-02-01.csv",
            PATIENTS,
            patient(**PERSON | moved | {"last_modified_date": "2024-01-20"}),
            patient(**PERSON | late | {"patient_id": "P2"}),
        ),
        write_turned(folder / "patients_update_2024-02-02.csv"),
    ]


def write_turned(path: Path) -> Path:
    """Names before the number: of a row without one, and of a line broken within an address."""
    columns = [column.name for column in reversed(PATIENTS.head)]
    rows = [
        dict.fromkeys(columns, "") | PERSON | {"last_modified_date": "zqxames"},
        dict.fromkeys(columns, "") | PERSON | {"last_modified_date": "Zqx\nelm"},
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["lname", *(name for name in columns if name != "lname")])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def kept(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse of feeds, built as builds are that are told nothing about personal data."""
    folder = tmp_path_factory.mktemp("kept")
    home = Home(shutil.copytree(empty.root, folder / "home"))
    load_feeds(home, write_feeds(folder / "files"))
    build_tables(home)
    return home


@pytest.fixture(scope="module")
def left_out(kept: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same warehouse after a build that leaves personal data out."""
    home = Home(shutil.copytree(kept.root, tmp_path_factory.mktemp("left_out") / "home"))
    dbt(home, ["run"], {"CLAIMS_PERSONAL_DATA": "left_out"})
    return home


@pytest.fixture(scope="module")
def answers(kept: Home) -> dict[str, list[dict[str, Any]]]:
    """What the analyses of feeds return on the day of the first delivery."""
    dbt(kept, ["compile", "--write-json", "--select", *ANSWERS])
    compiled = kept.root / "target" / "compiled" / "medicare_claims" / "analyses"
    return {name: rows(kept, (compiled / f"{name}.sql").read_text()) for name in ANSWERS}


def rows(home: Home, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        connection.execute(f"set variable today = date '{TODAY}'")
        result = connection.execute(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def columns_with_names(home: Home, relations: str) -> Columns:
    """Return schema, table and column of whatever holds a name, of any type, as text."""
    found: Columns = set()
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        relations_with_columns = connection.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns()"
            f" inner join ({relations}) using (schema_name, table_name) where not internal"
            " group by all"
        ).fetchall()
        # Of each relation all columns at once: a view is worked out for each query of it.
        for schema, table, columns in relations_with_columns:
            are_held = ", ".join(
                f"bool_or(contains(lower(cast(\"{column}\" as varchar)), '{NAME}'))"
                for column in columns
            )
            held = connection.execute(f'select {are_held} from "{schema}"."{table}"').fetchone()
            assert held is not None
            found |= {
                (schema, table, column)
                for column, is_held in zip(columns, held, strict=True)
                if is_held
            }
    return found


TABLES = "select schema_name, table_name from duckdb_tables()"
VIEWS = "select schema_name, view_name as table_name from duckdb_views() where not internal"
PUBLIC_VIEWS = f"{VIEWS} and schema_name in ('core', 'marts', 'quality', 'reference')"


@pytest.fixture(scope="module")
def tagged(kept: Home, answers: dict[str, list[dict[str, Any]]]) -> Columns:
    """Every column that the project says may hold personal data."""
    assert answers
    manifest = json.loads((kept.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {
        (node["schema"], node.get("alias") or node["identifier"], column["name"])
        for node in (*manifest["nodes"].values(), *manifest["sources"].values())
        for column in node["columns"].values()
        if column["config"]["meta"].get("pii")
    }


def test_what_is_not_billed_yet_is_told_with_whom_to_bill_where(
    answers: dict[str, list[dict[str, Any]]],
) -> None:
    unbilled = answers["claims_not_billed_yet"]

    assert [(claim["claim_id"], claim["age_day_count"]) for claim in unbilled] == [
        *(("C1", 39), ("C4", 31), ("C5", 30), ("C3", 1)),
    ]
    first = unbilled[0]
    assert first["beneficiary_address"] == "2 Zqxoak Avenue"
    assert (first["beneficiary_last_name"], first["facility_name"]) == (
        *("Zqxames", "Zqxhill Clinic"),
    )
    assert {
        (row["billing_status"], row["age_band"]): row["claim_count"]
        for row in answers["claim_ageing"]
    } == {("billed", "31-60"): 1, ("not_billed", "0-30"): 2, ("not_billed", "31-60"): 2}


def test_claims_covered_in_full_are_those_of_the_last_30_days(
    answers: dict[str, list[dict[str, Any]]],
) -> None:
    (only,) = answers["providers_fully_covered_last_30_days"]

    assert (only["provider_key"], only["claim_count"]) == ("feeds_provider:D2", 1)
    assert str(only["paid_amount"]) == "1200.50"


def test_surgery_is_told_with_where_the_patient_lived_then(
    answers: dict[str, list[dict[str, Any]]],
) -> None:
    surgeries = answers["patients_with_surgery_by_provider"]

    assert [(row["claim_id"], row["beneficiary_id"]) for row in surgeries] == [
        *(("C4", "P1"), ("C5", "P1"), ("C3", "P2")),
    ]


def test_patients_to_review_are_told_with_what_is_open(kept: Home) -> None:
    patients = rows(
        kept,
        "select beneficiary_id, rule_ids, claim_count from quality.patients_with_open_issues"
        " order by 1",
    )

    assert [tuple(patient.values()) for patient in patients] == [
        ("P1", ["malformed_zipcode"], 0),
        ("P2", ["malformed_zipcode", "stale_version", "unreadable_date"], 0),
    ]


def test_names_are_in_tagged_columns_and_nowhere_else(kept: Home, tagged: Columns) -> None:
    found = columns_with_names(kept, f"{TABLES} union all {VIEWS}")

    assert found - tagged == set()
    assert {
        ("core", "dim_beneficiary", "last_name"),
        ("core", "dim_provider", "facility_name"),
        ("core", "dim_provider_version", "address"),
        ("intermediate", "int_record_findings", "observed_value"),
        ("marts", "unbilled_claims", "beneficiary_address"),
        ("quality", "issues", "observed_value"),
        ("quality", "rejected_rows", "raw_line"),
    } <= found


def test_a_build_that_leaves_them_out_holds_no_name_and_the_same_of_all_else(
    kept: Home, left_out: Home, tagged: Columns
) -> None:
    assert columns_with_names(left_out, f"{TABLES} union all {PUBLIC_VIEWS}") == set()

    hidden = {column for _, _, column in tagged}
    assert differing_tables(kept, left_out, without=(*hidden, "personal_data")) == {}


def test_a_build_that_keeps_them_again_has_them_again(
    left_out: Home, kept: Home, tmp_path: Path
) -> None:
    home = Home(shutil.copytree(left_out.root, tmp_path / "home"))
    dbt(home, ["run"])

    assert differing_tables(kept, home) == {}


def test_a_setting_that_nobody_can_mean_is_refused(kept: Home) -> None:
    with pytest.raises(AssertionError, match="give kept or left_out"):
        dbt(kept, ["run", "--select", "dim_date"], {"CLAIMS_PERSONAL_DATA": "hidden"})
