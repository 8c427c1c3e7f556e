"""Reference seeds arrive as written, and the declared sources are the lake's own columns."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml
from reference_lists import ROOT, SEEDS, appendix_1, parquet, read_csv, seed

from medicare_claims.layouts import rif
from medicare_claims.layouts.desynpuf import ANNUAL_AMOUNTS, CONDITION_FLAGS, DATASETS

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGING = ROOT / "models" / "staging"
SEED_NAMES = sorted(path.stem for path in SEEDS.glob("*.csv"))
LAKE_COLUMNS = {
    "extra_columns": "map(varchar, varchar)",
    "batch_sequence": "integer",
    "batch_id": "varchar",
    "source_row_number": "bigint",
    "claim_year": "smallint",
}
"""What the loader adds to every row, in order (docs/architecture.md)."""

PROJECT = """
name: medicare_claims
version: "1.0"
profile: scratch
flags: {send_anonymous_usage_stats: false, require_generic_test_arguments_property: true}
"""
PROFILE = """
scratch:
  target: scratch
  outputs: {scratch: {type: duckdb, path: warehouse.duckdb, schema: reference, threads: 2}}
"""
TRAP_ROWS = [
    ("0010", 'a "quoted" word, and a comma'),
    ("NA", "NA"),
    ("1e5", '"'),
    ("null", None),
]


def declared(path: Path, kind: str) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))[kind]


def source_tables(name: str) -> dict[str, dict[str, str]]:
    """Return column name to data type, table by table, of the source *name*."""
    [source] = declared(STAGING / name / f"_{name}__sources.yml", "sources")
    return {
        table["name"]: {column["name"]: column["data_type"] for column in table["columns"]}
        for table in source["tables"]
    }


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The seeds in a warehouse, by a real `dbt seed`, below a folder that needs escaping."""
    project = tmp_path_factory.mktemp("o'hara")
    shutil.copytree(SEEDS, project / "seeds")
    (project / "macros").mkdir()
    shutil.copy(ROOT / "macros" / "load_csv_rows.sql", project / "macros")
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "profiles.yml").write_text(PROFILE)
    with (project / "seeds" / "traps.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("code", "words"), *TRAP_ROWS])
    (project / "seeds" / "_traps.yml").write_text(
        "seeds: [{name: traps, config: {column_types: {code: varchar, words: varchar}}}]"
    )
    run = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "seed", "--profiles-dir", "."],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("name", SEED_NAMES)
def test_a_seed_arrives_value_by_value(seeded: duckdb.DuckDBPyConnection, name: str) -> None:
    rows = seed(name)
    columns = ", ".join(f"cast({column} as varchar)" for column in rows[0])
    arrived = seeded.sql(f"select {columns} from reference.{name}").fetchall()
    written = [tuple(value or None for value in row.values()) for row in rows]
    assert sorted(map(repr, arrived)) == sorted(map(repr, written))


def test_quotes_leading_zeros_and_na_survive(seeded: duckdb.DuckDBPyConnection) -> None:
    assert set(seeded.sql("select code, words from reference.traps").fetchall()) == set(TRAP_ROWS)
    assert seeded.sql(
        "select long_description from reference.icd9_diagnoses where diagnosis_code = '4957'"
    ).fetchall() == [('"Ventilation" pneumonitis',)]


def test_every_seed_column_is_typed_and_described() -> None:
    seeds = {entry["name"]: entry for entry in declared(SEEDS / "_seeds.yml", "seeds")}
    assert sorted(seeds) == SEED_NAMES
    for name, entry in seeds.items():
        header = list(seed(name)[0])
        assert list(entry["config"]["column_types"]) == header, name
        assert [column["name"] for column in entry["columns"]] == header, name
        assert all(column["description"] for column in entry["columns"]), name
        assert "Origin:" in entry["description"], name
        assert "Licence:" in entry["description"], name


ALL_DATASETS = (*DATASETS, *rif.DATASETS)


@pytest.mark.parametrize("dataset", ALL_DATASETS, ids=lambda d: f"{d.source_system}-{d.name}")
def test_a_source_declares_the_columns_of_its_layout_in_order(dataset: Any) -> None:
    expected = {column.lake_name: "varchar" for column in dataset.head}
    if dataset.group:
        fields = ", ".join(f"{column.lake_name} varchar" for column in dataset.group.columns)
        expected[dataset.group.name] = f"struct( line_number smallint, {fields} )[]"
        expected["empty_slot_amounts"] = "varchar"
    expected |= LAKE_COLUMNS
    tables = source_tables(dataset.source_system)
    assert list(tables) == [
        known.name for known in ALL_DATASETS if known.source_system == dataset.source_system
    ]
    assert list(tables[dataset.name].items()) == list(expected.items())


PARQUET_KEYS = {
    "ndc_products": ("ndc_product_code", r"\d{9}"),
    "icd10_diagnoses": ("diagnosis_code", r"[A-Z]\d[0-9A-Z]{1,5}"),
    "icd10_procedures": ("procedure_code", r"[0-9A-HJ-NP-Z]{7}"),
}


def test_every_parquet_file_is_a_source_and_nothing_else_is() -> None:
    files = {path.stem for path in (SEEDS / "reference").iterdir()}
    assert files == set(source_tables("reference")) == set(PARQUET_KEYS)


@pytest.mark.parametrize("name", PARQUET_KEYS)
def test_a_parquet_file_holds_the_columns_that_its_source_declares(name: str) -> None:
    key, pattern = PARQUET_KEYS[name]
    with duckdb.connect() as connection:
        table = parquet(name, connection)
        found = dict(zip(table.columns, map(str.lower, map(str, table.types)), strict=True))
        codes = [code for (code,) in table.project(key).fetchall()]
    assert source_tables("reference")[name] == found
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(pattern, code) for code in codes)


def test_every_diagnosis_lies_in_its_chapter_and_in_no_other() -> None:
    chapters = seed("icd9_chapters")
    for diagnosis in seed("icd9_diagnoses"):
        code = diagnosis["diagnosis_code"]
        containing = [
            chapter["chapter_number"]
            for chapter in chapters
            if chapter["first_code"] <= code[: len(chapter["first_code"])] <= chapter["last_code"]
        ]
        assert containing == [diagnosis["chapter_number"]], code


def test_conditions_and_measures_name_the_columns_of_the_summary_file() -> None:
    conditions = seed("chronic_conditions")
    assert [row["source_column"].upper() for row in conditions] == list(CONDITION_FLAGS)
    assert all(row["flag_column"] == f"has_{row['condition_code']}" for row in conditions)
    measures = seed("reconciliation_measures")
    assert [row["measure"].upper() for row in measures] == list(ANNUAL_AMOUNTS)
    assert {row["dataset"] for row in measures} < {dataset.name for dataset in DATASETS}


SECTION = re.compile(r"^### .* → `staging\.(\w+)`$", flags=re.MULTILINE)


def documented_columns(section: str) -> list[tuple[str, list[str]]]:
    """Return the source columns of a section's tables, in order, with our names beside them."""
    rows = re.findall(r"^\| ([A-Z][\w ]+?) \|.*\| ([^|]*) \|$", section, flags=re.MULTILINE)
    documented = []
    for columns, ours in rows:
        names = re.findall(r"`(\w+)`", ours)
        first, _, last = columns.partition(" to ")
        if not last:
            documented.append((first, names))
            continue
        stem, start = first.rsplit("_", 1)
        end = last.removeprefix(f"{stem}_")
        documented += [(f"{stem}_{slot}", names) for slot in range(int(start), int(end) + 1)]
    return documented


def test_the_documentation_has_every_column_in_order_under_the_name_we_give_it() -> None:
    text = (ROOT / "docs" / "sources" / "desynpuf.md").read_text(encoding="utf-8")
    _, *parts = SECTION.split(text.split("## Money")[0])
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    assert len(sections) == len(DATASETS)
    fact = (ROOT / "models" / "core" / "fact_claim_line.sql").read_text(encoding="utf-8")
    for dataset, (model, section) in zip(DATASETS, sections.items(), strict=True):
        documented = documented_columns(section)
        assert [name for name, _ in documented] == [column.name for column in dataset.columns]
        sql = (STAGING / dataset.source_system / f"{model}.sql").read_text(encoding="utf-8")
        known = set(re.findall(r"\w+", sql + (fact if dataset.group else "")))
        assert {ours for _, names in documented for ours in names} - known == set()


def spread(columns: str) -> list[str]:
    """Return the names that `X_01 to X_12` stands for."""
    first, _, last = columns.partition(" to ")
    if not last:
        return [first]
    stem, start = re.fullmatch(r"(.*?)(\d+)", first).groups()  # type: ignore[union-attr]
    end = last.removeprefix(stem)
    return [f"{stem}{number:0{len(start)}}" for number in range(int(start), int(end) + 1)]


def test_the_documentation_of_rif_has_every_column_of_both_layouts() -> None:
    text = (ROOT / "docs" / "sources" / "rif.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^### (\w+)$", text, flags=re.MULTILINE)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    assert list(sections) == [dataset.name for dataset in rif.DATASETS]
    for dataset in rif.DATASETS:
        table, _, rest = sections[dataset.name].partition("\nBFD's other columns")
        listed = rest.partition(":")[2].strip().removesuffix(".")
        kept = [name for part in listed.split(",") for name in spread(" ".join(part.split()))]
        names = re.findall(r"^\| ([A-Z]\w+(?: to \w+)?) \|", table, flags=re.MULTILINE)
        documented = [name for columns in names for name in spread(columns)]
        assert sorted(documented) == sorted(column.name for column in dataset.head)
        bfd = dataset.layouts[1]
        assert kept == [name for name, column in bfd.fields if column is None], dataset.name


# ---- Against outside copies, where CLAIMS_GENUINE_DATA names the folder of genuine files. ----


def official_text(outside: Path, member: str) -> dict[str, str]:
    """Return code to description, as CMS's zip file of version 32 has it."""
    with zipfile.ZipFile(outside / "ICD-9-CM-v32-master-descriptions.zip") as archive:
        lines = archive.read(member).decode("latin-1").splitlines()
    return {code: text.strip() for code, _, text in (line.partition(" ") for line in lines)}


def test_icd9_texts_are_those_of_cms_code_by_code(outside: Path) -> None:
    diagnoses = seed("icd9_diagnoses")
    for column, member in (("long_description", "LONG_DX"), ("short_description", "SHORT_DX")):
        ours = {row["diagnosis_code"]: row[column] for row in diagnoses}
        assert ours == official_text(outside, f"CMS32_DESC_{member}.txt")
    procedures = {
        row["procedure_code"]: row["long_description"] for row in seed("icd9_procedures")
    }
    assert procedures == official_text(outside, "CMS32_DESC_LONG_SG.txt")


def test_chapters_are_those_of_an_independent_list(outside: Path) -> None:
    theirs = {row["code"]: row["chapter_no"] for row in read_csv(outside / "icd9_dx.csv")}
    for row in seed("icd9_diagnoses"):
        assert theirs[row["diagnosis_code"]] == row["chapter_number"]


def test_documented_processing_indicators_are_those_of_the_codebook(outside: Path) -> None:
    codebook = (outside / "desynpuf_codebook.txt").read_text(encoding="utf-8")
    table = codebook.split("LINE_PRCSG_IND_TB")[1].split("CAR-130-142.")[0]
    explained = set(re.findall(r"^[ \t]*([^\s=])[ \t]*=", table, flags=re.MULTILINE))
    ours = {
        row["processing_indicator_code"]
        for row in seed("line_processing_indicators")
        if row["is_documented"] == "true"
    }
    assert ours == explained


def test_states_sexes_and_races_are_those_of_cms(outside: Path) -> None:
    states = {row["ssa_state_code"]: row for row in read_csv(outside / "ssa_state.csv")}
    for row in seed("ssa_states"):
        if row["state_code"] != "54":  # Africa to the Social Security Administration
            theirs = states[row["state_code"]]
            assert (row["state_name"], row["state_abbreviation"]) == (
                theirs["state_name"],
                theirs["usps"],
            )
    code_sets = read_csv(outside / "cms_code_set.csv")
    for name, plural in (("sex", "sexes"), ("race", "races")):
        theirs = {row["code"]: row["description"] for row in code_sets if row["code_set"] == name}
        assert {row[f"{name}_code"]: row[f"{name}_name"] for row in seed(plural)} == theirs


def test_conditions_look_back_and_count_claims_as_the_codebook_says(outside: Path) -> None:
    conditions = {row["source_column"].upper(): row for row in seed("chronic_conditions")}
    for flag, entry in appendix_1(outside).items():
        [years] = set(re.findall(r"(\d) years?\b", entry))
        [inpatient] = set(re.findall(r"At least (\d) inpatient", entry))
        others = set(re.findall(r"or (\d) HOP", entry)) or {inpatient}
        row = conditions[flag]
        assert row["look_back_years"] == years, flag
        assert row["minimum_inpatient_claims"] == inpatient, flag
        assert {row["minimum_other_claims"]} == others, flag


COVERAGE = [
    # dataset, columns, codes, codes that the seed lists
    ("inpatient_10k", "ICD9_DGNS_CD|ADMTNG_ICD9_DGNS_CD", "icd9_diagnoses", 53_334, 52_689),
    ("outpatient", "ICD9_DGNS_CD|ADMTNG_ICD9_DGNS_CD", "icd9_diagnoses", 7_674, 7_445),
    ("carrier", "ICD9_DGNS_CD", "icd9_diagnoses", 34_893, 33_840),
    ("carrier", "LINE_ICD9_DGNS_CD", "icd9_diagnoses", 29_750, 29_403),
    ("inpatient_10k", "ICD9_PRCDR_CD", "icd9_procedures", 8_452, 4_278),
    ("carrier", "LINE_PRCSG_IND_CD", "line_processing_indicators", 30_680, 30_680),
]
ARCHIVES = {
    "inpatient_10k": "sample2_10k/DE1_0_2008_to_2010_Inpatient_Claims_Sample_2.zip",
    "outpatient": "sample2_500_all_files/DE1_0_2008_to_2010_Outpatient_Claims_Sample_2.zip",
    "carrier": "sample2_500_all_files/DE1_0_2008_to_2010_Carrier_Claims_Sample_2A.zip",
    "fills": "sample2_500_all_files/DE1_0_2008_to_2010_Prescription_Drug_Events_Sample_2.zip",
}


def genuine_codes(genuine_data: Path, dataset: str, columns: str) -> list[str]:
    """Return every filled value of the columns, whose names may end in a number."""
    with zipfile.ZipFile(genuine_data / "desynpuf" / ARCHIVES[dataset]) as archive:
        [member] = archive.namelist()
        header, *rows = csv.reader(archive.read(member).decode("ascii").splitlines())
    positions = [
        position
        for position, column in enumerate(header)
        if re.fullmatch(rf"(?:{columns})(?:_\d+)?", column)
    ]
    return [row[position] for row in rows for position in positions if row[position]]


@pytest.mark.parametrize(("dataset", "columns", "name", "codes", "listed"), COVERAGE)
def test_the_documented_coverage_of_a_seed_holds(
    genuine_data: Path, dataset: str, columns: str, name: str, codes: int, listed: int
) -> None:
    found = genuine_codes(genuine_data, dataset, columns)
    known = {next(iter(row.values())) for row in seed(name)}
    assert (len(found), sum(code in known for code in found)) == (codes, listed)


def test_the_documented_coverage_of_the_drug_file_holds(genuine_data: Path) -> None:
    found = genuine_codes(genuine_data, "fills", "PROD_SRVC_ID")
    with duckdb.connect() as connection:
        products = parquet("ndc_products", connection).project("ndc_product_code").fetchall()
    known = {code for (code,) in products}
    assert (len(found), sum(code[:9] in known for code in found)) == (17_443, 2_712)
