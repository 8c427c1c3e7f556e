"""CMS's answer key: exact on genuine files, and red when the claims do not add up."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build, build_tables, leave_parsed
from loading import load
from typer.testing import CliRunner

from medicare_claims.cli import app
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.home import Home
from medicare_claims.warehouse import last_build

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURES = 9


@pytest.fixture(scope="module")
def ten_thousand(
    genuine_data: Path, empty: Home, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """10,000 persons of sample 2: beneficiary and inpatient files, complete rows."""
    home = Home(shutil.copytree(empty.root, tmp_path_factory.mktemp("ten_thousand") / "home"))
    load(home, [genuine_data / "desynpuf" / "sample2_10k"])
    build(home)
    return home


@pytest.fixture(scope="module")
def five_hundred(
    genuine_data: Path, empty: Home, tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """500 persons of sample 2, all files, repeated groups cut to the first five."""
    home = Home(shutil.copytree(empty.root, tmp_path_factory.mktemp("five_hundred") / "home"))
    load(home, [genuine_data / "desynpuf" / "sample2_500_all_files"], is_partial=True)
    build(home)
    return home


def one_row(home: Home, sql: str) -> tuple[str, ...]:
    """Return the only row of *sql*, every value as text, so that amounts keep their cents."""
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        (row,) = connection.execute(sql).fetchall()
    return tuple(str(value) for value in row)


def test_inpatient_answer_key_is_exact_on_every_genuine_person_year(ten_thousand: Home) -> None:
    counts = one_row(
        ten_thousand,
        """
        select
            count(*) filter (measure = 'medreimb_ip' and status = 'matched'),
            count(*) filter (measure = 'benres_ip' and status = 'matched'),
            count(*) filter (measure = 'pppymt_ip' and status = 'matched'),
            count(*) filter (measure not like '%ip' and status = 'not_loaded'),
            count(*)
        from marts.member_year_reconciliation
        """,
    )

    years = 29_543
    assert counts == tuple(map(str, (years, years, years, 6 * years, MEASURES * years)))


def test_genuine_inpatient_claims_give_the_known_counts(ten_thousand: Home) -> None:
    assert one_row(
        ten_thousand,
        """
        select
            (select count(*) from core.fact_claim_line),
            (select sum(inpatient_stay_count) from marts.member_year_spend),
            (select sum(medical_paid_amount) from marts.member_year_spend),
            (select count(*) from core.dim_beneficiary where beneficiary_key <> 'unknown')
        """,
    ) == ("5888", "5884", "56770770.00", "24056")


@pytest.mark.parametrize(
    ("fixture", "deliveries", "amounts"), [("ten_thousand", 4, 33), ("five_hundred", 6, 36)]
)
def test_genuine_files_balance_in_rows_and_in_every_raw_amount(
    fixture: str, deliveries: int, amounts: int, request: pytest.FixtureRequest
) -> None:
    home = request.getfixturevalue(fixture)
    assert one_row(
        home,
        """
        select count(*), sum(rows_read) = sum(current_row_count), sum(abs(difference_row_count))
        from quality.delivery_row_balance
        """,
    ) == (str(deliveries), "True", "0")
    assert one_row(
        home,
        """
        select count(*), sum(accepted_amount) > 0, sum(abs(difference_amount))
        from quality.delivery_amount_balance
        """,
    ) == (str(amounts), "True", "0.00")


def test_denied_lines_keep_their_dollars_in_the_balance(five_hundred: Home) -> None:
    assert one_row(
        five_hundred,
        """
        select accepted_amount, countable_amount, not_countable_amount, superseded_amount
        from quality.delivery_amount_balance
        where column_name = 'line_nch_pmt_amt'
        """,
    ) == ("1415240.00", "1311770.00", "103470.00", "0.00")


def test_a_beneficiary_file_that_comes_last_gives_the_same_fact_keys(
    ten_thousand: Home, genuine_data: Path, empty: Home, copy_of: Callable[[Home], Home]
) -> None:
    home = copy_of(empty)
    files = sorted((genuine_data / "desynpuf" / "sample2_10k").glob("*.zip"))
    late = [file for file in files if "_2009_Beneficiary" in file.name]
    load(home, [file for file in files if file not in late])
    build_tables(home)
    load(home, late)
    build_tables(home)

    with duckdb.connect() as connection:
        connection.execute(f"attach '{ten_thousand.warehouse}' as whole (read_only)")
        connection.execute(f"attach '{home.warehouse}' as late (read_only)")
        for table, key in (
            ("fact_claim_line", "claim_line_key"),
            ("fact_beneficiary_year", "claim_year"),
            ("dim_beneficiary", "valid_to"),
        ):
            columns = f"select beneficiary_key, {key} from"
            assert (
                connection.execute(
                    f"({columns} whole.core.{table} except all {columns} late.core.{table})"
                    f" union all ({columns} late.core.{table} except all"
                    f" {columns} whole.core.{table})"
                ).fetchall()
                == []
            ), table


def test_partly_known_files_are_counted_as_partial_never_as_mismatched(
    five_hundred: Home,
) -> None:
    assert one_row(
        five_hundred,
        "select status, count(*) from marts.member_year_reconciliation group by status",
    ) == ("partial", str(MEASURES * 998))


@pytest.mark.parametrize(
    ("measure", "exact"),
    [
        ("medreimb_ip", 996),
        ("benres_ip", 996),
        ("pppymt_ip", 997),
        ("medreimb_op", 997),
        ("benres_op", 997),
        ("pppymt_op", 998),
    ],
)
def test_institutional_answer_key_misses_only_claims_the_extract_dropped(
    five_hundred: Home, measure: str, exact: int
) -> None:
    assert one_row(
        five_hundred,
        f"select count(*) filter (difference_amount = 0), count(*)"
        f" from marts.member_year_reconciliation where measure = '{measure}'",
    ) == (str(exact), "998")


def test_carrier_answer_key_is_exact_where_no_claim_uses_the_last_kept_line(
    five_hundred: Home,
) -> None:
    assert one_row(
        five_hundred,
        """
        with
        cut_years as (
            select distinct beneficiary_id, claim_year
            from core.fact_claim_line
            where claim_type = 'carrier' and line_number = 5
        ),
        person_years as (
            select
                beneficiary_id,
                claim_year,
                bool_and(difference_amount = 0) as is_exact
            from marts.member_year_reconciliation
            anti join cut_years using (beneficiary_id, claim_year)
            where measure like '%car'
            group by beneficiary_id, claim_year
        )
        select count(*) filter (is_exact), count(*) from person_years
        """,
    ) == ("528", "528")


def test_genuine_claims_of_all_files_give_the_known_counts_and_dollars(
    five_hundred: Home,
) -> None:
    assert one_row(
        five_hundred,
        """
        select
            count(*),
            count(*) filter (is_countable),
            count(*) filter (is_countable and processing_indicator_code = 'A'),
            count(*) filter (is_countable and processing_indicator_code = 'R'),
            count(*) filter (is_countable and processing_indicator_code = 'S'),
            count(distinct claim_key) filter (is_countable),
            sum(paid_amount),
            sum(allowed_amount),
            sum(beneficiary_responsibility_amount),
            sum(primary_payer_paid_amount),
            sum(reported_paid_amount)
        from core.fact_claim_line
        where claim_type = 'carrier'
        """,
    ) == (
        *("30680", "26792", "26508", "40", "244", "15909"),
        *("1311770.00", "1712920.00", "378420.00", "20000.00", "1415240.00"),
    )
    assert one_row(
        five_hundred,
        """
        select
            count(*) filter (claim_type = 'inpatient'),
            sum(paid_amount) filter (claim_type = 'inpatient'),
            sum(allowed_amount) filter (claim_type = 'inpatient'),
            count(*) filter (claim_type = 'outpatient'),
            sum(paid_amount) filter (claim_type = 'outpatient'),
            sum(allowed_amount) filter (claim_type = 'outpatient')
        from core.fact_claim_line
        """,
    ) == ("225", "1984070.00", "2362626.00", "2827", "782630.00", "1049770.00")
    assert one_row(
        five_hundred,
        """
        select
            sum(rx_fill_count),
            sum(rx_gross_amount),
            sum(rx_plan_paid_amount),
            sum(rx_patient_paid_amount),
            count(*)
        from marts.member_year_spend
        """,
    ) == ("17443", "1080520.00", "921620.00", "175680.00", "998")


@pytest.mark.parametrize(("files", "column"), [("ten_thousand", -2), ("five_hundred", -1)])
def test_genuine_files_show_the_findings_that_the_page_on_them_counts(
    files: str, column: int, request: pytest.FixtureRequest
) -> None:
    """A rule that finds nothing is explained there; one that finds more or less is looked into."""
    page = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    table = page.partition("## The rules")[2].partition("### ")[0]
    rows = [[cell.strip(" `") for cell in row.split("|")[1:-1]] for row in table.splitlines()[7:]]
    told = {row[0]: int(row[column].replace(",", "")) for row in rows if len(row) == 7}

    with duckdb.connect(
        str(request.getfixturevalue(files).warehouse), read_only=True
    ) as connection:
        found = connection.execute(
            "select rule_id, count(distinct (table_name, record_key, column_name)) from"
            " quality.issues where status = 'open' group by 1"
        ).fetchall()
        (rows,) = connection.execute("select count(*) from quality.issues").fetchall()

    assert len(told) > len(found) > 0
    assert told == dict.fromkeys(told, 0) | dict(found)
    assert rows == (sum(told.values()),)


def test_claims_that_do_not_add_up_turn_the_build_red_in_words_but_stop_nothing(
    empty: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    copy_of: Callable[[Home], Home],
) -> None:
    home = copy_of(empty)
    generate_desynpuf(
        GenerateOptions(
            seed=3, beneficiaries=60, deliveries=1, change_shares=(0.2,), with_summary=False
        ),
        tmp_path / "files",
    )
    load(leave_parsed(home), [tmp_path / "files"])
    monkeypatch.setenv("CLAIMS_HOME", str(home.root))

    result = CliRunner().invoke(app, ["build"])

    assert result.exit_code == 1
    mismatches = one_row(
        home,
        "select count(distinct measure), count(*) from marts.member_year_reconciliation"
        " where status = 'mismatched'",
    )
    assert int(mismatches[0]) >= 3
    words = " ".join(result.output.split())
    assert f"mismatch: medreimb_car of sample {1}:" in words
    assert "Everything was built all the same." in words
    assert not last_build.is_current(home, last_build.ingredients(home))
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) > 0 from marts.member_year_spend").fetchone()
