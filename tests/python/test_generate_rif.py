"""`claims generate rif`: layout, links, CMS's defects, change files, and the answer key."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from rif_files import (
    CLAIM_FILES,
    PROFESSIONAL,
    Row,
    answers,
    current,
    deliveries,
    key_of,
    line_of,
    read,
    rows_of,
)
from typer.testing import CliRunner

from medicare_claims.commands.generate import app
from medicare_claims.errors import UsageError
from medicare_claims.generate.draws import stream
from medicare_claims.generate.rif import RifOptions, generate_rif
from medicare_claims.generate.rif.answer_key import AnswerKey
from medicare_claims.generate.rif.beneficiaries import draw_beneficiaries
from medicare_claims.generate.rif.codes import Drug
from medicare_claims.generate.rif.deliveries import Ledger
from medicare_claims.generate.rif.draws import draw_record
from medicare_claims.generate.rif.fills import draw_fill
from medicare_claims.generate.rif.identifiers import ClaimNumbers
from medicare_claims.generate.rif.institutional import draw_institutional_claim
from medicare_claims.generate.rif.professional import draw_professional_claim
from medicare_claims.generate.rif.records import (
    CARRIER,
    DME,
    HHA,
    HOSPICE,
    INPATIENT,
    OUTPATIENT,
    SNF,
    Fill,
    InstitutionalClaim,
    ProfessionalClaim,
)
from medicare_claims.layouts.rif import DATASETS

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.generate.cohorts import GenerateSummary

OPTIONS = RifOptions(
    seed=4, beneficiaries=120, deliveries=2, change_share=0.02, with_answer_key=True
)
FEW = RifOptions(
    seed=4, beneficiaries=12, first_year=2018, last_year=2019, deliveries=1, with_answer_key=True
)
KINDS = ("beneficiary", *CLAIM_FILES, "pde")
INSTITUTIONAL = ("inpatient", "outpatient", "snf", "hha", "hospice")
LAYOUTS = {dataset.name: dataset.layouts for dataset in DATASETS}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, GenerateSummary]:
    folder = tmp_path_factory.mktemp("rif")
    return folder, generate_rif(OPTIONS, folder)


@pytest.fixture(scope="module")
def folder(release: tuple[Path, GenerateSummary]) -> Path:
    return release[0]


@pytest.fixture(scope="module")
def base(folder: Path) -> dict[str, list[Row]]:
    return {kind: rows_of(folder, kind) for kind in KINDS}


def dataset_of(kind: str) -> str:
    names = {"beneficiary": "beneficiary_years", "pde": "prescription_drug_events"}
    return names.get(kind, f"{kind}_claims")


def claims(rows: list[Row]) -> dict[str, list[Row]]:
    by_claim: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_claim[row["CLM_ID"]].append(row)
    return by_claim


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


# --- files --------------------------------------------------------------------------------------


def test_a_release_has_a_beneficiary_file_a_year_and_eight_others(folder: Path) -> None:
    assert {path.name for path in folder.glob("*.csv")} == {
        *(f"beneficiary_{year}.csv" for year in range(2015, 2026)),
        *(f"{kind}.csv" for kind in (*CLAIM_FILES, "pde")),
        "answer_key.csv",
    }
    for year in range(2015, 2026):
        years = {row["BENE_ENROLLMT_REF_YR"] for row in read(folder / f"beneficiary_{year}.csv")}
        assert years == {str(year)}


@pytest.mark.parametrize("kind", KINDS)
def test_headers_are_those_of_data_cms_gov_and_later_those_of_change_files(
    folder: Path, kind: str
) -> None:
    for place, delivery in enumerate(deliveries(folder)):
        layout = LAYOUTS[dataset_of(kind)][0 if place == 0 else 1]
        for path in delivery.glob(f"{kind}*.csv"):
            assert path.read_text().partition("\n")[0] == "|".join(layout.names)


@pytest.mark.parametrize("kind", KINDS)
def test_headers_are_those_of_genuine_files(folder: Path, genuine_data: Path, kind: str) -> None:
    ours = next(folder.glob(f"{kind}*.csv")).read_text().partition("\n")[0]
    theirs = (genuine_data / "rif" / "cms_headers" / f"{kind}.csv").read_text().strip()
    assert ours == theirs.replace(",", "|")

    changed = next(folder.glob(f"delivery_01/{kind}*.csv")).read_text().partition("\n")[0]
    sample = next((genuine_data / "rif" / "bfd_20_beneficiaries").glob(f"{kind}*.csv"))
    assert changed == sample.read_text().partition("\n")[0]


def test_lines_end_in_lf_without_quotes_and_are_as_wide_as_the_header(folder: Path) -> None:
    for path in folder.rglob("*.csv"):
        text = path.read_bytes()
        assert not {b"\r", b'"'} & {bytes([byte]) for byte in set(text)}
        assert text.endswith(b"\n")
        if path.name != "answer_key.csv":
            assert len({line.count(b"|") for line in text.splitlines()}) == 1


@pytest.mark.parametrize("kind", [*CLAIM_FILES, "pde"])
def test_what_is_never_blank_or_dated_in_genuine_files_is_so_here(
    base: dict[str, list[Row]], genuine_data: Path, kind: str
) -> None:
    theirs = read(genuine_data / "rif" / "bfd_20_beneficiaries" / f"{kind}.csv")
    for name in set(theirs[0]) & set(base[kind][0]):
        if re.search("DGNS_|PRCDR_|POA_IND", name):  # as many as there are
            continue
        known = {shape(value) for value in {row[name] for row in theirs}}
        found = {shape(value) for value in {row[name] for row in base[kind]}}
        assert (found - FREER.get(name, set())) & {"", " ", "date"} <= known, name
        assert known & {"", " "} or found, name


FREER = {"CARR_CLM_PMT_DNL_CD": {""}, "HCPCS_CD": {""}}
"""Blank now and then here, where the sample's few claims happen to be filled."""


def shape(value: str) -> str:
    if re.fullmatch(r"\d\d-[A-Z][a-z]{2}-\d{4}", value):
        return "date"
    return value if not value.strip() else "text"


def test_the_same_options_make_the_same_bytes_whatever_the_processes(tmp_path: Path) -> None:
    options = replace(FEW, beneficiaries=101, last_year=2018)
    generate_rif(options, tmp_path / "one")
    generate_rif(replace(options, processes=2), tmp_path / "two")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_makes_other_persons_and_claims(tmp_path: Path) -> None:
    for seed in (4, 5):
        generate_rif(replace(FEW, seed=seed), tmp_path / str(seed))
    for kind, column in (("beneficiary", "BENE_ID"), ("carrier", "CLM_ID"), ("pde", "PDE_ID")):
        first, second = (
            {row[column] for row in rows_of(tmp_path / seed, kind)} for seed in ("4", "5")
        )
        assert not first & second


def test_a_later_run_replaces_what_the_last_one_wrote(tmp_path: Path) -> None:
    generate_rif(FEW, tmp_path)
    generate_rif(replace(FEW, last_year=2018, deliveries=0, with_answer_key=False), tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {
        ".lock",
        "manifest_rif.json",
        "beneficiary_2018.csv",
        *(f"{kind}.csv" for kind in (*CLAIM_FILES, "pde")),
    }


def test_however_few_the_persons_each_kind_of_claim_is_there(tmp_path: Path) -> None:
    generate_rif(RifOptions(seed=1, beneficiaries=1, first_year=2024), tmp_path)

    assert all(rows_of(tmp_path, kind) for kind in KINDS)


def test_a_release_has_about_as_many_rows_as_cms_has(base: dict[str, list[Row]]) -> None:
    person_years = len(base["beneficiary"])
    genuine = {"carrier": 1_121_004, "outpatient": 575_092, "dme": 103_828, "inpatient": 58_066}
    for kind, rows in genuine.items():
        assert 0.6 < len(base[kind]) / person_years / (rows / 86_917) < 1.6, kind


# --- links --------------------------------------------------------------------------------------


def test_every_claim_is_of_somebody_in_the_beneficiary_file_of_its_year(
    base: dict[str, list[Row]],
) -> None:
    enrolled = {key_of("beneficiary", row) for row in base["beneficiary"]}
    assert len(enrolled) == len(base["beneficiary"])
    for kind in (*CLAIM_FILES, "pde"):
        day = "SRVC_DT" if kind == "pde" else "CLM_THRU_DT"
        assert {(row["BENE_ID"], row[day][-4:]) for row in base[kind]} <= enrolled


def test_nothing_happens_after_march_of_the_last_year(base: dict[str, list[Row]]) -> None:
    for kind in (*CLAIM_FILES, "pde"):
        day = "SRVC_DT" if kind == "pde" else "CLM_THRU_DT"
        months = {row[day][3:6] for row in base[kind] if row[day].endswith("2025")}
        assert months <= {"Jan", "Feb", "Mar"}


def test_ids_are_negative_and_a_claim_s_lines_are_numbered_from_one(
    base: dict[str, list[Row]],
) -> None:
    for kind in CLAIM_FILES:
        number = "LINE_NUM" if kind in PROFESSIONAL else "CLM_LINE_NUM"
        for claim_id, lines in claims(base[kind]).items():
            assert re.fullmatch(r"-\d{14}", claim_id)
            assert re.fullmatch(r"-\d{14}", lines[0]["BENE_ID"])
            assert [int(row[number]) for row in lines] == list(range(1, len(lines) + 1))


def test_numbers_of_claims_are_shared_by_claims_of_other_kinds(
    base: dict[str, list[Row]],
) -> None:
    kinds = Counter(
        claim_id for kind in CLAIM_FILES for claim_id in {row["CLM_ID"] for row in base[kind]}
    )
    assert kinds.most_common(1)[0][1] > 1


# --- defects of CMS's release -------------------------------------------------------------------


@pytest.mark.parametrize("kind", CLAIM_FILES)
def test_a_claim_s_own_columns_are_repeated_on_every_line(
    base: dict[str, list[Row]], kind: str
) -> None:
    names = list(base[kind][0])
    own = names[: names.index("LINE_NUM" if kind in PROFESSIONAL else "CLM_LINE_NUM")]
    assert "CLM_PMT_AMT" in own
    several = [lines for lines in claims(base[kind]).values() if len(lines) > 1]
    assert several
    for lines in several:
        assert len({tuple(row[name] for name in own) for row in lines}) == 1


def test_a_total_line_ends_every_home_health_claim_in_every_delivery(folder: Path) -> None:
    for delivery in deliveries(folder):
        for row in rows_of(delivery, "hha"):
            if row.get("DML_IND") == "DELETE":  # one line of the claim will do
                continue
            is_last = int(row["CLM_LINE_NUM"]) == int(row["CLM_HHA_TOT_VISIT_CNT"]) + 1
            assert (row["REV_CNTR"] == "0001") == is_last
            if is_last:
                assert row["REV_CNTR_TOT_CHRG_AMT"] == row["CLM_TOT_CHRG_AMT"]


def test_0001_is_also_an_ordinary_code_of_outpatient_claims(base: dict[str, list[Row]]) -> None:
    alone = [lines for lines in claims(base["outpatient"]).values() if len(lines) == 1]
    assert {lines[0]["REV_CNTR"] for lines in alone} == {"0001"}
    assert {row["REV_CNTR"] for row in base["outpatient"]} > {"0001", "0450"}


def test_coinsurance_of_carrier_lines_is_their_payment(base: dict[str, list[Row]]) -> None:
    assert all(row["LINE_COINSRNC_AMT"] == row["LINE_NCH_PMT_AMT"] for row in base["carrier"])
    assert all(row["NCH_CARR_CLM_ALOWD_AMT"] == row["CLM_PMT_AMT"] for row in base["carrier"])
    for kind in PROFESSIONAL:
        for lines in claims(base[kind]).values():
            paid = sum(Decimal(row["LINE_NCH_PMT_AMT"]) for row in lines)
            assert Decimal(lines[0]["CLM_PMT_AMT"]) == paid


def test_most_inpatient_claims_are_emergency_visits_of_one_day(
    base: dict[str, list[Row]],
) -> None:
    first_lines = [lines[0] for lines in claims(base["inpatient"]).values()]
    emergency = [row for row in first_lines if row["REV_CNTR"] == "0450"]
    assert 0.7 < len(emergency) / len(first_lines) < 0.9
    for row in emergency:
        assert row["CLM_UTLZTN_DAY_CNT"] == "0"
        assert row["CLM_ADMSN_DT"] == row["NCH_BENE_DSCHRG_DT"] == row["CLM_FROM_DT"]
    for row in first_lines:
        assert row["CLM_PASS_THRU_PER_DIEM_AMT"] == "10"
        assert row["CLM_PMT_AMT"] == row["CLM_TOT_CHRG_AMT"]
    odd = {
        (row["CLM_UTLZTN_DAY_CNT"] == "0", row["CLM_ADMSN_DT"] == row["NCH_BENE_DSCHRG_DT"])
        for row in first_lines
        if row["REV_CNTR"] != "0450"
    }
    assert odd == {(True, False), (False, True), (False, False)}


def test_injuries_lack_their_seventh_character(base: dict[str, list[Row]]) -> None:
    codes = {
        row[f"ICD_DGNS_CD{slot}"]
        for kind in CLAIM_FILES
        for row in base[kind]
        for slot in range(1, 13)
    }
    injuries = {code for code in codes if code.startswith(("S", "T"))}
    assert injuries
    assert all(len(code) < 7 for code in injuries)
    assert any(code.endswith("X") for code in injuries)


def test_some_claims_are_denied_or_not_paid_by_medicare_and_some_fills_deleted(
    base: dict[str, list[Row]],
) -> None:
    assert {row["CARR_CLM_PMT_DNL_CD"] for row in base["carrier"]} == {"0", "1", ""}
    assert {row["CARR_CLM_PMT_DNL_CD"] for row in base["dme"]} >= {"0", "1"}
    for kind in ("inpatient", "outpatient"):
        reasons = {row["CLM_MDCR_NON_PMT_RSN_CD"] for row in base[kind]}
        assert " " in reasons
        assert reasons & {"B", "N", "P"}
    assert {row["ADJSTMT_DLTN_CD"] for row in base["pde"]} == {" ", "A", "D"}
    lines = {
        (row["LINE_PRCSG_IND_CD"], row["LINE_ALOWD_CHRG_AMT"] == "0.00") for row in base["carrier"]
    }
    assert lines > {("A", False), ("R", True), ("R", False), ("S", True), ("N", False)}


def test_total_drug_cost_is_seldom_the_sum_of_its_parts(base: dict[str, list[Row]]) -> None:
    differ = [
        row
        for row in base["pde"]
        if Decimal(row["TOT_RX_CST_AMT"])
        != Decimal(row["PTNT_PAY_AMT"]) + Decimal(row["CVRD_D_PLAN_PD_AMT"])
    ]
    assert len(differ) > len(base["pde"]) / 2


@pytest.fixture(scope="module")
def years_of_many() -> list[list]:
    options = RifOptions(seed=2, beneficiaries=2_000)
    people = draw_beneficiaries(options, range(2_000), stream("many"))
    return [list(person.years) for person in people]


def test_esrd_county_and_state_change_between_years_and_the_bic_at_random(years_of_many) -> None:
    pairs = [pair for years in years_of_many for pair in pairwise(years)]
    begun = sum(after.has_esrd and not before.has_esrd for before, after in pairs)
    moved = sum(before.county != after.county for before, after in pairs)
    to_state = sum(before.county.state != after.county.state for before, after in pairs)
    recoded = sum(
        before.identification_code != after.identification_code for before, after in pairs
    )

    assert 0.003 < begun / len(pairs) < 0.006
    assert 0.001 < moved / len(pairs) < 0.006
    assert 0 < to_state < moved
    assert 0.02 < recoded / len(pairs) < 0.10
    assert not any(before.has_esrd and not after.has_esrd for before, after in pairs)


def test_persons_join_over_the_years_as_in_cms_release(years_of_many) -> None:
    first = sum(years[0].year == 2015 for years in years_of_many) / len(years_of_many)
    assert 0.56 < first < 0.64
    for years in years_of_many:
        assert [year.year for year in years] == list(range(years[0].year, 2026))


def test_counties_have_lost_their_leading_zero(base: dict[str, list[Row]]) -> None:
    for row in base["beneficiary"]:
        state, county = row["STATE_CODE"], row["COUNTY_CD"]
        assert len(state) == 2
        assert county.zfill(5).startswith(state)
        assert not county.startswith("0")
        assert row["STATE_CNTY_FIPS_CD_01"] == "" or row["ZIP_CD"] != "00000"
    assert {len(row["COUNTY_CD"]) for row in base["beneficiary"]} == {4, 5}
    assert {row["BENE_DEATH_DT"] for row in base["beneficiary"]} == {""}
    months = {
        (r["BENE_ENROLLMT_REF_YR"], r["BENE_HI_CVRAGE_TOT_MONS"]) for r in base["beneficiary"]
    }
    assert months == {(str(year), "3" if year == 2025 else "12") for year in range(2015, 2026)}


# --- change files -------------------------------------------------------------------------------


def test_each_kind_of_change_happens_to_each_kind_of_record(
    release: tuple[Path, GenerateSummary],
) -> None:
    for_all = {
        "new",
        "resent_unchanged",
        "sent_twice",
        "deleted",
        "deleted_and_inserted",
        "inserted_and_deleted",
        "inserted_again",
        "deleted_unknown",
    }
    for_claims = {"moved_to_another_year", "moved_to_another_beneficiary", "corrected_amounts"}
    of_lines = {"lost_lines", "gained_lines", "corrected_diagnoses"}
    for delivery in release[1].deliveries[1:]:
        changes = {dataset: set(kinds) for dataset, kinds in delivery.changes.items()}
        assert changes["beneficiary_years"] == for_all | {
            "corrected_esrd",
            "corrected_county",
            "corrected_race",
        }
        assert changes["prescription_drug_events"] == for_all | for_claims | {"not_final_action"}
        for kind in ("carrier", "dme", "inpatient", "outpatient"):
            assert changes[f"{kind}_claims"] == (
                for_all | for_claims | of_lines | {"not_final_action"}
            )


def events_of(folder: Path, kind: str) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return each record's rows in a change file: what they do, with line and final action."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for row in rows_of(folder, kind):
        found[key_of(kind, row)].append((row["DML_IND"], row.get("FINAL_ACTION", "")))
    return found


@pytest.mark.parametrize("kind", ["carrier", "outpatient", "pde", "beneficiary"])
def test_rows_say_inserted_updated_and_deleted_in_the_order_of_events(
    folder: Path, kind: str
) -> None:
    known = set(current(folder, kind)) | {key_of(kind, row) for row in rows_of(folder, kind)}
    first = events_of(folder / "delivery_01", kind)
    in_base = {key_of(kind, row) for row in rows_of(folder, kind)}
    ways = {tuple(dict.fromkeys(dml for dml, _ in rows)) for rows in first.values()}

    assert {("INSERT",), ("UPDATE",), ("DELETE",), ("DELETE", "INSERT")} <= ways
    assert ("INSERT", "DELETE") in ways | {
        tuple(dml for dml, _ in rows[:2]) for rows in first.values()
    }
    deleted = {key for key, rows in first.items() if {dml for dml, _ in rows} == {"DELETE"}}
    assert deleted & in_base
    assert deleted - known
    if kind != "beneficiary":
        assert {final for rows in first.values() for _, final in rows} == {"F", "N"}


def test_a_deleted_record_is_inserted_again_by_a_later_delivery_or_the_same(
    folder: Path,
) -> None:
    again = 0
    for kind in CLAIM_FILES:
        deleted: set[tuple[str, ...]] = set()
        for delivery in deliveries(folder)[1:]:
            for row in rows_of(delivery, kind):
                key = key_of(kind, row)
                if row["DML_IND"] == "DELETE":
                    deleted.add(key)
                elif key in deleted:
                    again += 1
    assert again


@pytest.mark.parametrize("kind", ["carrier", "dme", "inpatient", "outpatient"])
def test_changed_claims_lose_and_gain_lines_and_move_between_years_and_persons(
    folder: Path, base: dict[str, list[Row]], kind: str
) -> None:
    before = claims(base[kind])
    found = set()
    for (claim_id,), lines in current(folder, kind).items():
        assert [line_of(row) for row in lines] == list(range(1, len(lines) + 1))
        if claim_id in before:
            old = before[claim_id]
            found.add(f"lines {(len(lines) > len(old)) - (len(lines) < len(old))}")
            found.add(f"same person {lines[0]['BENE_ID'] == old[0]['BENE_ID']}")
            found.add(f"same year {lines[0]['CLM_THRU_DT'][-4:] == old[0]['CLM_THRU_DT'][-4:]}")

    assert found == {
        *(f"lines {change}" for change in (-1, 0, 1)),
        *(f"same {what} {is_so}" for what in ("person", "year") for is_so in (True, False)),
    }


def test_fills_move_between_years_and_persons(folder: Path, base: dict[str, list[Row]]) -> None:
    before = {row["PDE_ID"]: row for row in base["pde"]}
    pairs = [
        (before[fill_id], row)
        for (fill_id,), (row,) in current(folder, "pde").items()
        if fill_id in before
    ]

    assert any(old["BENE_ID"] != new["BENE_ID"] for old, new in pairs)
    assert any(old["SRVC_DT"][-4:] != new["SRVC_DT"][-4:] for old, new in pairs)


def test_a_manifest_tells_what_each_delivery_changes(folder: Path) -> None:
    manifest = json.loads((folder / "delivery_02" / "manifest_rif.json").read_text())
    assert manifest["delivery"] == 2
    assert manifest["changes"]["prescription_drug_events"]["new"] > 0
    rows = len(rows_of(folder / "delivery_02", "pde"))
    assert manifest["files"]["pde.csv"]["rows"] == rows


# --- the answer key -----------------------------------------------------------------------------


def test_the_answer_key_is_what_the_files_add_up_to(folder: Path) -> None:
    with (folder / "answer_key.csv").open() as file:
        key = {(row["beneficiary_id"], row["claim_year"]): row for row in csv.DictReader(file)}
    found = answers(folder)

    assert set(key) == set(found)
    for person_year, amounts in found.items():
        row = key[person_year]
        for name in row.keys() - {"beneficiary_id", "claim_year", "is_enrolled"} - TOTALS:
            assert Decimal(row[name]) == amounts.get(name, 0), (person_year, name)
        assert row["is_enrolled"] == ("true" if "is_enrolled" in amounts else "false")
        medical = sum(Decimal(row[f"{kind}_paid_amount"]) for kind in CLAIM_FILES)
        assert Decimal(row["medical_paid_amount"]) == medical
        assert Decimal(row["total_paid_amount"]) == medical + Decimal(row["rx_plan_paid_amount"])
        allowed = Decimal(row["medical_allowed_amount"]) + Decimal(row["rx_gross_amount"])
        assert Decimal(row["total_allowed_amount"]) == allowed


TOTALS = {"medical_paid_amount", "total_paid_amount", "total_allowed_amount"}


@pytest.fixture(scope="module")
def person():
    return draw_beneficiaries(RifOptions(seed=1), range(1), stream("person"))[0]


def institutional(person, dataset: str, **values) -> InstitutionalClaim:
    day = person.first_day
    claim = draw_institutional_claim(dataset, person, "-1", day, stream(dataset))
    plain = {
        "through_day": day,
        "discharge_day": day,
        "covered_days": 0,
        "paid": 0,
        "primary_payer": 0,
        "deductible": 0,
        "coinsurance": 0,
        "blood_deductible": 0,
        "non_payment_reason": " ",
    }
    return claim._replace(**(plain | values))


def professional(person, dataset: str, lines: list[dict], **values) -> ProfessionalClaim:
    claim = draw_professional_claim(dataset, person, "-2", person.first_day, stream(dataset))
    return claim._replace(
        **({"denial_code": "1"} | values),
        lines=tuple(
            claim.lines[0]._replace(processing_indicator="A")._replace(**line) for line in lines
        ),
    )


def fill(person, **values) -> Fill:
    drawn = draw_fill(person, "-3", person.first_day, stream("fill"))
    return drawn._replace(**({"deletion_code": " ", "drug": Drug("1", "B")} | values))


def key_to(person, *records) -> dict[str, int]:
    answer_key = AnswerKey()
    for record in records:
        answer_key.add(record)
    amounts = answer_key.amounts(person.beneficiary_id, person.years[0].year)
    return {name: amount for name, amount in amounts.items() if amount}


def test_a_stay_pays_ten_dollars_a_covered_day_and_an_emergency_visit_none(person) -> None:
    stay = institutional(
        person, INPATIENT, paid=100_000, covered_days=3, deductible=500, coinsurance=40,
        blood_deductible=7, primary_payer=200,
    )  # fmt: skip
    emergency = institutional(person, INPATIENT, paid=5_000)
    overnight = institutional(person, INPATIENT, discharge_day=person.first_day + 1)

    assert key_to(person, stay, emergency, overnight) == {
        "inpatient_paid_amount": 108_000,
        "medical_paid_amount": 108_000,
        "total_paid_amount": 108_000,
        "beneficiary_responsibility_amount": 547,
        "primary_payer_paid_amount": 200,
        "medical_allowed_amount": 108_747,
        "total_allowed_amount": 108_747,
        "inpatient_stay_count": 2,
        "emergency_visit_count": 1,
    }


def test_home_health_and_hospice_have_no_share_and_others_have(person) -> None:
    shares = {"paid": 1_000, "deductible": 20, "coinsurance": 3, "blood_deductible": 1}
    for dataset, share in ((HHA, 0), (HOSPICE, 0), (SNF, 24), (OUTPATIENT, 24)):
        amounts = key_to(person, institutional(person, dataset, **shares))
        assert amounts["medical_paid_amount"] == 1_000
        assert amounts.get("beneficiary_responsibility_amount", 0) == share
        assert amounts["medical_allowed_amount"] == 1_000 + share
        assert amounts.get("outpatient_visit_count", 0) == (dataset == OUTPATIENT)


def test_lines_count_by_their_indicator_and_only_of_claims_not_denied(person) -> None:
    lines = [
        {"allowed": 1_000, "paid": 700, "primary_payer": 100},
        {"allowed": 500, "paid": 400, "primary_payer": 0, "processing_indicator": "R"},
        {"allowed": 0, "paid": 90, "primary_payer": 0, "processing_indicator": "S"},
        {"allowed": 300, "paid": 200, "primary_payer": 0, "processing_indicator": "N"},
    ]

    for dataset, column in ((CARRIER, "carrier_paid_amount"), (DME, "dme_paid_amount")):
        assert key_to(person, professional(person, dataset, lines)) == {
            column: 1_100,
            "medical_paid_amount": 1_100,
            "total_paid_amount": 1_100,
            "medical_allowed_amount": 1_500,
            "total_allowed_amount": 1_500,
            "beneficiary_responsibility_amount": 300,
            "primary_payer_paid_amount": 100,
        }
        assert key_to(person, professional(person, dataset, lines, denial_code="0")) == {}


def test_a_fill_s_rest_is_what_neither_plan_nor_patient_paid(person) -> None:
    one = fill(person, total_cost=1_000, plan_paid=300, patient_paid=900)

    assert key_to(person, one) == {
        "rx_gross_amount": 1_000,
        "rx_plan_paid_amount": 300,
        "rx_patient_paid_amount": 900,
        "rx_other_paid_amount": -200,
        "total_allowed_amount": 1_000,
        "total_paid_amount": 300,
        "rx_fill_count": 1,
    }
    assert key_to(person, one._replace(deletion_code="D")) == {}
    assert key_to(person, one._replace(deletion_code="A"))["rx_fill_count"] == 1


def test_what_is_not_the_final_action_or_not_paid_by_medicare_counts_nothing(person) -> None:
    stay = institutional(person, INPATIENT, paid=5_000)
    service = professional(person, CARRIER, [{"allowed": 10, "paid": 5, "primary_payer": 0}])
    for record in (stay, service, fill(person)):
        assert key_to(person, record)
        assert key_to(person, record._replace(is_final=False)) == {}
    assert key_to(person, stay._replace(non_payment_reason="N")) == {}


def test_a_ledger_replays_deliveries_without_losing_a_record(person) -> None:
    numbers = ClaimNumbers(1, 0, stream("numbers"))
    record = draw_record(CARRIER, person, person.first_day, numbers, stream("one"))
    ledger = Ledger([*person.years, record], RifOptions(seed=1), 0)

    assert set(ledger.current()) == {*person.years, record}


# --- the command --------------------------------------------------------------------------------


def test_the_command_lists_what_it_wrote_and_a_wrong_option_is_a_sentence(tmp_path: Path) -> None:
    few = ["rif", "--seed", "1", "--beneficiaries", "3", "--to", str(tmp_path)]

    done = CliRunner().invoke(app, [*few, "--years", "2016"])
    assert done.exit_code == 0
    assert "beneficiary_2016.csv" in done.output
    assert len(done.output.splitlines()) == 9

    for option, value, reason in (
        ("--years", "2016-x", "give two years, as in 2016-2019, or one"),
        ("--years", "2014-2016", "give two years from 2015 to 2025"),
        ("--years", "2018-2016", "the earlier one first"),
        ("--beneficiaries", "0", "give a value from 1 to 500,000"),
        ("--deliveries", "100", "give a value from 0 to 99"),
        ("--change-share", "0.6", "above 0 and at most 0.5"),
    ):
        wrong = CliRunner().invoke(app, [*few, option, value])
        assert isinstance(wrong.exception, UsageError)
        assert reason in str(wrong.exception)
