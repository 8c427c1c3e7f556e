"""The lists that ICD-10 claims are read with, and how much of CMS's synthetic RIF they cover."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import duckdb
import pytest
from reference_lists import appendix_1, parquet, read_csv, seed

if TYPE_CHECKING:
    from pathlib import Path


@cache
def diagnoses() -> dict[str, tuple[str, bool, str, str | None, bool | None]]:
    """Return code to description, whether it is billable, chapter, CCS category, is chronic."""
    with duckdb.connect() as connection:
        rows = parquet("icd10_diagnoses", connection).project(
            "diagnosis_code, long_description, is_billable, chapter_number,"
            " ccs_category_code, is_chronic"
        )
        return {code: tuple(values) for code, *values in rows.fetchall()}


@cache
def procedures() -> dict[str, str]:
    """Return code to description."""
    with duckdb.connect() as connection:
        return dict(parquet("icd10_procedures", connection).fetchall())


def code_names(code_set: str) -> dict[str, str]:
    return {
        row["code"]: row["code_name"] for row in seed("code_names") if row["code_set"] == code_set
    }


def test_the_lists_hold_as_many_codes_as_the_documentation_says() -> None:
    kinds = Counter(is_billable for _, is_billable, *_ in diagnoses().values())
    assert kinds == {True: 75_716, False: 23_078}
    assert len(procedures()) == 82_028
    assert sum(category is not None for *_, category, _ in diagnoses().values()) == 72_446
    assert len(seed("ms_drgs")) == 829


def test_every_icd10_diagnosis_lies_in_one_chapter_and_below_its_category() -> None:
    chapters = seed("icd10_chapters")
    of_category = {
        category: [
            chapter["chapter_number"]
            for chapter in chapters
            if chapter["first_code"] <= category <= chapter["last_code"]
        ]
        for category in diagnoses()
        if len(category) == 3
    }
    for code, (_, _, chapter_number, *_) in diagnoses().items():
        assert of_category[code[:3]] == [chapter_number], code


def test_only_what_could_be_billed_has_a_category_of_ccs() -> None:
    for code, (_, is_billable, _, category, is_chronic) in diagnoses().items():
        assert (category is None) == (is_chronic is None), code
        assert is_billable or category is None, code


@pytest.mark.parametrize(
    ("code", "description", "is_billable"),
    [
        ("E119", "Type 2 diabetes mellitus without complications", True),
        ("W19", "Unspecified fall", False),  # a heading; W19XXXA can be billed
        ("U071", "COVID-19", True),  # came in 2020
        ("E8881", "Metabolic syndrome", True),  # left in 2023, and is a heading with other words
        ("H4011X0", "Primary open-angle glaucoma, stage unspecified", True),  # left in 2016
    ],
)
def test_a_code_keeps_its_words_after_it_has_left(
    code: str, description: str, is_billable: bool
) -> None:
    assert diagnoses()[code][:2] == (description, is_billable)


def test_groups_have_three_digits_a_type_and_one_title_for_a_category() -> None:
    groups = seed("ms_drgs")
    codes = [group["drg_code"] for group in groups]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"\d{3}", code) for code in codes)
    titles = {(group["mdc_code"], group["mdc_description"]) for group in groups}
    assert sorted(code for code, _ in titles) == ["", *(f"{n:02}" for n in range(1, 26)), "PRE"]
    assert {g["drg_code"] for g in groups if not g["drg_type"]} == {"998", "999"}
    assert all(g["drg_type"] in ("surgical", "medical", "") for g in groups)
    assert not any(g["drg_title"].isupper() for g in groups)


def test_a_conditions_codes_are_headings_of_the_list_or_codes() -> None:
    for row in seed("condition_diagnoses"):
        assert row["code_system"] == "icd10"
        assert diagnoses()[row["code_prefix"]][0] == row["heading"]


# ---- Against outside copies, where CLAIMS_GENUINE_DATA names the folder of genuine files. ----


def test_every_diagnosis_of_appendix_1_is_carried_over_and_no_other(outside: Path) -> None:
    rules = seed("condition_diagnoses")
    entries = appendix_1(outside)
    for condition in seed("chronic_conditions"):
        [diagnoses_of, *_] = re.split(r"Proc |\(any", entries[condition["source_column"].upper()])
        # Of cancer each kind has a list of its own, and between them stand claims and years.
        if condition["condition_code"] == "cancer":
            diagnoses_of = " ".join(re.findall(r"DX (.*?)\(any", entries["SP_CNCR"]))
        codes = {
            code.replace(".", "") for code in re.findall(r"\b\d{3}(?:\.\d+)?\b", diagnoses_of)
        }
        beginnings = {
            beginning
            for rule in rules
            if rule["condition_code"] == condition["condition_code"]
            for beginning in rule["icd9_prefixes"].split()
        }
        assert len(codes) >= 5
        assert [code for code in codes if not code.startswith(tuple(beginnings))] == []
        assert [b for b in beginnings if not any(code.startswith(b) for code in codes)] == []


@pytest.mark.parametrize(
    ("condition", "ours", "theirs", "both"),
    [
        ("alzheimers", 89, 22, 20),
        ("heart_failure", 27, 27, 27),
        ("chronic_kidney_disease", 233, 217, 206),
        ("cancer", 76, 109, 75),
        ("copd", 17, 16, 15),
        ("depression", 37, 34, 33),
        ("diabetes", 472, 464, 464),
        ("ischemic_heart_disease", 96, 80, 80),
        ("osteoporosis", 327, 3, 3),
        ("arthritis", 532, 571, 509),
        ("stroke", 146, 158, 144),
    ],
)
def test_conditions_have_most_codes_of_the_chronic_conditions_warehouse(
    outside: Path, condition: str, ours: int, theirs: int, both: int
) -> None:
    prefixes = tuple(
        row["code_prefix"]
        for row in seed("condition_diagnoses")
        if row["condition_code"] == condition
    )
    named = {
        code
        for code, (_, is_billable, *_) in diagnoses().items()
        if is_billable and code.startswith(prefixes)
    }
    flags = {row["condition_code"]: row["source_column"] for row in seed("chronic_conditions")}
    names = {
        row["condition"]
        for row in read_csv(outside.parent / "for_seeds" / "ccw_synpuf_flag_map.csv")
        if row["synpuf_flag"] == flags[condition].upper()
    }
    listed = {
        row["code"]
        for row in read_csv(outside / "ccw_code.csv")
        if row["condition"] in names - {"cancer_endometrial"}
        and (row["ccw_version"], row["code_system"]) == ("2022", "ICD-10-CM")
    }
    assert (len(named), len(listed), len(named & listed)) == (ours, theirs, both)


def test_what_can_be_billed_is_what_an_independent_list_says(outside: Path) -> None:
    with duckdb.connect() as connection:
        theirs = dict(
            connection.read_parquet(str(outside / "icd10_dx.parquet"))
            .project("code, first_billable_fy is not null")
            .fetchall()
        )
    ours = {code: is_billable for code, (_, is_billable, *_) in diagnoses().items()}
    # Headings of 2016 alone, which nothing was ever billed below.
    assert {theirs[code] for code in theirs.keys() - ours.keys()} == {False}
    assert len(theirs.keys() - ours.keys()) == 42
    # Codes of 2017 and 2018 alone, which that list has as headings or not at all.
    differing = {code for code in ours if ours[code] != theirs.get(code)}
    assert len(differing) == 14
    assert all(ours[code] for code in differing)


def test_categories_of_ccs_carry_the_titles_of_ahrq(outside: Path) -> None:
    with duckdb.connect() as connection:
        ours = dict(
            parquet("icd10_diagnoses", connection)
            .filter("ccs_category_code is not null")
            .project("ccs_category_code, ccs_category_description")
            .distinct()
            .fetchall()
        )
    theirs = read_csv(outside / "ccs_dx_category.csv")
    assert ours == {row["ccs_category"]: row["label"] for row in theirs}


def test_groups_are_those_of_an_independent_list(outside: Path) -> None:
    theirs = {row["ms_drg"]: row for row in read_csv(outside / "ms_drg.csv")}
    ours = {row["drg_code"]: row for row in seed("ms_drgs")}
    assert ours.keys() == theirs.keys()
    types = {"SURG": "surgical", "MED": "medical"}
    for code, group in ours.items():
        other = theirs[code]
        assert other["mdc"] in ("", group["mdc_code"]), code
        assert types.get(other["drg_type"], "") in ("", group["drg_type"]), code
        if other["is_active_fy2026"] == "true":
            assert group["drg_title"].casefold() == other["title"].casefold(), code


LATER_CODES = {
    "place_of_service": {"02", "10", "18", "19", "27", "58", "66"},
    "provider_specialty": {"23", *(f"C{n}" for n in range(4, 10))}
    | {f"D{n}" for n in (1, 2, 3, 4, 5, 7, 8)},
}
"""What CMS added after the codebook of December 2017."""


@pytest.mark.parametrize("code_set", sorted({row["code_set"] for row in seed("code_names")}))
def test_short_codes_are_those_of_the_codebooks(outside: Path, code_set: str) -> None:
    theirs = {
        row["code"]
        for row in read_csv(outside / "cms_code_set.csv")
        if row["code_set"] == code_set and not row["description"].startswith("Unassigned")
    }
    assert code_names(code_set).keys() == theirs | LATER_CODES.get(code_set, set())


# ---- How much of the genuine files the lists cover, as the documentation says. ----

CLAIM_KINDS = ("carrier", "dme", "hha", "hospice", "inpatient", "outpatient", "snf")
DIAGNOSIS_COLUMNS = re.compile(r"\w*(DGNS|RSN_VISIT)(_E)?_CD\d*")

DIAGNOSIS_COVERAGE = {
    # kind of claim: codes, those that can be billed, headings
    "carrier": (13_375, 13_231, 127),
    "dme": (39, 32, 1),
    "hha": (110, 88, 22),
    "hospice": (2_053, 1_631, 422),
    "inpatient": (499, 385, 105),
    "outpatient": (19_943, 17_350, 2_578),
    "snf": (6_592, 4_865, 1_276),
}


@pytest.fixture(scope="module")
def claims(genuine_data: Path) -> dict[str, list[dict[str, str]]]:
    """The claim files of twenty persons, all types of claims."""
    found = {}
    for kind in CLAIM_KINDS:
        file = genuine_data / "rif" / "bfd_20_beneficiaries" / f"{kind}.csv"
        with file.open(encoding="utf-8-sig", newline="") as lines:
            found[kind] = list(csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE))
    return found


def filled(rows: list[dict[str, str]], columns: re.Pattern[str]) -> list[str]:
    """Return every filled value of the columns whose names match."""
    names = [column for column in rows[0] if columns.fullmatch(column)]
    return [value for row in rows for column in names if (value := row[column].strip())]


@pytest.mark.parametrize("kind", CLAIM_KINDS)
def test_the_documented_coverage_of_diagnoses_holds(
    claims: dict[str, list[dict[str, str]]], kind: str
) -> None:
    codes = filled(claims[kind], DIAGNOSIS_COLUMNS)
    listed = [diagnoses()[code][1] for code in codes if code in diagnoses()]
    assert (len(codes), listed.count(True), listed.count(False)) == DIAGNOSIS_COVERAGE[kind]


def test_the_documented_coverage_of_procedures_groups_and_short_codes_holds(
    claims: dict[str, list[dict[str, str]]],
) -> None:
    groups = {row["drg_code"] for row in seed("ms_drgs")}
    for columns, known, count in (
        ("ICD_PRCDR_CD\\d+", procedures(), 14_041),
        ("CLM_DRG_CD", groups, 40),
        ("NCH_CLM_TYPE_CD", code_names("claim_type"), 4_280),
        ("LINE_PLACE_OF_SRVC_CD", code_names("place_of_service"), 2_001),
        ("PRVDR_SPCLTY", code_names("provider_specialty"), 2_001),
    ):
        codes = [code for rows in claims.values() for code in filled(rows, re.compile(columns))]
        assert len(codes) == count, columns
        assert set(codes) <= set(known), columns


def test_the_documented_coverage_of_enrolment_codes_holds(genuine_data: Path) -> None:
    file = genuine_data / "rif" / "cms_beneficiary_2015_2019" / "beneficiary_2019.zip"
    with zipfile.ZipFile(file) as archive:
        [member] = archive.namelist()
        text = io.TextIOWrapper(archive.open(member), encoding="ascii")
        rows = list(csv.DictReader(text, delimiter="|"))
    unlisted = {}
    for columns, code_set in (
        (r"ENTLMT_RSN_(ORIG|CURR)", "entitlement_reason"),
        (r"MDCR_STATUS_CODE_\d\d", "medicare_status"),
        (r"DUAL_STUS_CD_\d\d", "dual_status"),
    ):
        codes = Counter(filled(rows, re.compile(columns)))
        unlisted[code_set] = {
            code: count for code, count in codes.items() if code not in code_names(code_set)
        }
    assert unlisted == {
        "entitlement_reason": {},
        "medicare_status": {},
        "dual_status": {"AA": 12},
    }


def test_every_group_of_desynpuf_but_the_unknown_ones_is_listed(genuine_data: Path) -> None:
    archive_file = "sample2_10k/DE1_0_2008_to_2010_Inpatient_Claims_Sample_2.zip"
    with zipfile.ZipFile(genuine_data / "desynpuf" / archive_file) as archive:
        [member] = archive.namelist()
        rows = list(csv.DictReader(archive.read(member).decode("ascii").splitlines()))
    groups = {row["drg_code"] for row in seed("ms_drgs")}
    codes = Counter(filled(rows, re.compile("CLM_DRG_CD")))
    assert codes.total() == 5_888
    assert {code: count for code, count in codes.items() if code not in groups} == {
        "OTH": 18,
        "000": 18,
    }
