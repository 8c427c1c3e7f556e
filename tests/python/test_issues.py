"""Findings: each planted fault is found, once, and its history does not depend on builds."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build_tables, dbt, dbt_status, leave_parsed
from comparing import differing_tables
from feed_files import write_feed
from loading import load
from planted_feeds import load_feeds, mending_feeds, patient, planted_feeds
from planted_issues import corrections, other_care, people, stays
from typer.testing import CliRunner

from medicare_claims.cli import app
from medicare_claims.home import Home
from medicare_claims.layouts.feeds import PATIENTS
from medicare_claims.warehouse.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer.testing import Result

ROOT = Path(__file__).parents[2]


def load_planted(home: Home, folder: Path) -> None:
    """The summaries and inpatient claims as whole files, so that they must add up."""
    folder.mkdir()
    load(home, [*people(folder), stays(folder)])
    load(home, other_care(folder), is_partial=True)
    load_feeds(home, planted_feeds(folder))


def load_corrections(home: Home, folder: Path) -> None:
    folder.mkdir()
    load(home, corrections(folder), is_partial=True)
    load_feeds(home, mending_feeds(folder))


@pytest.fixture(scope="module")
def planted(empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse of the planted faults, before any correction.

    Findings fail nothing: the build is red for the planted mismatches alone, and skips nothing.
    """
    folder = tmp_path_factory.mktemp("planted")
    home = Home(shutil.copytree(empty.root, folder / "home"))
    load_planted(home, folder / "files")
    report = build(leave_parsed(home), full_refresh=False)
    assert report.mismatches
    assert (report.failures, report.skipped) == ([], 0)
    return home


@pytest.fixture(scope="module")
def corrected(planted: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same after the corrections were loaded and built on top."""
    folder = tmp_path_factory.mktemp("corrected")
    home = Home(folder / "home")
    shutil.copytree(planted.root, home.root)
    load_corrections(home, folder / "files")
    build_tables(home)
    return home


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command line on a home."""

    def run(home: Home, *arguments: str) -> Result:
        monkeypatch.setenv("CLAIMS_HOME", str(home.root))
        return CliRunner().invoke(app, arguments)

    return run


def query(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def statuses(home: Home, rule: str) -> dict[object, tuple[object, ...]]:
    """Return by record and column the deliveries a finding was seen in, and its status."""
    return {
        f"{record}.{column}": history
        for record, column, *history in query(
            home,
            "select record_key, column_name, first_seen_batch[:6]::integer,"
            f" last_seen_batch[:6]::integer, status from quality.issues where rule_id = '{rule}'",
        )
    }


def rules() -> list[dict[str, str]]:
    with (ROOT / "seeds" / "quality_rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_planted_fault_is_found_and_nothing_else(planted: Home) -> None:
    found = query(
        planted,
        "select rule_id, table_name, record_key, column_name, observed_value"
        " from quality.issues where status = 'open' order by all",
    )

    with Path(__file__).with_name("planted_issues.csv").open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    # The key of a delivery ends in its hash, which changes with every planted fault.
    assert [
        tuple(re.sub(r"^(\d{6})-[0-9a-f]{8}(?=$|:)", r"\1", str(value)) for value in row)
        for row in found
    ] == sorted(expected)
    assert query(planted, "select count(*) from quality.issues") == [(len(expected),)]


def test_there_is_one_finding_per_rule_table_record_and_column(corrected: Home) -> None:
    key = "rule_id, source_system, table_name, record_key, column_name"

    assert (
        query(corrected, f"select {key} from quality.issues group by all having count(*) > 1")
        == []
    )


def test_every_rule_of_the_catalogue_finds_what_is_planted_for_it(corrected: Home) -> None:
    found = query(corrected, "select distinct rule_id from quality.issues order by 1")

    assert [rule for (rule,) in found] == sorted(rule["rule_id"] for rule in rules())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["rule_id"])
def test_every_rule_names_the_models_that_look_for_it(rule: dict[str, str]) -> None:
    models = {path.stem: path for path in (ROOT / "models").rglob("*findings.sql")}
    searched = [models[name].read_text(encoding="utf-8") for name in rule["found_by"].split()]

    assert all(rule["rule_id"] in sql for sql in searched)
    others = set(models) - set(rule["found_by"].split())
    assert not [name for name in others if f"{rule['rule_id']}__" in models[name].read_text()]


def test_the_page_on_findings_tells_every_rule_as_the_catalogue_does() -> None:
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    table, explained = page.partition("## The rules")[2].split("### Rules without a finding")

    columns = ("rule_id", "severity", "scope", "message", "meaning")
    told = [
        [cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"\| `.*", table)
    ]
    assert [[cell.strip("`") for cell in row[:5]] for row in told] == [
        [rule[column] for column in columns] for rule in rules()
    ]
    unfound = [row[0] for row in told if row[5:] == ["0", "0"]]
    assert re.findall(r"^\| (`\w+`) \| \w", explained, flags=re.MULTILINE) == unfound


def test_a_finding_is_resolved_once_the_current_version_shows_it_no_more(corrected: Home) -> None:
    assert statuses(corrected, "dates_out_of_order")[
        "desynpuf:inpatient:101:1:1.service_through_date"
    ] == [2, 2, "resolved"]
    assert statuses(corrected, "undocumented_processing_indicator") == {
        "desynpuf:carrier:304:1:1.processing_indicator_code": [4, 4, "resolved"],
        "desynpuf:carrier:311:1:1.processing_indicator_code": [4, 11, "open"],
    }
    assert {status for *_, status in statuses(corrected, "repeated_in_file").values()} == {
        "resolved",
        "open",
    }
    assert statuses(corrected, "unreadable_date")["feeds:patient:P3.date_of_birth"] == [
        *(7, 7, "resolved")
    ]
    assert statuses(corrected, "unreadable_amount") == {
        "feeds:visit:C6.total_cost": [9, 14, "open"]
    }


def test_a_finding_that_comes_again_keeps_its_first_delivery_and_shows_its_last(
    corrected: Home,
) -> None:
    assert statuses(corrected, "missing_deductible") == {
        "desynpuf:inpatient:109:1:1.deductible_amount": [2, 12, "open"]
    }
    assert query(
        corrected,
        "select observed_value, source_row_number from quality.issues"
        " where rule_id = 'unreadable_flag'",
    ) == [("has_heart_failure", 1)]


def test_a_finding_of_several_rows_carries_the_latest_delivery_among_them(
    planted: Home, corrected: Home
) -> None:
    changed = "desynpuf:0000000000000005.birth_date"

    assert statuses(planted, "changed_demographics")[changed] == [3, 3, "open"]
    assert statuses(corrected, "changed_demographics")[changed] == [10, 10, "open"]


def test_a_rejected_row_leaves_its_record_stale_or_missing(corrected: Home) -> None:
    assert statuses(corrected, "stale_after_reject") == {
        "desynpuf:inpatient:110:1:1.clm_pmt_amt": [12, 12, "open"],
        "feeds:visit:C1.patient_id": [14, 14, "open"],
    }
    missing = statuses(corrected, "missing_after_reject")
    (nameless,) = [key for key in missing if key.startswith("000007-")]
    assert missing == {
        nameless: [7, 7, "open"],
        "desynpuf:inpatient:130:1:1.clm_admsn_dt": [12, 12, "open"],
        "desynpuf:inpatient:130:1:1.clm_pmt_amt": [12, 12, "open"],
    }
    assert nameless.endswith(":11.patient_id")


def test_what_a_feeds_claims_refer_to_is_missing_until_it_comes(
    planted: Home, corrected: Home
) -> None:
    patient = "feeds:P99.is_inferred"
    never, later = (f"feeds_provider:{number}.provider_key" for number in ("D98", "D99"))

    assert statuses(planted, "orphan_beneficiary")[patient] == [9, 9, "open"]
    assert statuses(planted, "orphan_provider") == {key: [9, 9, "open"] for key in (never, later)}
    assert patient not in statuses(corrected, "orphan_beneficiary")
    assert list(statuses(corrected, "orphan_provider")) == [never]


def test_a_version_that_comes_late_is_told_until_the_record_is_sent_again(
    corrected: Home, copy_of: Callable[[Home], Home], tmp_path: Path
) -> None:
    late = "feeds:patient:P1.last_modified_date"
    assert statuses(corrected, "stale_version") == {late: [13, 13, "open"]}

    home = copy_of(corrected)
    again = patient(last_modified_date="2024-02-10")
    load_feeds(home, [write_feed(tmp_path / "patients_update_2024-02-11.csv", PATIENTS, again)])
    build_tables(home)

    assert statuses(home, "stale_version") == {late: [13, 13, "resolved"]}


def test_an_unknown_value_is_told_with_the_nearest_known_one(planted: Home) -> None:
    assert query(
        planted,
        "select observed_value, message from quality.issues where rule_id = 'unknown_value'"
        " and column_name <> 'billed' order by 1",
    ) == [
        (value, f"The value is none of those that the column may hold. {hint}")
        for value, hint in (
            ("orthopaedist", "The nearest known one: orthopedist."),
            ("surgry", "The nearest known one: surgery."),
        )
    ]


def test_findings_of_an_incremental_build_equal_those_of_a_full_refresh(
    corrected: Home, empty: Home, tmp_path: Path, copy_of: Callable[[Home], Home]
) -> None:
    fresh = copy_of(empty)
    load_planted(fresh, tmp_path / "first")
    load_corrections(fresh, tmp_path / "later")
    build_tables(fresh, full_refresh=True)

    assert differing_tables(corrected, fresh, without=("loaded_at",)) == {}


def test_a_waiver_holds_until_its_day_and_then_the_finding_is_open_again(
    corrected: Home, copy_of: Callable[[Home], Home], claims: Callable[..., Result]
) -> None:
    home = copy_of(corrected)
    (home.root / "waivers.csv").write_text(
        "rule_id,record_key,reason,author,expires_on\n"
        "zero_quantity,,Suppressed by CMS,Ada,2030-06-30\n"
        'service_after_death,desynpuf:pde:409,"Refilled, never fetched",Ada,2030-12-31\n'
        "repeated_in_file,,Corrected since,Ada,2030-12-31\n"
        "malformed_zipcode,feeds:patient:P8,Lives abroad,Ada,2030-12-31\n"
    )
    dbt(home, ["run", "--select", "waivers"])

    def seen(day: str) -> dict[str, str]:
        file = home.root / "issues.csv"
        arguments = ("issues", "--status", "all", "--today", day, "--csv", str(file))
        assert claims(home, *arguments).exit_code == 0
        with file.open(encoding="utf-8", newline="") as issues:
            return {
                f"{issue['rule_id']} {issue['record_key']}": issue["status"]
                for issue in csv.DictReader(issues)
            }

    by_rule, by_record = "zero_quantity desynpuf:pde:405", "service_after_death desynpuf:pde:409"
    other = "service_after_death desynpuf:outpatient:202"
    days = {day: seen(day) for day in ("2030-06-30", "2030-07-01", "2031-01-01")}
    assert [days[day][by_rule] for day in days] == ["waived", "open", "open"]
    for finding in (by_record, "malformed_zipcode feeds:patient:P8"):
        assert [days[day][finding] for day in days] == ["waived", "waived", "open"]
    assert [days[day][other] for day in days] == ["open", "open", "open"]
    assert days["2030-06-30"]["repeated_in_file desynpuf:carrier:311"] == "resolved"


def test_a_waiver_that_cannot_be_read_waives_nothing_and_says_so(
    corrected: Home, copy_of: Callable[[Home], Home], claims: Callable[..., Result]
) -> None:
    home = copy_of(corrected)
    (home.root / "waivers.csv").write_text(
        "rule_id,record_key,reason,author,expires_on\n"
        "no_such_rule,,Because,Ada,2030-01-01\n"
        "zero_quantity,, ,Ada,2030-01-01\n"
        "zero_quantity,,Because,,2030-01-01\n"
        "zero_quantity,,Because,Ada,soon\n"
    )
    # The test waits for the issues, and they are built whatever it finds.
    selection = "waivers issues assert_every_waiver_can_be_read"
    assert dbt_status(home, ["build", "--select", *selection.split()]) == 1

    shown = claims(home, "issues")

    assert shown.exit_code == 1
    for row, problem in (
        (1, "rule_id 'no_such_rule' is no rule"),
        (2, "reason is blank"),
        (3, "author is blank"),
        (4, "expires_on 'soon' is no date"),
    ):
        assert f"waivers.csv of the home, row {row}: {problem}" in str(shown.exception)
    assert query(home, "select count(*) from quality.issues where status = 'waived'") == [(0,)]


def test_the_command_sums_up_by_rule_and_shows_the_severest_first(
    corrected: Home, claims: Callable[..., Result]
) -> None:
    shown = claims(corrected, "issues", "--limit", "4")

    assert shown.exit_code == 0
    lines = [line.split() for line in shown.output.splitlines() if line.strip()]
    assert lines[1][:5] == ["error", "missing_after_reject", "3", "0", "0"]
    assert ["warning", "repeated_in_file", "1", "0", "2"] in [line[:5] for line in lines]
    assert [line[0] for line in lines[-5:-1]] == [
        *["missing_after_reject"] * 3,
        "negative_amount",
    ]
    assert "4 shown: --limit N shows more, --csv FILE writes all" in shown.output


@pytest.mark.parametrize(
    ("filters", "condition"),
    [
        (("--rule", "unknown_drg"), "rule_id = 'unknown_drg' and status = 'open'"),
        (("--severity", "error"), "severity = 'error' and status = 'open'"),
        (("--status", "resolved"), "status = 'resolved'"),
        (("--status", "all", "--table", "carrier_claims"), "table_name = 'carrier_claims'"),
        (
            ("--beneficiary", "0000000000000007"),
            "beneficiary_id = '0000000000000007' and status = 'open'",
        ),
        (("--status", "all"), "true"),
    ],
)
def test_filters_choose_what_the_csv_holds(
    filters: Sequence[str],
    condition: str,
    corrected: Home,
    claims: Callable[..., Result],
    tmp_path: Path,
) -> None:
    file = tmp_path / "issues.csv"

    shown = claims(corrected, "issues", *filters, "--csv", str(file))

    assert shown.exit_code == 0
    ((count,),) = query(corrected, f"select count(*) from quality.issues where {condition}")
    with file.open(encoding="utf-8", newline="") as issues:
        written = list(csv.DictReader(issues))
    assert 0 < len(written) == count
    columns = query(corrected, "select column_name from (describe quality.issues)")
    assert list(written[0]) == [column for (column,) in columns]
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "exit_status", "words"),
    [
        (("--rule", "no_such_rule"), 2, "give one of"),
        (("--severity", "bad"), 2, "give one of error, warning, info"),
        (("--status", "closed"), 2, "give one of open, waived, resolved, all"),
        (("--table", "no_such_table"), 2, "give one of"),
        (("--today", "tomorrow"), 2, "YYYY-MM-DD"),
        (("--csv", "/no/such/folder/issues.csv"), 1, "cannot be written"),
    ],
)
def test_what_cannot_be_meant_or_written_is_said(
    arguments: Sequence[str],
    exit_status: int,
    words: str,
    corrected: Home,
    claims: Callable[..., Result],
) -> None:
    shown = claims(corrected, "issues", *arguments)

    assert getattr(shown.exception, "exit_status", None) == exit_status
    assert words in str(shown.exception)


def test_a_home_without_findings_says_what_to_do(
    tmp_path: Path, claims: Callable[..., Result]
) -> None:
    assert "run `claims build`" in str(claims(Home(tmp_path), "issues").exception)

    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    assert "run `claims build`" in str(claims(Home(tmp_path), "issues").exception)
