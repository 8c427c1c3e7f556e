"""`claims generate feeds`: files, links, updates, and the list of faults, which tells all."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from feeds_judging import IDS, KEYS, Judged, Row, files_below, planted_in, rows_of
from typer.testing import CliRunner

from medicare_claims.commands.generate import app
from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.generate.feeds import FeedsOptions, generate_feeds
from medicare_claims.lake.naming import natural_key

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.generate.cohorts import GenerateSummary

OPTIONS = FeedsOptions(
    seed=4, patients=600, providers=60, claims=2_500, deliveries=3, change_share=0.1
)
FEW = FeedsOptions(seed=4, patients=20, providers=10, claims=60, deliveries=1)
SEEDS = range(1, 9)

COLUMNS = {
    "patients": "patient_id fname lname date_of_birth address city state zipcode"
    " date_of_residence last_modified_date",
    "providers": "provider_id fname lname facility_name address city state zipcode"
    " specialty_code start_date",
    "claims": "claim_id patient_id provider_id visit_type total_cost coverage_type"
    " date_of_service claim_date billed last_modified_date",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, GenerateSummary]:
    folder = tmp_path_factory.mktemp("feeds")
    return folder, generate_feeds(OPTIONS, folder)


@pytest.fixture(scope="module")
def folder(made: tuple[Path, GenerateSummary]) -> Path:
    return made[0]


@pytest.fixture(scope="module")
def judged(folder: Path) -> Judged:
    return Judged(files_below(folder))


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


# --- files --------------------------------------------------------------------------------------


def test_a_delivery_is_a_folder_of_three_files_that_tell_stage_and_date(folder: Path) -> None:
    dates = ("2024-01-02", "2024-02-01", "2024-03-01", "2024-04-01")
    expected = [
        f"delivery_{number:02d}_{day}/{feed}_{'update' if number > 1 else 'priming'}_{day}.csv"
        for number, day in enumerate(dates, start=1)
        for feed in ("claims", "patients", "providers")
    ]
    found = [path.relative_to(folder).as_posix() for path in folder.glob("delivery_*/*.csv")]
    assert sorted(found, key=natural_key) == expected


@pytest.mark.parametrize("feed", COLUMNS)
def test_headers_are_the_source_s(folder: Path, feed: str) -> None:
    headers = {path.read_text().partition("\n")[0] for path in folder.rglob(f"{feed}_*.csv")}
    assert headers == {COLUMNS[feed].replace(" ", ",")}


def test_the_same_options_make_the_same_bytes_whatever_the_processes(tmp_path: Path) -> None:
    options = replace(OPTIONS, deliveries=1)
    generate_feeds(options, tmp_path / "one")
    generate_feeds(replace(options, processes=2), tmp_path / "two")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_later_run_replaces_what_the_last_one_wrote(tmp_path: Path) -> None:
    generate_feeds(FEW, tmp_path)
    generate_feeds(replace(FEW, seed=5, deliveries=0), tmp_path)
    generate_feeds(replace(FEW, seed=5, deliveries=0), tmp_path / "alone")

    files = contents(tmp_path)
    assert {path: files[path] for path in files if not path.startswith("alone")} == contents(
        tmp_path / "alone"
    )


def test_a_file_of_someone_else_s_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "planted_faults.csv").write_text("mine")
    with pytest.raises(ClaimsError, match=r"planted_faults.csv exists"):
        generate_feeds(FEW, tmp_path)
    assert [path.name for path in tmp_path.glob("[!.]*")] == ["planted_faults.csv"]


def test_what_is_printed_and_returned_are_the_rows_of_the_files(
    made: tuple[Path, GenerateSummary],
) -> None:
    folder, summary = made
    written = [file for delivery in summary.deliveries for file in delivery.files]
    assert {file.path: file.row_count for file in written} == {
        path: len(rows_of(path)) for path in folder.rglob("*.csv")
    }


def test_the_command_writes_to_the_home_s_raw_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    few = ["--patients", "5", "--providers", "3", "--claims", "9"]
    shown = CliRunner().invoke(app, ["feeds", "--seed", "3", *few])

    assert shown.exit_code == 0, shown.output
    assert len(list((tmp_path / "raw" / "feeds").glob("delivery_*/*.csv"))) == 9
    assert "claims_update_2024-03-01.csv" in shown.output


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("patients", 0), ("providers", 0), ("claims", 0), ("deliveries", 61)),
        *(("change_share", 0.0), ("bad_share", -0.1), ("bad_share", 0.6), ("id_prefix", "a,b")),
    ],
)
def test_what_cannot_be_meant_is_refused_by_the_option_s_name(
    option: str, value: float | str
) -> None:
    with pytest.raises(UsageError, match=f"--{option.replace('_', '-')} {value}: give"):
        replace(FEW, **{option: value})


def test_ids_begin_with_the_prefix_and_nothing_else_differs(tmp_path: Path) -> None:
    generate_feeds(FEW, tmp_path / "plain")
    generate_feeds(replace(FEW, id_prefix="east-"), tmp_path / "east")

    for one, other in zip(
        files_below(tmp_path / "plain"), files_below(tmp_path / "east"), strict=True
    ):
        ids = [name for name in rows_of(one.path)[0] if name in IDS.values()]
        expected = [
            row | {name: "east-" + row[name] for name in ids if row[name]}
            for row in rows_of(one.path)
        ]
        assert rows_of(other.path) == expected


# --- records ------------------------------------------------------------------------------------


def test_what_has_no_fault_names_known_patients_and_providers(folder: Path) -> None:
    first = Judged(files_below(folder)[:3])
    orphans = {
        (row["rule_id"], row["record_key"])
        for row in planted_in(folder)
        if row["rule_id"].startswith("orphan_") and "/claims_priming_" in row["delivery_file"]
    }
    assert {rule for rule, _ in orphans} == {"orphan_beneficiary", "orphan_provider"}
    assert first.orphans() == orphans


def test_some_claims_of_a_patient_are_of_one_day_with_different_providers(
    judged: Judged,
) -> None:
    providers: dict[tuple[str, str], set[str]] = {}
    for key, sent in judged.current.items():
        if key.startswith(KEYS["claims"]):
            day = (sent.values["patient_id"], sent.values["date_of_service"])
            providers.setdefault(day, set()).add(sent.values["provider_id"])
    assert sum(len(found) > 1 for found in providers.values()) > 50


def test_an_update_does_everything_that_can_happen_to_a_record(folder: Path) -> None:
    (manifest,) = folder.glob("delivery_02_*/manifest_feeds.json")
    changes = json.loads(manifest.read_text())["changes"]
    always = {"new", "mended", "resent_unchanged"}
    assert set(changes["patients"]) == {*always, "moved", "renamed", "back_in_time"}
    assert set(changes["providers"]) == {*always, "facility_changed", "specialty_changed"}
    assert set(changes["claims"]) == {
        *always,
        *("billed", "repriced", "coverage_changed", "service_dated_back", "back_in_time"),
    }


def test_updates_touch_about_the_share_that_was_asked_for(folder: Path) -> None:
    for path in folder.glob("delivery_*/claims_update_*.csv"):
        assert 0.08 < len(rows_of(path)) / OPTIONS.claims < 0.13


def test_an_id_of_a_new_record_was_never_used_before(folder: Path) -> None:
    for feed, column in IDS.items():
        known: set[str] = set()
        for file in files_below(folder):
            if file.feed == feed:
                found = {row[column] for row in rows_of(file.path) if row[column]}
                assert not known or found - known
                assert not known or found & known
                known |= found


# --- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fault_in_the_files_is_planted_and_every_planted_one_is_there(
    seed: int, tmp_path: Path
) -> None:
    generate_feeds(replace(OPTIONS, seed=seed, claims=1_200, providers=120), tmp_path)
    judged, planted = Judged(files_below(tmp_path)), planted_in(tmp_path)
    of_rows = [row for row in planted if not row["rule_id"].startswith("orphan_")]
    shown = {
        (one.rule, one.key, one.column, one.file.path.name, one.row, one.value): one
        for one in (*judged.shown, *judged.rejects)
    }
    told = {
        (
            *(row["rule_id"], row["record_key"], row["column_name"]),
            *(name_of(row["delivery_file"]), int(row["row_number"]), row["value"]),
        ): row
        for row in of_rows
    }
    assert len(told) == len(of_rows)
    assert told.keys() == shown.keys()
    places = Counter(told_of[3:5] for told_of in told)
    assert max(places.values()) == 1, "a row has two faults"

    still_open = {(row["rule_id"], row["record_key"]) for row in planted if not row["resolved_by"]}
    assert {(one.rule, one.key) for one in judged.shown if judged.is_current(one)} == {
        one for one in still_open if not one[0].startswith("orphan_") and "reject" not in one[0]
    }
    assert judged.orphans() == {one for one in still_open if one[0].startswith("orphan_")}
    assert {(rule, key) for rule, key, *_ in judged.open_rejects()} == {
        one for one in still_open if one[0].endswith("_after_reject")
    }


def test_the_share_of_bad_rows_is_the_one_asked_for(folder: Path) -> None:
    (priming,) = folder.glob("delivery_01_*/claims_*.csv")
    bad = sum(priming.name in row["delivery_file"] for row in planted_in(folder))
    assert 0.04 < bad / len(rows_of(priming)) < 0.06


def test_without_a_share_of_bad_rows_nothing_is_wrong_but_what_goes_back_in_time(
    tmp_path: Path,
) -> None:
    generate_feeds(replace(OPTIONS, bad_share=0), tmp_path)

    assert {row["rule_id"] for row in planted_in(tmp_path)} == {"stale_version"}
    assert {one.rule for one in Judged(files_below(tmp_path)).shown} == {"stale_version"}


def test_over_some_seeds_every_kind_of_fault_occurs_and_every_kind_is_mended(
    tmp_path: Path,
) -> None:
    planted: list[Row] = []
    for seed in range(4):
        options = replace(OPTIONS, seed=seed, bad_share=0.2, deliveries=6)
        generate_feeds(options, tmp_path / str(seed))
        planted += planted_in(tmp_path / str(seed))
    kinds = {(feed_of(row), row["rule_id"], row["column_name"]) for row in planted}
    mended = {
        (feed_of(row), row["rule_id"], row["column_name"]) for row in planted if row["resolved_by"]
    }
    assert len(kinds) == 62
    unmended = {rule for _, rule, _ in kinds - mended}
    assert unmended == {"missing_after_reject"}


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def feed_of(row: Row) -> str:
    return name_of(row["delivery_file"]).partition("_")[0]
