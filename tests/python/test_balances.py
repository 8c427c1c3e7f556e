"""Nothing disappears: what gets lost between file and mart turns a test red that names the file.

The tests are the build's own, as dbt compiled them, run over copies of a warehouse that something
was taken from.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest
from rich.console import Console

from medicare_claims.commands.build import show_report
from medicare_claims.home import Home
from medicare_claims.warehouse.build import BuildReport, read_files
from medicare_claims.warehouse.dbt import NodeResult, read_results

if TYPE_CHECKING:
    from pathlib import Path

READ = "load_ledger__every_row_read_is_accepted_or_rejected"
LISTED = "delivery_row_balance__every_rejected_row_is_listed"
ROWS = "delivery_row_balance__every_accepted_row_has_one_standing"
DOLLARS = "delivery_amount_balance__every_accepted_dollar_has_one_standing"
FACTS = "assert_no_line_is_lost_between_lake_and_fact"
MARTS = "assert_member_years_keep_every_dollar"
BALANCES = (READ, LISTED, ROWS, DOLLARS, FACTS, MARTS)

INPATIENT = "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1.csv"
OUTPATIENT = "DE1_0_2008_to_2010_Outpatient_Claims_Sample_1.csv"
CARRIER = "DE1_0_2008_to_2010_Carrier_Claims_Sample_1A.csv"
FILLS = "DE1_0_2008_to_2010_Prescription_Drug_Events_Sample_1.csv"
SUMMARY = "DE1_0_2009_Beneficiary_Summary_File_Sample_1.csv"

MART_MEASURES = (
    "medical_allowed_amount",
    "medical_paid_amount",
    "inpatient_paid_amount",
    "outpatient_paid_amount",
    "carrier_paid_amount",
    "beneficiary_responsibility_amount",
    "primary_payer_paid_amount",
    "inpatient_primary_payer_paid_amount",
    "outpatient_primary_payer_paid_amount",
    "carrier_primary_payer_paid_amount",
    "inpatient_reported_beneficiary_responsibility_amount",
    "outpatient_reported_beneficiary_responsibility_amount",
    "carrier_reported_beneficiary_responsibility_amount",
    "rx_gross_amount",
    "rx_plan_paid_amount",
    "rx_patient_paid_amount",
    "rx_other_paid_amount",
    "inpatient_stay_count",
    "outpatient_visit_count",
    "rx_fill_count",
    "claim_line_count",
    "fill_count",
)


@pytest.fixture(scope="module")
def balances(built_demo: Home) -> dict[str, NodeResult]:
    """The build's balance tests, by name; the build passed them all."""
    results = {result.name: result for result in read_results(built_demo)}
    found = {name: results[name] for name in BALANCES}
    assert {result.status for result in found.values()} == {"pass"}
    return found


@pytest.fixture
def home(built_demo: Home, tmp_path: Path) -> Home:
    """A copy of the demo whose views read the copy's own lake."""
    copied = Home(tmp_path / "home")
    shutil.copytree(built_demo.lake, copied.lake)
    shutil.copy(built_demo.warehouse, copied.warehouse)
    with duckdb.connect(str(copied.warehouse)) as connection:
        views = connection.execute(
            "select sql from duckdb_views() where schema_name in ('desynpuf', 'lake')"
        ).fetchall()
        for (sql,) in views:
            moved = sql.replace(str(built_demo.lake), str(copied.lake))
            connection.execute(moved.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
    return copied


def batch_of(file: str) -> str:
    return f"(select batch_sequence from quality.load_ledger where source_file = '{file}')"


def change(home: Home, *statements: str) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        for statement in statements:
            assert connection.execute(statement).fetchall() != [(0,)], statement


def red(home: Home, balances: dict[str, NodeResult]) -> dict[str, tuple[str, ...]]:
    """Return the balance tests that find something, with the files they name."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        failed = [
            replace(result, status="fail")
            for result in balances.values()
            if connection.execute(result.sql).fetchone()
        ]
    return read_files(home, failed)


def rows_of(home: Home, result: NodeResult, *columns: str) -> set[tuple[str, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        selected = f"select {', '.join(columns)} from ({result.sql})"
        return set(connection.execute(selected).fetchall())


def rewrite(home: Home, dataset: str, rows: str) -> None:
    """Replace a data file of *dataset* by a query over it, `lake_file`."""
    path = sorted((home.lake / "desynpuf" / dataset).rglob("*.parquet"))[-1]
    with duckdb.connect() as connection:
        connection.execute(f"create table lake_file as from read_parquet('{path}')")
        connection.execute(f"create table written as {rows}")
        same = connection.execute("from lake_file except all from written").fetchall()
        assert len(same) == 1, "one row is changed, or taken away"
        connection.execute(f"copy written to '{path}' (format parquet)")


def test_an_untouched_warehouse_balances(home: Home, balances: dict[str, NodeResult]) -> None:
    assert red(home, balances) == {}


@pytest.mark.parametrize(
    ("table", "key", "condition", "file", "tests"),
    [
        pytest.param(
            "fact_claim_line",
            "claim_line_key",
            "claim_type = 'inpatient' and is_countable",
            INPATIENT,
            {ROWS, DOLLARS, FACTS, MARTS},
            id="an inpatient claim",
        ),
        pytest.param(
            "fact_claim_line",
            "claim_line_key",
            "claim_type = 'outpatient' and not is_countable",
            OUTPATIENT,
            {ROWS, DOLLARS, FACTS, MARTS},
            id="a second segment",
        ),
        pytest.param(
            "fact_claim_line",
            "claim_line_key",
            "claim_type = 'carrier' and line_number > 1 and not is_countable"
            " and reported_paid_amount > 0",
            CARRIER,
            {DOLLARS, FACTS, MARTS},
            id="a denied line of a claim with others",
        ),
        pytest.param(
            "fact_prescription_fill",
            "fill_key",
            "rx_gross_amount > 0",
            FILLS,
            {ROWS, DOLLARS, FACTS, MARTS},
            id="a fill",
        ),
        pytest.param(
            "fact_beneficiary_year",
            "beneficiary_id",
            "claim_year = 2009 and carrier_paid_amount > 0",
            SUMMARY,
            {ROWS, DOLLARS, FACTS, MARTS},
            id="a beneficiary's year",
        ),
    ],
)
def test_a_row_lost_from_a_fact_unbalances_its_file(
    table: str,
    key: str,
    condition: str,
    file: str,
    tests: set[str],
    home: Home,
    balances: dict[str, NodeResult],
) -> None:
    condition = f"{condition} and batch_sequence = {batch_of(file)}"
    change(
        home,
        f"delete from core.{table} where {key} = "
        f"(select min({key}) from core.{table} where {condition}) and {condition}",
    )

    found = red(home, balances)

    assert found.keys() == tests
    assert {found[test] for test in tests - {MARTS}} == {(file,)}


def test_a_line_that_stands_twice_in_a_fact_unbalances_its_file(
    home: Home, balances: dict[str, NodeResult]
) -> None:
    change(
        home,
        "insert into core.fact_claim_line select * from core.fact_claim_line"
        " where claim_type = 'carrier' and is_countable and paid_amount > 0 limit 1",
    )

    found = red(home, balances)

    assert found[FACTS] == found[DOLLARS]
    assert len(found[FACTS]) == 1


def test_amounts_altered_in_a_fact_are_found_in_their_files(
    home: Home, balances: dict[str, NodeResult]
) -> None:
    altered = [
        ("fact_claim_line", "beneficiary_responsibility_amount", INPATIENT),
        ("fact_claim_line", "reported_primary_payer_paid_amount", OUTPATIENT),
        ("fact_claim_line", "allowed_amount", CARRIER),
        ("fact_prescription_fill", "rx_plan_paid_amount", FILLS),
        ("fact_beneficiary_year", "carrier_beneficiary_responsibility_amount", SUMMARY),
    ]
    for table, amount, file in altered:
        change(
            home,
            f"update core.{table} set {amount} = {amount} + 0.01"
            f" where rowid = (select min(rowid) from core.{table}"
            f" where batch_sequence = {batch_of(file)} and {amount} is not null)",
        )

    found = rows_of(home, balances[FACTS], "measure", "source_file")

    assert found == {(amount, file) for _, amount, file in altered}


@pytest.mark.parametrize(
    ("dataset", "changed", "file"),
    [
        pytest.param(
            "outpatient_claims",
            "* replace (case when source_row_number = first_row then '1.00'"
            " else nch_bene_ptb_coinsrnc_amt end as nch_bene_ptb_coinsrnc_amt)",
            OUTPATIENT,
            id="a coinsurance that no fact holds by itself",
        ),
        pytest.param(
            "prescription_drug_events",
            "* replace (case when source_row_number = first_row"
            " then cast(cast(tot_rx_cst_amt as decimal(18, 2)) + 0.01 as varchar)"
            " else tot_rx_cst_amt end as tot_rx_cst_amt)",
            FILLS,
            id="a cent of a fill",
        ),
    ],
)
def test_an_amount_altered_in_the_lake_unbalances_its_file(
    dataset: str, changed: str, file: str, home: Home, balances: dict[str, NodeResult]
) -> None:
    rewrite(
        home,
        dataset,
        f"select columns(c -> c <> 'first_row') from (select {changed} from (select *,"
        " min(source_row_number) over () as first_row from lake_file))",
    )

    assert red(home, balances)[DOLLARS] == (file,)


def test_a_row_taken_out_of_a_lake_file_unbalances_it(
    home: Home, balances: dict[str, NodeResult]
) -> None:
    rewrite(
        home,
        "inpatient_claims",
        "from lake_file where source_row_number <> (select min(source_row_number) from lake_file)",
    )

    assert red(home, balances)[DOLLARS] == (INPATIENT,)


@pytest.mark.parametrize(
    ("column", "tests"),
    [
        ("rows_read", {READ}),
        ("rows_accepted", {READ, ROWS}),
        ("rows_rejected", {READ, LISTED}),
    ],
)
def test_a_count_altered_in_the_ledger_unbalances_its_file(
    column: str, tests: set[str], home: Home, balances: dict[str, NodeResult]
) -> None:
    change(
        home,
        f"update quality.load_ledger set {column} = {column} + 1"
        f" where source_file = '{OUTPATIENT}'",
    )

    assert red(home, balances) == dict.fromkeys(tests, (OUTPATIENT,))


def test_member_years_that_hold_more_than_their_facts_name_the_files(
    home: Home, balances: dict[str, NodeResult]
) -> None:
    """Each measure is raised in a member-year of its own."""
    for number, measure in enumerate(MART_MEASURES):
        change(
            home,
            "update marts.member_year_spend"
            f" set {measure} = {measure} + {'1' if measure.endswith('count') else '0.01'}"
            " where rowid = (select rowid from marts.member_year_spend"
            " where is_enrolled and fill_count > 0 and claim_year = 2009"
            f" order by beneficiary_id limit 1 offset {number})",
        )

    found = rows_of(home, balances[MARTS], "measure", "source_file")

    assert {measure for measure, _ in found} == set(MART_MEASURES)
    for measure in MART_MEASURES:
        assert {(measure, FILLS), (measure, SUMMARY)} <= found
    assert red(home, balances).keys() == {MARTS}


@pytest.mark.parametrize(
    "statement",
    [
        "delete from marts.member_year_spend where rowid = "
        "(select min(rowid) from marts.member_year_spend where claim_year = 2009"
        " and is_enrolled and claim_line_count + fill_count = 0)",
        "update marts.member_year_spend set is_enrolled = false where rowid = "
        "(select min(rowid) from marts.member_year_spend where claim_year = 2009 and is_enrolled)",
    ],
    ids=["its row", "its enrollment"],
)
def test_a_member_year_that_lost_something_is_found(
    statement: str, home: Home, balances: dict[str, NodeResult]
) -> None:
    change(home, statement)

    found = red(home, balances)

    assert found.keys() == {MARTS}
    assert SUMMARY in found[MARTS]


def test_a_build_names_the_files_of_a_test_that_failed(
    home: Home, balances: dict[str, NodeResult], capsys: pytest.CaptureFixture[str]
) -> None:
    change(home, f"update quality.load_ledger set rows_read = 0 where source_file = '{FILLS}'")
    failure = replace(balances[READ], status="fail", rows=1, message="Got 1 result")
    files = read_files(home, [failure])

    show_report(BuildReport((failure,), (), files), home, Console(soft_wrap=True))

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [f"failed: {READ}, 1 rows: Got 1 result", f"  in {FILLS}"]
