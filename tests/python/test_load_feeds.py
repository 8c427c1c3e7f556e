"""`claims load feeds`: what a row may lack, which day a file is of, in which order, how often."""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
import yaml
from claim_files import lake_rows, rejected_rows
from feed_files import GOOD, delivered, header, load_all, load_one, row, write_feed

from medicare_claims.cli import main
from medicare_claims.home import HOME_VARIABLE, Home
from medicare_claims.lake.checks import AMOUNT_PATTERN
from medicare_claims.lake.feeds import FeedStage
from medicare_claims.lake.ledger import ledger_path, read_ledger
from medicare_claims.lake.load import LoadOptions, Result, load_files
from medicare_claims.lake.raw_records import read_raw_records
from medicare_claims.lake.retract import retract
from medicare_claims.layouts import desynpuf, rif
from medicare_claims.layouts.feeds import CLAIMS, DATASETS, PATIENTS, PROVIDERS

if TYPE_CHECKING:
    from medicare_claims.layouts.layout import Dataset

PROJECT = Path(__file__).parents[2]
LINEAGE = ["extra_columns", "batch_sequence", "batch_id", "source_row_number", "delivered_on"]
BLANK = "blank, and a row cannot do without it"


class Claims(Protocol):
    """Run `claims` with these arguments; give its exit status and its words."""

    def __call__(self, *arguments: object) -> tuple[int, str]: ...


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder whose own name tells nothing."""
    folder = tmp_path / "sent"
    folder.mkdir()
    return folder


@pytest.fixture
def claims(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Claims:
    monkeypatch.setenv(HOME_VARIABLE, str(home.root))

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["claims", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        else:
            status = 0
        written = capsys.readouterr()
        return status, written.out + written.err

    return run


# --- rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_a_row_lies_in_the_lake_as_sent_under_the_source_s_own_names(
    dataset: Dataset, home: Home, sent: Path
) -> None:
    delivery = delivered(home, write_feed(sent / "a_priming_2024-01-02.csv", dataset))
    (stored,) = lake_rows(home)
    assert list(stored) == [*header(dataset), *LINEAGE, "claim_year"]
    assert {name: stored[name] for name in header(dataset)} == GOOD[dataset.name]
    assert (stored["delivered_on"], stored["batch_id"]) == (date(2024, 1, 2), delivery.batch_id)
    assert (delivery.source_system, delivery.dataset) == ("feeds", dataset.name)
    assert (delivery.sample, delivery.part, delivery.file_year) == (None, None, None)
    assert (delivery.delivered_on, delivery.feed_stage) == ("2024-01-02", "priming")
    assert read_raw_records(home, [(1, 1)], {1: delivery}, DATASETS) == {
        (1, 1): GOOD[dataset.name]
    }


@pytest.mark.parametrize(
    ("dataset", "identity"),
    [
        (PATIENTS, ["patient_id"]),
        (PROVIDERS, ["provider_id"]),
        (CLAIMS, ["claim_id", "patient_id"]),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_only_a_row_without_its_identity_is_rejected(
    dataset: Dataset, identity: list[str], home: Home, sent: Path
) -> None:
    """Whatever else it holds loads as it is: the findings judge it."""
    lacking = [row(dataset, **{name: value}) for name in identity for value in ("", "  ")]
    odd = [
        row(dataset, **{name: value})
        for name in header(dataset)
        for value in ("", " ", "\t", "?!", "2024-02-30", "-1e3", "ÿ" * 300)
        if name not in identity or value.strip(" ")
    ]
    path = write_feed(sent / "a_update_2024-01-02.csv", dataset, *lacking, *odd)
    delivery = delivered(home, path)
    assert (delivery.rows_rejected, delivery.rows_accepted) == (len(lacking), len(odd))
    assert [[stored[name] or "" for name in header(dataset)] for stored in lake_rows(home)] == odd
    assert [
        (cell["column_name"], cell["raw_value"] or "", cell["reason"])
        for cell in rejected_rows(home, delivery)
    ] == [(name, value, BLANK) for name in identity for value in ("", "  ")]


@pytest.mark.parametrize(
    ("service", "claimed", "year"),
    [
        ("2023-11-30", "2024-01-02", 2023),
        (" 2023-11-30 ", "", 2023),
        ("", "2024-01-02", 2024),
        ("2023-02-29", "2024-02-29", 2024),
        ("20231130", " 2024-01-02", 2024),
        ("2023-1-30", "soon", 0),
        ("", "", 0),
    ],
)
def test_a_claim_s_year_is_that_of_the_first_date_that_can_be_read(
    service: str, claimed: str, year: int, home: Home, sent: Path
) -> None:
    values = row(CLAIMS, date_of_service=service, claim_date=claimed)
    delivered(home, write_feed(sent / "claims_update_2025-06-30.csv", CLAIMS, values))
    (stored,) = lake_rows(home)
    assert stored["claim_year"] == year


def test_patients_and_providers_lie_by_the_year_of_their_delivery(home: Home, sent: Path) -> None:
    for dataset in (PATIENTS, PROVIDERS):
        delivered(home, write_feed(sent / f"{dataset.name}_priming_2025-06-30.csv", dataset))
    assert [stored["claim_year"] for stored in lake_rows(home)] == [2025, 2025]


AMOUNTS = {
    "10": 10,
    " 0.5 ": 0.5,
    "-3.25": -3.25,
    "7.": 7,
    "1.005": None,
    "$4": None,
    "1,000.00": None,
    "1e3": None,
    "": None,
    " ": None,
    "+2": None,
    ".5": None,
    "--1": None,
    "9" * 13: None,
}
"""Total costs as sent, with what each adds."""


def test_amounts_add_up_what_can_be_read(home: Home, sent: Path) -> None:
    rows = [row(CLAIMS, claim_id=str(n), total_cost=text) for n, text in enumerate(AMOUNTS)]
    delivery = delivered(home, write_feed(sent / "claims_priming_2024-01-01.csv", CLAIMS, *rows))
    assert delivery.rows_rejected == 0
    assert delivery.amounts == {"total_cost": "14.25"}
    assert sum(value or 0 for value in AMOUNTS.values()) == 14.25


def test_dbt_takes_the_same_texts_for_an_amount_as_the_loader() -> None:
    """Else a delivery's dollars would not balance."""
    macro = (PROJECT / "macros" / "feed_values.sql").read_text().partition("dollars_and_cents")[2]
    found = re.search(r"is_all_of\(text\(column\), '([^']+)'\)", macro)
    assert found
    for text, value in AMOUNTS.items():
        readings = {
            bool(re.fullmatch(pattern, text.strip())) for pattern in (found[1], AMOUNT_PATTERN)
        }
        assert readings == {value is not None}, text


def columns_in_dbt(source: str, table: str) -> list[str]:
    path = PROJECT / "models" / "staging" / source / f"_{source}__sources.yml"
    (described,) = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    tables = {entry["name"]: entry["columns"] for entry in described["tables"]}
    return [column["name"] for column in tables[table]]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_dbt_reads_every_column_that_the_loader_writes(
    dataset: Dataset, home: Home, sent: Path
) -> None:
    """A column that dbt does not name is not in the source's view, and would be missed late."""
    delivered(home, write_feed(sent / "a_priming_2024-01-02.csv", dataset))
    (stored,) = lake_rows(home)
    assert columns_in_dbt("feeds", dataset.name) == list(stored)
    (line,) = ledger_path(home.lake).read_text(encoding="utf-8").splitlines()
    assert {"delivered_on", "feed_stage"} <= set(columns_in_dbt("lake", "deliveries"))
    assert set(json.loads(line)) - set(columns_in_dbt("lake", "deliveries")) == {"layout"}


# --- form ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["minimal", "all"])
def test_line_ends_byte_order_marks_and_quotes_do_not_matter(
    newline: str, mark: bytes, quoting: int, home: Home, sent: Path
) -> None:
    rows = [row(PATIENTS), row(PATIENTS, patient_id="P2", address='5 "B" Rd, Unit 1', city="")]
    path = write_feed(
        sent / "patients_priming_2024-01-01.csv", PATIENTS, *rows, newline=newline, quoting=quoting
    )
    path.write_bytes(mark + path.read_bytes())
    assert delivered(home, path).rows_accepted == 2
    assert [[r[name] or "" for name in header(PATIENTS)] for r in lake_rows(home)] == rows


def test_a_header_may_be_in_any_case_and_order_with_blanks_and_further_columns(
    home: Home, sent: Path
) -> None:
    names = [*(f" {name.upper()} " for name in reversed(header(CLAIMS))), "Region"]
    path = sent / "claims_priming_2024-01-01.csv"
    path.write_text(",".join(names) + "\n" + ",".join([*reversed(row(CLAIMS)), "west"]) + "\n")
    outcome = load_one(home, path)
    (stored,) = lake_rows(home)
    assert {name: stored[name] for name in header(CLAIMS)} == GOOD[CLAIMS.name]
    assert stored["extra_columns"] == {"Region": "west"}
    assert outcome.notes == ("columns beyond the layout kept: Region",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (";".join(GOOD["claims"]), "looks like claims, but its columns are parted by semicolons"),
        (
            ",".join(name for name in GOOD["patients"] if name != "zipcode"),
            "looks like patients but lacks zipcode; a file is loaded with all columns",
        ),
        (",".join(["patient_id", *GOOD["claims"]]), "names columns twice: patient_id"),
        (",".join([*GOOD["claims"], "", ""]), "names columns twice: one without a name"),
        (
            ",".join(desynpuf.INPATIENT_CLAIMS.columns[n].name for n in range(20)),
            "is no feeds file",
        ),
        ("", "is empty"),
    ],
    ids=[
        *("semicolons", "a column less", "a column twice", "two without a name"),
        *("another source", "nothing"),
    ],
)
def test_a_header_that_is_not_whole_is_refused(
    text: str, reason: str, home: Home, sent: Path
) -> None:
    path = sent / "a_priming_2024-01-01.csv"
    path.write_text(text)
    outcome = load_one(home, path)
    assert outcome.result is Result.REFUSED
    assert reason in str(outcome.error)


def test_a_folder_of_several_sources_gives_each_command_its_own(home: Home, sent: Path) -> None:
    write_feed(sent / "patients_priming_2024-01-01.csv", PATIENTS)
    names = [column.name for column in desynpuf.PRESCRIPTION_DRUG_EVENTS.columns]
    (sent / "fills_Sample_1.csv").write_text(",".join(names) + "\n")
    (sent / "manifest.csv").write_text("file,rows\na,1\n")
    assert {o.source.file_name: o.result.value for o in load_all(home, sent)} == {
        "fills_Sample_1.csv": "skipped",
        "manifest.csv": "skipped",
        "patients_priming_2024-01-01.csv": "loaded",
    }
    for datasets in (desynpuf.DATASETS, rif.DATASETS):
        outcomes = load_files(
            home, [sent], datasets, LoadOptions(), loaded_at=datetime(2026, 1, 1)
        )
        (patients,) = [o for o in outcomes if o.source.file_name.startswith("patients")]
        assert patients.result is Result.SKIPPED


# --- which stage, which day ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stage", "day"),
    [
        ("patients_priming_2024-01-02.csv", "priming", "2024-01-02"),
        ("20240102-Patients.Update.csv", "update", "2024-01-02"),
        ("PatientsPRIMING_7_20240102T0300.csv", "priming", "2024-01-02"),
        ("2024-01-02 patients update 2024-01-02.csv", "update", "2024-01-02"),
        ("patients_update_12345678.csv", "update", "2026-01-01"),
        ("patients_update_320240102.csv", "update", "2026-01-01"),
        ("delivery_01_2024-01-02_update/patients.csv", "update", "2024-01-02"),
        ("priming/patients_2024-01-02.csv", "priming", "2024-01-02"),
        ("update_2023-01-01/patients_priming_2024-01-02.csv", "priming", "2024-01-02"),
    ],
)
def test_a_name_tells_stage_and_day_and_else_the_folder_s_does(
    name: str, stage: str, day: str, home: Home, sent: Path
) -> None:
    delivery = delivered(home, write_feed(sent / name, PATIENTS))
    assert (delivery.feed_stage, delivery.delivered_on) == (stage, day)


def test_a_member_of_a_zip_is_told_by_its_own_name_then_its_folder_s_then_the_zip_s(
    home: Home, sent: Path
) -> None:
    path = sent / "billing_priming_2024-03-03.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, member in enumerate(("p.csv", "2024-02-02/p.csv", "x/p_update_20240101.csv")):
            plain = write_feed(
                sent / "p" / f"{number}.csv", PATIENTS, row(PATIENTS, patient_id=str(number))
            )
            archive.write(plain, member)
    found = {
        o.source.member: (o.delivery.feed_stage, o.delivery.delivered_on)
        for o in load_all(home, path)
        if o.delivery
    }
    assert found == {
        "p.csv": ("priming", "2024-03-03"),
        "2024-02-02/p.csv": ("priming", "2024-02-02"),
        "x/p_update_20240101.csv": ("update", "2024-01-01"),
    }


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        (
            "patients_2024-01-02.csv",
            "its name does not say whether it is a priming or an update; load it with --priming "
            "or --update",
        ),
        (
            "priming_update_2024-01-02.csv",
            "its name says both that it is a priming and an update; load it with --priming or "
            "--update",
        ),
        (
            "update_2024-01-02_to_2024-01-05.csv",
            "its name tells several days; load it with --delivered-on YYYY-MM-DD",
        ),
        (
            "update_2024-02-30.csv",
            "its name tells a day that is not in the calendar; load it with --delivered-on "
            "YYYY-MM-DD",
        ),
        (
            "update_20241301.csv",
            "its name tells a day that is not in the calendar; load it with --delivered-on "
            "YYYY-MM-DD",
        ),
    ],
)
def test_a_name_that_leaves_it_open_is_refused_and_the_command_line_decides(
    name: str, advice: str, home: Home, sent: Path
) -> None:
    path = write_feed(sent / name, PATIENTS)
    outcome = load_one(home, path)
    assert (outcome.result, outcome.exit_status) == (Result.REFUSED, 2)
    assert str(outcome.error) == f"{path}: {advice}"
    assert read_ledger(home) == []
    delivery = delivered(home, path, feed_stage=FeedStage.UPDATE, delivered_on=date(2024, 1, 2))
    assert (delivery.feed_stage, delivery.delivered_on) == ("update", "2024-01-02")


def test_the_command_line_wins_over_the_name_and_says_so(home: Home, sent: Path) -> None:
    path = write_feed(sent / "patients_update_2024-01-02.csv", PATIENTS)
    outcome = load_one(home, path, feed_stage=FeedStage.PRIMING, delivered_on=date(2024, 1, 5))
    assert outcome.notes == (
        "loaded as a priming although its name says otherwise",
        "loaded as delivered on 2024-01-05 although its name says 2024-01-02",
    )
    assert lake_rows(home)[0]["delivered_on"] == date(2024, 1, 5)


def test_one_day_or_stage_for_files_that_tell_different_ones_is_wrong_use(
    claims: Claims, home: Home, sent: Path
) -> None:
    write_feed(sent / "patients_priming_2024-01-01.csv", PATIENTS)
    write_feed(sent / "patients_update_2024-02-01.csv", PATIENTS, row(PATIENTS, city="Rome"))
    assert claims("load", "feeds", sent, "--delivered-on", "2024-03-01") == (
        2,
        "claims: --delivered-on 2024-03-01 cannot be meant for files whose names tell 2024-01-01, "
        "2024-02-01; load them one by one\n",
    )
    assert claims("load", "feeds", sent, "--update") == (
        2,
        "claims: --update cannot be meant for primings and updates at once; load them one by "
        "one\n",
    )
    status, words = claims("load", "feeds", sent, "--update", "--priming")
    assert (status, words) == (
        2,
        "claims: a file is a priming or an update: give --priming or --update, not both\n",
    )
    for day in ("2024-02-30", "20240201", "yesterday"):
        status, words = claims("load", "feeds", sent, "--delivered-on", day)
        assert status == 2
        assert "--delivered-on" in words
    assert not home.lake.exists()


# --- order --------------------------------------------------------------------------------------


def test_primings_load_first_then_the_updates_by_day_and_kind(home: Home, sent: Path) -> None:
    """What is referred to comes before what refers to it; an undated update is of today."""
    for name, dataset in (
        ("a/claims_update_2024-03-01.csv", CLAIMS),
        ("a/providers_update_2024-03-01.csv", PROVIDERS),
        ("b/claims_update_2024-02-01.csv", CLAIMS),
        ("b/patients_update.csv", PATIENTS),
        ("c/claims_priming_2024-02-15.csv", CLAIMS),
        ("c/providers_priming_2024-01-01.csv", PROVIDERS),
        ("c/patients_priming_2024-01-01.csv", PATIENTS),
        ("d/patients_update_10_2024-03-01.csv", PATIENTS),
        ("d/patients_update_9_2024-03-01.csv", PATIENTS),
    ):
        # The content differs: one that is known would load once.
        write_feed(sent / name, dataset, row(dataset, provider_id=name, patient_id=name))
    load_all(home, sent)
    assert [(d.batch_sequence, d.source_file) for d in read_ledger(home)] == list(
        enumerate(
            (
                "patients_priming_2024-01-01.csv",
                "providers_priming_2024-01-01.csv",
                "claims_priming_2024-02-15.csv",
                "claims_update_2024-02-01.csv",
                "patients_update_9_2024-03-01.csv",
                "patients_update_10_2024-03-01.csv",
                "providers_update_2024-03-01.csv",
                "claims_update_2024-03-01.csv",
                "patients_update.csv",
            ),
            1,
        )
    )


def test_an_update_before_its_priming_loads_and_both_say_so(home: Home, sent: Path) -> None:
    update = write_feed(
        sent / "patients_update_2024-02-01.csv", PATIENTS, row(PATIENTS, city="Rome")
    )
    assert load_one(home, update).notes == ("no priming of patients is loaded yet",)
    write_feed(sent / "claims_priming_2024-01-01.csv", CLAIMS)
    assert load_one(home, sent / "claims_priming_2024-01-01.csv").notes == ()
    priming = write_feed(sent / "patients_priming_2024-01-01.csv", PATIENTS)
    assert load_one(home, priming).notes == (
        "updates of patients were loaded before it; it wins where dates are equal",
        "patients delivered up to 2024-02-01 are loaded already; versions that are older than "
        "theirs enter the history only",
    )
    later = write_feed(sent / "patients_update_2024-03-01.csv", PATIENTS, row(PATIENTS, city="Ur"))
    assert load_one(home, later).notes == ()


def test_a_second_priming_an_undated_file_and_a_day_to_come_are_told(
    home: Home, sent: Path
) -> None:
    first = delivered(home, write_feed(sent / "patients_priming_2024-01-01.csv", PATIENTS))
    second = write_feed(sent / "patients_priming.csv", PATIENTS, row(PATIENTS, city="Rome"))
    assert load_one(home, second).notes == (
        "its name tells no day: taken as delivered on 2026-01-01, the day of loading",
        f"a priming of patients is loaded already, {first.batch_id}; this one is taken as newer "
        "versions of its records",
    )
    future = write_feed(sent / "patients_update_2026-01-02.csv", PATIENTS, row(PATIENTS, city="U"))
    assert load_one(home, future).notes == ("delivered on 2026-01-02, a day yet to come",)


# --- repetition ---------------------------------------------------------------------------------


def test_the_same_content_of_the_same_day_is_loaded_once(home: Home, sent: Path) -> None:
    path = write_feed(sent / "providers_update_2024-02-01.csv", PROVIDERS)
    delivered(home, path)
    renamed = write_feed(sent / "20240201_update.csv", PROVIDERS)
    undated = write_feed(sent / "update.csv", PROVIDERS)
    for again in (path, renamed, undated):
        assert load_one(home, again).result is Result.KNOWN
    assert load_one(home, undated, loaded_at=datetime(2026, 5, 5)).result is Result.KNOWN
    assert load_one(home, path, again=True).result is Result.LOADED
    assert len(read_ledger(home)) == 2


def test_the_same_content_of_another_day_is_another_delivery(home: Home, sent: Path) -> None:
    """A provider who moved away and back is sent twice with the same words."""
    there = row(PROVIDERS, facility_name="South Clinic")
    for day, values in (("01", row(PROVIDERS)), ("02", there), ("03", row(PROVIDERS))):
        path = write_feed(sent / f"providers_update_2024-01-{day}.csv", PROVIDERS, values)
        assert load_one(home, path).result is Result.LOADED
        assert load_one(home, path).result is Result.KNOWN
    stored = [(str(r["delivered_on"]), r["facility_name"]) for r in lake_rows(home)]
    assert stored == [
        ("2024-01-01", "North Clinic"),
        ("2024-01-02", "South Clinic"),
        ("2024-01-03", "North Clinic"),
    ]


def test_a_retracted_priming_counts_as_none_and_may_be_loaded_again(
    home: Home, sent: Path
) -> None:
    path = write_feed(sent / "patients_priming_2024-01-01.csv", PATIENTS)
    retract(home, delivered(home, path).batch_id)
    update = write_feed(
        sent / "patients_update_2023-01-01.csv", PATIENTS, row(PATIENTS, city="Rome")
    )
    assert load_one(home, update).notes == ("no priming of patients is loaded yet",)
    assert load_one(home, path).result is Result.LOADED


# --- the command --------------------------------------------------------------------------------


def test_the_command_and_the_status_say_stage_and_day(
    claims: Claims, home: Home, sent: Path
) -> None:
    path = write_feed(sent / "claims_priming.csv", CLAIMS, row(CLAIMS), row(CLAIMS, claim_id=""))
    status, words = claims("load", "feeds", path, "--delivered-on", "2024-01-02")
    (delivery,) = read_ledger(home)
    assert (status, words) == (
        0,
        f"loaded: claims_priming.csv is {delivery.batch_id}: claims, priming of 2024-01-02; "
        "2 rows read, 1 accepted, 1 rejected (listed in quality.rejected_rows)\n",
    )
    assert claims("load", "feeds", path) == (
        0,
        f"already loaded: claims_priming.csv is {delivery.batch_id}, priming of 2024-01-02; "
        "--again loads it anew\n",
    )
    status, words = claims("status")
    assert status == 0
    assert re.search(r"batch +dataset +sample +year +delivered +read ", words)
    assert re.search(rf"{delivery.batch_id} +claims +priming 2024-01-02 +2 +1 +1 +loaded ", words)
