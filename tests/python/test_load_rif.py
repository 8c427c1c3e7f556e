"""`claims load rif`: two layouts into the same tables, nothing lost, and what is refused."""

from __future__ import annotations

import sys
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from claim_files import lake_rows, rejected_rows
from rif_loading import (
    BENEFICIARY,
    BY_NAME,
    CARRIER,
    OUTPATIENT,
    PDE,
    delivered,
    header,
    lines_in,
    load_all,
    load_one,
    row,
    write_file,
    write_rows,
)

from medicare_claims.cli import main
from medicare_claims.home import HOME_VARIABLE, Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.load import Result
from medicare_claims.lake.raw_records import read_raw_records
from medicare_claims.layouts.layout import Kind
from medicare_claims.layouts.rif import BFD, DATA_CMS_GOV, DATASETS

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.layouts.layout import Dataset


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


# --- two layouts, one table ---------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_the_same_row_is_the_same_in_the_lake_from_either_layout(
    dataset: Dataset, home: Home, tmp_path: Path
) -> None:
    values = {
        column.lake_name: f"{number}"
        for number, column in enumerate(dataset.head, 1)
        if column.kind in (Kind.CODE, Kind.AMOUNT)
        and all(column.lake_name in dataset.names_in(layout.name) for layout in dataset.layouts)
    }
    kept = {name: name.lower() for name, column in dataset.layouts[1].fields if column is None}
    for layout in (DATA_CMS_GOV, BFD):
        path = tmp_path / f"{layout}.csv"
        sent = row(dataset, layout, **values, **kept)
        delivery = delivered(home, write_file(path, dataset, sent, layout=layout))
        assert (delivery.dataset, delivery.layout) == (dataset.name, layout)
        assert (delivery.sample, delivery.part, delivery.file_year) == (None, None, None)
        assert delivery.extra_columns == ()
    plain, rich = lake_rows(home)
    ours = {column.lake_name for column in dataset.head}
    assert list(plain)[: len(ours)] == [column.lake_name for column in dataset.head]
    assert {name: plain[name] for name in ours} == {name: rich[name] for name in ours}
    assert {name: plain[name] for name in values} == values
    assert plain["claim_year"] == rich["claim_year"] == 2018
    assert plain["extra_columns"] is None
    assert rich["extra_columns"] == kept


def test_what_only_the_richer_layout_has_is_kept(home: Home, tmp_path: Path) -> None:
    names = header(PDE, BFD)
    sent = dict(zip(names, row(PDE, BFD), strict=True))
    sent |= {"DML_IND": "DELETE", "FINAL_ACTION": "N", "CLM_GRP_ID": "7", "SRVC_PRVDR_ID": "12"}
    delivered(home, write_rows(tmp_path / "pde.csv", names, [list(sent.values())]))
    (stored,) = lake_rows(home)
    assert (stored["dml_ind"], stored["final_action"]) == ("DELETE", "N")
    assert (stored["srvc_prvdr_id"], stored["extra_columns"]) == ("12", {"CLM_GRP_ID": "7"})


def test_a_column_that_the_layout_lacks_fills_its_place_all_the_same(
    home: Home, tmp_path: Path
) -> None:
    names = (*header(CARRIER), "DML_IND", "NEW")
    delivery = delivered(
        home, write_rows(tmp_path / "a.csv", names, [[*row(CARRIER), "UPDATE", "x"]])
    )
    (stored,) = lake_rows(home)
    assert (delivery.layout, delivery.extra_columns) == (DATA_CMS_GOV, ("NEW",))
    assert (stored["dml_ind"], stored["extra_columns"]) == ("UPDATE", {"NEW": "x"})


@pytest.mark.parametrize("layout", [DATA_CMS_GOV, BFD])
def test_a_raw_record_has_the_names_that_its_own_file_had(
    layout: str, home: Home, tmp_path: Path
) -> None:
    sent = row(BENEFICIARY, layout, state_code="01", sex_ident_cd=" ")
    delivery = delivered(home, write_file(tmp_path / "b.csv", BENEFICIARY, sent, layout=layout))
    records = read_raw_records(home, [(1, 1)], {1: delivery}, DATASETS)
    filled = {name: value for name, value in zip(header(BENEFICIARY, layout), sent, strict=True)}
    assert records == {(1, 1): {name: value for name, value in filled.items() if value}}


# --- form ---------------------------------------------------------------------------------------


def test_mark_line_ends_and_the_case_of_months_make_no_difference(
    home: Home, tmp_path: Path
) -> None:
    rows = [row(CARRIER, clm_id=str(n), clm_thru_dt=f"0{n}-MAR-201{n}") for n in (1, 2)]
    plain = write_file(tmp_path / "plain.csv", CARRIER, *rows)
    windows = write_rows(tmp_path / "windows.csv", header(CARRIER), rows, end="\r\n")
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes().removesuffix(b"\n"))
    for path in (plain, windows, marked):
        delivery = delivered(home, path)
        assert (delivery.rows_read, delivery.rows_accepted) == (2, 2)
        lines = lines_in(home, delivery, header(CARRIER))
        assert lines == {number: "|".join(sent) for number, sent in enumerate(rows, 1)}
        assert [line["claim_year"] for line in lake_rows(home, delivery)] == [2011, 2012]


def test_quotes_and_backslashes_are_characters_like_others(home: Home, tmp_path: Path) -> None:
    texts = ['"', '5" tube', "x\\", '\\"', '"a"', "a,b", "\\N"]
    rows = [row(CARRIER, clm_id=f"-{n}", tax_num=text) for n, text in enumerate(texts)]
    delivered(home, write_file(tmp_path / "a.csv", CARRIER, *rows))
    odd = [[*row(CARRIER), "one too many"]]
    careful = write_file(tmp_path / "b.csv", CARRIER, *rows, *odd)
    assert delivered(home, careful).rows_rejected == 1
    assert [stored["tax_num"] for stored in lake_rows(home)] == texts * 2


def test_a_value_of_blanks_counts_as_blank_and_stays_as_sent(home: Home, tmp_path: Path) -> None:
    blanks = {column.lake_name: " " for column in OUTPATIENT.head if not column.is_required}
    rows = [row(OUTPATIENT, **blanks), row(OUTPATIENT, clm_id="-202", clm_pmt_amt="1.50")]
    delivery = delivered(home, write_file(tmp_path / "a.csv", OUTPATIENT, *rows))
    assert delivery.rows_accepted == 2
    assert delivery.amounts["clm_pmt_amt"] == "1.50"
    first, _ = lake_rows(home)
    assert (first["clm_pmt_amt"], first["clm_thru_dt"], first["claim_year"]) == (" ", " ", 0)


# --- rows that cannot be read -------------------------------------------------------------------


NO_DATE = "not a date written DD-Mon-YYYY"
NO_LINE = "not a whole number from 1 to 9999"
BLANK = "blank, and a row cannot do without it"
BAD_CELLS = {
    "carrier_claims": [
        ("clm_from_dt", "20180325", NO_DATE),
        ("clm_thru_dt", "31-Feb-2018", NO_DATE),
        ("clm_thru_dt", "5-Mar-2018", NO_DATE),
        ("line_nch_pmt_amt", "1.005", "not an amount of up to 12 digits, with up to two decimals"),
        ("line_num", "", BLANK),
    ],
    "outpatient_claims": [
        ("clm_line_num", " ", BLANK),
        ("clm_line_num", "1.0", NO_LINE),
        ("clm_line_num", "0", NO_LINE),
        ("clm_line_num", "10000", NO_LINE),
    ],
    "inpatient_claims": [
        ("clm_id", " ", BLANK),
        ("clm_utlztn_day_cnt", "12345", "not a whole number of at most four digits"),
    ],
    "beneficiary_years": [("bene_enrollmt_ref_yr", "18", "not a year from 1900 to 2099")],
    "prescription_drug_events": [
        ("bene_id", "", BLANK),
        ("qty_dspnsd_num", "1e3", "not a number with at most three decimals"),
    ],
}


@pytest.mark.parametrize("layout", [DATA_CMS_GOV, BFD])
def test_a_cell_that_cannot_be_read_is_listed_with_row_column_and_value(
    layout: str, home: Home, tmp_path: Path
) -> None:
    for name, cells in BAD_CELLS.items():
        dataset = BY_NAME[name]
        sent = [row(dataset, layout, **{column: value}) for column, value, _ in cells]
        path = write_file(
            tmp_path / f"{name}.csv", dataset, *sent, row(dataset, layout), layout=layout
        )
        delivery = delivered(home, path)
        assert (delivery.rows_accepted, delivery.rows_rejected) == (1, len(cells))
        assert [
            (r["source_row_number"], r["column_name"], r["raw_value"] or "", r["reason"])
            for r in rejected_rows(home, delivery)
        ] == [(number, *cell) for number, cell in enumerate(cells, 1)]
        assert [r["raw_line"] for r in rejected_rows(home, delivery)] == [
            "|".join(s) for s in sent
        ]


# --- headers ------------------------------------------------------------------------------------


def test_an_unknown_layout_is_refused_with_the_nearest_and_what_differs(
    home: Home, tmp_path: Path
) -> None:
    names = ["SERVICE_DATE" if name == "SRVC_DT" else name for name in header(PDE)]
    outcome = load_one(home, write_rows(tmp_path / "pde.csv", names, [row(PDE)]))
    assert outcome.result is Result.REFUSED
    assert str(outcome.error).endswith(
        "pde.csv looks like prescription_drug_events in the data.cms.gov layout but lacks "
        "SRVC_DT and has SERVICE_DATE; a file is loaded with all columns of its layout or not at "
        "all"
    )
    names = [name for name in header(BENEFICIARY, BFD) if name != "RFRNC_YR"]
    outcome = load_one(home, write_rows(tmp_path / "b.csv", names, []))
    assert "beneficiary_years in the BFD layout but lacks RFRNC_YR;" in str(outcome.error)
    assert lake_rows(home) == []


def test_columns_parted_by_commas_are_told(home: Home, tmp_path: Path) -> None:
    (tmp_path / "snf.csv").write_text(",".join(header(BY_NAME["snf_claims"])) + "\n")
    outcome = load_one(home, tmp_path / "snf.csv")
    assert "snf_claims in the data.cms.gov layout, but its columns are parted by commas" in str(
        outcome.error
    )


def test_files_of_other_kinds_are_skipped_in_a_folder_and_refused_by_name(
    home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    history = [name for name in header(BENEFICIARY, BFD) if name.startswith("BENE_")][:21]
    write_rows(folder / "beneficiary_history.csv", history, [])
    (folder / "export_summary.csv").write_text("file,rows\ncarrier.csv,1\n")
    write_file(folder / "carrier.csv", CARRIER, row(CARRIER))
    outcomes = {o.source.file_name: o for o in load_all(home, folder)}
    assert {name: o.result for name, o in outcomes.items()} == {
        "beneficiary_history.csv": Result.SKIPPED,
        "carrier.csv": Result.LOADED,
        "export_summary.csv": Result.SKIPPED,
    }
    assert f"{len(history)} of its {len(history)} columns are known, and it lacks" in str(
        outcomes["beneficiary_history.csv"].error
    )
    assert "none of its columns is known" in str(outcomes["export_summary.csv"].error)
    assert load_one(home, folder / "export_summary.csv").result is Result.REFUSED


# --- the command --------------------------------------------------------------------------------


def run(
    *arguments: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["claims", "load", "rif", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    written = capsys.readouterr()
    return int(ended.value.code or 0), written.out + written.err


def test_the_command_says_what_it_took_and_knows_no_sample_or_year(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home.root))
    form: Any = {"monkeypatch": monkeypatch, "capsys": capsys}
    path = write_file(tmp_path / "carrier.csv", CARRIER, row(CARRIER))
    for option in (["--sample", "1"], ["--year", "2018"], ["--partial"]):
        assert run(path, *option, **form)[0] == 2
    assert not home.lake.exists()
    status, words = run(path, **form)
    (delivery,) = read_ledger(home)
    assert (status, words) == (
        0,
        f"loaded: carrier.csv is {delivery.batch_id}: carrier_claims (data.cms.gov), 2018; "
        "1 rows read, 1 accepted, 0 rejected\n",
    )
    assert run(path, **form) == (
        0,
        f"already loaded: carrier.csv is {delivery.batch_id}, 2018; --again loads it anew\n",
    )


# --- genuine files ------------------------------------------------------------------------------

BFD_ROWS = {
    "carrier.csv": 1997,
    "dme.csv": 4,
    "hha.csv": 11,
    "hospice.csv": 284,
    "inpatient.csv": 41,
    "outpatient.csv": 1305,
    "pde.csv": 984,
    "snf.csv": 638,
} | {f"beneficiary_{year}.csv": 20 for year in range(2011, 2022)}
CMS_ROWS = {
    "beneficiary_2015.csv": 5975,
    "beneficiary_2016.csv": 6288,
    "beneficiary_2017.csv": 6613,
    "beneficiary_2018.csv": 7002,
    "beneficiary_2019.csv": 7446,
}


def lines_of(path: Path) -> list[str]:
    """Return header and rows of a genuine file as plain Python sees them."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(archive.namelist()[0]).decode().removesuffix("\n").split("\n")
    return path.read_bytes().decode().removesuffix("\n").split("\n")


@pytest.mark.parametrize(
    ("folder", "layout", "expected", "skipped"),
    [
        ("bfd_20_beneficiaries", BFD, BFD_ROWS, ["beneficiary_history.csv"]),
        ("cms_beneficiary_2015_2019", DATA_CMS_GOV, CMS_ROWS, []),
    ],
)
def test_genuine_files_come_in_whole_and_as_sent(
    folder: str,
    layout: str,
    expected: dict[str, int],
    skipped: list[str],
    home: Home,
    genuine_data: Path,
) -> None:
    outcomes = load_all(home, genuine_data / "rif" / folder)
    assert [o.source.file_name for o in outcomes if not o.delivery] == skipped
    loaded = {o.source: o.delivery for o in outcomes if o.delivery}
    assert {d.source_file: d.rows_accepted for d in loaded.values()} == expected
    for source, delivery in loaded.items():
        assert (delivery.layout, delivery.rows_rejected) == (layout, 0)
        head, *sent = lines_of(source.path)
        names = head.split("|")
        lines = lines_in(home, delivery, names)
        assert lines == dict(enumerate(sent, 1)), delivery.source_file
        values = [
            dict(zip(names, line.split("|"), strict=True)) for line in sent if delivery.amounts
        ]
        spelled = BY_NAME[delivery.dataset].names_in(layout)
        assert delivery.amounts == {
            column.lake_name: str(
                sum(
                    (Decimal(line[spelled[column.lake_name]] or 0) for line in values),
                    Decimal("0.00"),
                )
            )
            for column in BY_NAME[delivery.dataset].amounts
        }


def test_genuine_odd_files_lose_nothing(home: Home, genuine_data: Path) -> None:
    folder = genuine_data / "rif" / "bfd_static_samples"
    for outcome in load_all(home, folder):
        if not outcome.delivery:
            assert "history" in outcome.source.file_name
            continue
        delivery = outcome.delivery
        head, *sent = lines_of(outcome.source.path)
        found = lines_in(home, delivery, head.split("|"))
        found |= {
            line["source_row_number"]: line["raw_line"] for line in rejected_rows(home, delivery)
        }
        assert found == dict(enumerate(sent, 1)), delivery.source_file
        if delivery.source_file == "sample-a-beneficiaries-with-backslash.txt":
            assert "|DAEJEON SI 34867\\|" in found[1]
            assert delivery.rows_accepted == 1
