"""The feeds in the star, built in steps: what is late, and what was overtaken."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from building import build, build_tables
from comparing import differing_tables
from feed_files import load_all, row, write_feed

from medicare_claims.home import Home
from medicare_claims.layouts.feeds import CLAIMS, PATIENTS, PROVIDERS
from medicare_claims.warehouse.explanation import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from medicare_claims.layouts.layout import Dataset


def patient(number: str, modified: str, **values: str) -> list[str]:
    return row(PATIENTS, patient_id=number, last_modified_date=modified, **values)


def provider(number: str, **values: str) -> list[str]:
    return row(PROVIDERS, provider_id=number, **values)


def claim(number: str, modified: str, **values: str) -> list[str]:
    return row(CLAIMS, claim_id=number, last_modified_date=modified, **values)


Steps = list[list[tuple["Dataset", str, list[list[str]]]]]

STEPS: Steps = [
    # Claims come first: nobody knows their patients, nor D9.
    [
        (
            CLAIMS,
            "claims_priming_2024-01-01",
            [
                claim("C1", "2023-12-02", total_cost="100.01", coverage_type="50"),
                claim("C2", "2023-12-02", patient_id="P2", provider_id="D9", total_cost="80"),
                claim("C3", "2023-12-02", total_cost="-5", date_of_service="soon"),
                claim("C4", "2023-12-02", date_of_service="", claim_date="never"),
                claim("C5", "2023-12-02", total_cost="10", coverage_type="100"),
                claim("C5", "2023-12-01", total_cost="11", coverage_type="100"),
            ],
        ),
        (PROVIDERS, "providers_priming_2024-01-01", [provider("D1"), provider("D2")]),
    ],
    # The patients, one who had moved before the visit; C1 changes, C2 goes to another patient.
    [
        (
            PATIENTS,
            "patients_priming_2024-01-02",
            [patient("P1", "2023-01-01"), patient("P2", "2023-01-01")],
        ),
        (
            PATIENTS,
            "patients_update_2024-02-01",
            [patient("P1", "2024-01-20", address="7 New St", date_of_residence="2023-11-15")],
        ),
        (
            CLAIMS,
            "claims_update_2024-02-01",
            [
                claim("C1", "2024-01-31", total_cost="100.01", coverage_type="100", billed="1"),
                claim("C2", "2024-01-31", patient_id="P3", provider_id="D2", total_cost="80"),
                claim("C5", "2023-12-02", total_cost="12", coverage_type="100"),
            ],
        ),
        (
            PROVIDERS,
            "providers_update_2024-02-01",
            [provider("D1", facility_name="South Clinic", start_date="2023-06-01")],
        ),
    ],
    # Nothing but what was overtaken: C1 as it was before, and where P1 lived in between.
    [
        (CLAIMS, "claims_update_2024-03-01", [claim("C1", "2023-12-15", total_cost="55")]),
        (
            PATIENTS,
            "patients_update_2024-03-01",
            [patient("P1", "2023-06-01", address="5 Mid St", date_of_residence="2023-05-01")],
        ),
    ],
]


def write_step(folder: Path, number: int) -> list[Path]:
    return [
        write_feed(folder / str(number) / f"{name}.csv", dataset, *rows)
        for dataset, name, rows in STEPS[number]
    ]


@pytest.fixture(scope="module")
def stepped(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse built after each step, and tested after the last."""
    folder = tmp_path_factory.mktemp("stepped")
    home = Home(shutil.copytree(empty.root, folder / "home"))
    for number in range(len(STEPS)):
        load_all(home, *write_step(folder, number))
        (build if number == len(STEPS) - 1 else build_tables)(home)
    return home


@pytest.fixture(scope="module")
def warehouse(stepped: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(stepped.warehouse), read_only=True) as connection:
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(sql).fetchall()


def test_building_in_steps_equals_a_full_refresh(
    stepped: Home, empty: Home, tmp_path: Path, copy_of: Callable[[Home], Home]
) -> None:
    fresh = copy_of(empty)
    for number in range(len(STEPS)):
        load_all(fresh, *write_step(tmp_path, number))
    build_tables(fresh, full_refresh=True)

    assert differing_tables(stepped, fresh, without=("loaded_at",)) == {}


def test_a_claim_stands_as_modified_last_and_a_stale_delivery_leaves_it_alone(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select claim_id, beneficiary_id, allowed_amount, paid_amount,"
        " beneficiary_responsibility_amount, is_countable, is_billed, claim_year"
        " from core.fact_claim_line order by claim_id",
    ) == [
        ("C1", "P1", Decimal("100.01"), Decimal("100.01"), Decimal("0.00"), True, True, 2023),
        ("C2", "P3", Decimal("80.00"), Decimal("40.00"), Decimal("40.00"), True, False, 2023),
        ("C3", "P1", Decimal("0.00"), Decimal("0.00"), Decimal("0.00"), False, False, 2023),
        ("C4", "P1", Decimal("1200.50"), Decimal("600.25"), Decimal("600.25"), True, False, 0),
        ("C5", "P1", Decimal("12.00"), Decimal("12.00"), Decimal("0.00"), True, False, 2023),
    ]


def test_a_stale_version_was_never_known_for_current(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select paid_amount, superseded_by_batch_sequence is null"
        " from core.fact_claim_line_version where claim_id = 'C1' order by batch_sequence",
    ) == [(Decimal("50.01"), False), (Decimal("100.01"), True)]


def test_each_claim_has_the_patient_of_its_day_as_known_today(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select beneficiary_key, address, cast(valid_to as varchar), is_inferred"
        " from core.dim_beneficiary where source_system = 'feeds' order by 1",
    ) == [
        ("feeds:P1@1900-01-01", "12 Elm St, Apt 3", "2023-05-01", False),
        ("feeds:P1@2023-05-01", "5 Mid St", "2023-11-15", False),
        ("feeds:P1@2023-11-15", "7 New St", "9999-12-31", False),
        ("feeds:P2@1900-01-01", "12 Elm St, Apt 3", "9999-12-31", False),
        ("feeds:P3@1900-01-01", None, "9999-12-31", True),
    ]
    assert rows(
        warehouse,
        "select claim_id, beneficiary_key from core.fact_claim_line order by claim_id",
    ) == [
        ("C1", "feeds:P1@2023-11-15"),
        ("C2", "feeds:P3@1900-01-01"),
        ("C3", "feeds:P1@1900-01-01"),
        ("C4", "feeds:P1@1900-01-01"),
        ("C5", "feeds:P1@2023-11-15"),
    ]


def test_each_claim_finds_exactly_one_version_of_its_provider(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select claims.claim_id, versions.provider_key, versions.facility_name"
        " from core.fact_claim_line as claims"
        " left join core.dim_provider_version as versions"
        " on claims.rendering_provider_key = versions.provider_key"
        " and coalesce(claims.service_from_date, date '1900-01-01') >= versions.valid_from"
        " and coalesce(claims.service_from_date, date '1900-01-01') < versions.valid_to"
        " order by claims.claim_id",
    ) == [
        ("C1", "feeds_provider:D1", "South Clinic"),
        ("C2", "feeds_provider:D2", "North Clinic"),
        ("C3", "feeds_provider:D1", "North Clinic"),
        ("C4", "feeds_provider:D1", "North Clinic"),
        ("C5", "feeds_provider:D1", "South Clinic"),
    ]
    assert rows(
        warehouse,
        "select provider_key, facility_name from core.dim_provider"
        " where source_system = 'feeds' order by 1",
    ) == [
        ("feeds_provider:D1", "South Clinic"),
        ("feeds_provider:D2", "North Clinic"),
        ("feeds_provider:D9", None),
    ]


def test_member_years_follow_the_claims_and_every_figure_is_explained(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select beneficiary_id, claim_year, visit_paid_amount, total_allowed_amount,"
        " claim_line_count, is_enrolled from marts.member_year_spend"
        " order by beneficiary_id, claim_year",
    ) == [
        ("P1", 0, Decimal("600.25"), Decimal("1200.50"), 1, False),
        ("P1", 2023, Decimal("112.01"), Decimal("112.01"), 3, False),
        ("P3", 2023, Decimal("40.00"), Decimal("80.00"), 1, False),
    ]
    assert rows(
        warehouse,
        "select beneficiary_id, claim_year, sum(amount) from marts.member_year_line"
        " where measure = 'visit_paid_amount' group by all order by all",
    ) == [
        ("P1", 0, Decimal("600.25")),
        ("P1", 2023, Decimal("112.01")),
        ("P3", 2023, Decimal("40.00")),
    ]


def test_current_views_show_the_feeds_as_today_under_their_own_names(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select claim_id, patient_id, provider_id, visit_type, total_cost, coverage_type, billed"
        " from feeds.current_claims order by claim_id",
    ) == [
        ("C1", "P1", "D1", "surgery", Decimal("100.01"), 100, 1),
        ("C2", "P3", "D2", "surgery", Decimal("80.00"), 50, 0),
        ("C3", "P1", "D1", "surgery", Decimal("-5.00"), 50, 0),
        ("C4", "P1", "D1", "surgery", Decimal("1200.50"), 50, 0),
        ("C5", "P1", "D1", "surgery", Decimal("12.00"), 100, 0),
    ]
    assert rows(
        warehouse,
        "select patient_id, address, state from feeds.current_patients order by patient_id",
    ) == [("P1", "7 New St", "NY"), ("P2", "12 Elm St, Apt 3", "NY")]
    assert rows(
        warehouse,
        "select provider_id, facility_name, specialty_code from feeds.current_providers"
        " order by provider_id",
    ) == [("D1", "South Clinic", "heart_surgeon"), ("D2", "North Clinic", "heart_surgeon")]


def test_every_row_and_dollar_is_accounted_for(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        warehouse,
        "select source_file, rows_accepted, current_row_count, superseded_row_count,"
        " difference_row_count from quality.delivery_row_balance order by source_file",
    ) == [
        ("claims_priming_2024-01-01.csv", 6, 2, 4, 0),
        ("claims_update_2024-02-01.csv", 3, 3, 0, 0),
        ("claims_update_2024-03-01.csv", 1, 0, 1, 0),
        ("patients_priming_2024-01-02.csv", 2, 1, 1, 0),
        ("patients_update_2024-02-01.csv", 1, 1, 0, 0),
        ("patients_update_2024-03-01.csv", 1, 0, 1, 0),
        ("providers_priming_2024-01-01.csv", 2, 1, 1, 0),
        ("providers_update_2024-02-01.csv", 1, 1, 0, 0),
    ]
    assert rows(
        warehouse,
        "select source_file, countable_amount, not_countable_amount, superseded_amount,"
        " difference_amount from quality.delivery_amount_balance order by source_file",
    ) == [
        (
            "claims_priming_2024-01-01.csv",
            Decimal("1200.50"),
            Decimal("-5.00"),
            Decimal("201.01"),
            Decimal("0.00"),
        ),
        ("claims_update_2024-02-01.csv", Decimal("192.01"), Decimal(0), Decimal(0), Decimal(0)),
        ("claims_update_2024-03-01.csv", Decimal(0), Decimal(0), Decimal("55.00"), Decimal(0)),
    ]


def test_explain_goes_from_a_patient_s_dollars_to_the_rows_as_sent(stepped: Home) -> None:
    explanation = explain(stepped, "P1", 2023)
    (paid,) = [one for one in explanation.figures if one.measure == "visit_paid_amount"]
    assert {(line.line_key, line.amount, line.source_file) for line in paid.lines} == {
        ("feeds:visit:C1:1:1", Decimal("100.01"), "claims_update_2024-02-01.csv"),
        ("feeds:visit:C5:1:1", Decimal("12.00"), "claims_update_2024-02-01.csv"),
    }
    sent = {record["claim_id"]: record for record in explanation.records.values()}
    assert (sent["C1"]["last_modified_date"], sent["C1"]["billed"]) == ("2024-01-31", "1")
    assert (sent["C3"]["total_cost"], sent["C3"]["date_of_service"]) == ("-5", "soon")


def test_the_ledger_in_sql_tells_stage_and_day_of_each_delivery(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        warehouse,
        "select source_file, feed_stage || '_' || delivered_date from quality.load_ledger"
        " order by batch_sequence",
    ) == [
        (f"{name}.csv", name.split("_", 1)[1])
        for name in (
            *("providers_priming_2024-01-01", "claims_priming_2024-01-01"),
            *("patients_priming_2024-01-02", "patients_update_2024-02-01"),
            *("providers_update_2024-02-01", "claims_update_2024-02-01"),
            *("patients_update_2024-03-01", "claims_update_2024-03-01"),
        )
    ]
