"""Whatever shape a file arrives in, its rows reach the lake as they were sent."""

from __future__ import annotations

import csv
import gzip
import random
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from claim_files import (
    BENEFICIARY,
    CARRIER,
    FILE_NAMES,
    INPATIENT,
    OUTPATIENT,
    PDE,
    as_sent,
    csv_bytes,
    delivered,
    header,
    lake_rows,
    load_all,
    load_one,
    rejected_rows,
    row,
    write_file,
)

from medicare_claims.home import Home
from medicare_claims.lake import ahead, staging
from medicare_claims.lake.outcome import Result
from medicare_claims.lake.sweep import staging_folder
from medicare_claims.layouts.desynpuf import DATASETS

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.layouts.layout import Dataset


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def fills(count: int = 3) -> list[list[str]]:
    return [row(PDE, number, PROD_SRVC_ID=f"{number:011}") for number in range(1, count + 1)]


# --- every dataset ------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_a_file_is_told_by_its_header_and_not_by_its_name(
    dataset: Dataset, home: Home, tmp_path: Path
) -> None:
    sent = [row(dataset, number) for number in (1, 2)]
    path = write_file(tmp_path, dataset, sent, "2008 what.is.this Sample_2")
    delivery = delivered(home, path)
    assert (delivery.dataset, delivery.rows_read, delivery.rows_accepted) == (dataset.name, 2, 2)
    assert [as_sent(dataset, stored) for stored in lake_rows(home)] == sent


def test_each_row_carries_its_delivery_and_its_place_in_the_file(
    home: Home, tmp_path: Path
) -> None:
    delivery = delivered(home, write_file(tmp_path, PDE, fills()))
    stored = lake_rows(home)
    assert [r["source_row_number"] for r in stored] == [1, 2, 3]
    assert {(r["batch_sequence"], r["batch_id"]) for r in stored} == {(1, delivery.batch_id)}
    assert delivery.batch_id == f"000001-{delivery.file_sha256[:8]}"
    assert {r["extra_columns"] for r in stored} == {None}


def test_columns_have_the_types_of_the_contract(home: Home, tmp_path: Path) -> None:
    delivered(home, write_file(tmp_path, CARRIER, [row(CARRIER)]))
    (stored,) = lake_rows(home)
    assert list(stored) == [
        *(column.lake_name for column in CARRIER.head),
        "lines",
        "empty_slot_amounts",
        "extra_columns",
        "batch_sequence",
        "batch_id",
        "source_row_number",
        "claim_year",
    ]


# --- forms of text ------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["unquoted", "all quoted"]
)
def test_line_ends_byte_order_marks_and_quotes_do_not_matter(
    newline: str, mark: bytes, quoting: int, home: Home, tmp_path: Path
) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    path.write_bytes(mark + csv_bytes([header(PDE), *fills()], newline=newline, quoting=quoting))
    assert delivered(home, path).rows_accepted == 3
    assert [as_sent(PDE, stored) for stored in lake_rows(home)] == fills()


def test_a_header_may_be_quoted_and_in_lower_case_over_bare_values(
    home: Home, tmp_path: Path
) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    quoted = ",".join(f'"{name.lower()}"' for name in header(PDE)).encode()
    path.write_bytes(quoted + b"\r\n" + csv_bytes(fills()))
    assert delivered(home, path).extra_columns == ()
    assert [as_sent(PDE, stored) for stored in lake_rows(home)] == fills()


def test_columns_may_come_in_any_order(home: Home, tmp_path: Path) -> None:
    sent = [row(CARRIER, n, TAX_NUM_1="1", LINE_NCH_PMT_AMT_1=f"{n}.00") for n in (1, 2)]
    order = list(range(len(header(CARRIER))))
    random.Random(4).shuffle(order)
    path = tmp_path / FILE_NAMES[CARRIER.name]
    path.write_bytes(
        csv_bytes([[line[place] for place in order] for line in [header(CARRIER), *sent]])
    )
    assert delivered(home, path).rows_accepted == 2
    assert [as_sent(CARRIER, stored) for stored in lake_rows(home)] == sent


def test_unknown_columns_are_kept_by_name(home: Home, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    name = "O'Brien\"s; column"
    sent = [[name, *header(PDE), "YEAR"], ["x", *row(PDE, 1), "2008"], ["", *row(PDE, 2), ""]]
    path.write_bytes(csv_bytes(sent))
    delivery = delivered(home, path)
    assert delivery.extra_columns == (name, "YEAR")
    assert [stored["extra_columns"] for stored in lake_rows(home)] == [
        {name: "x", "YEAR": "2008"},
        {},
    ]


def test_leading_zeros_spaces_and_commas_in_quotes_stay_as_sent(
    home: Home, tmp_path: Path
) -> None:
    odd = ["00007", " a ", "  ", 'say ""what""', "a,b", "Ünï ✓", "'", "\\", "#", "\t", "NULL"]
    sent = [row(PDE, n, PROD_SRVC_ID=value) for n, value in enumerate(odd, 1)]
    delivered(home, write_file(tmp_path, PDE, sent))
    assert [stored["prod_srvc_id"] for stored in lake_rows(home)] == odd


def test_amounts_that_excel_shortened_load_as_they_are(home: Home, tmp_path: Path) -> None:
    sent = [row(PDE, 1, PTNT_PAY_AMT="0", TOT_RX_CST_AMT="-5.5", QTY_DSPNSD_NUM="30")]
    delivered(home, write_file(tmp_path, PDE, sent))
    (stored,) = lake_rows(home)
    assert (stored["ptnt_pay_amt"], stored["tot_rx_cst_amt"]) == ("0", "-5.5")


def test_a_last_line_without_an_end_is_a_row(home: Home, tmp_path: Path) -> None:
    path = write_file(tmp_path, PDE, fills())
    path.write_bytes(path.read_bytes().rstrip())
    assert delivered(home, path).rows_accepted == 3


def test_blank_lines_are_counted_but_are_no_rows(home: Home, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    lines = csv_bytes(fills()).split(b"\r\n")
    path.write_bytes(
        csv_bytes([header(PDE)]) + b"\r\n".join([b"", lines[0], b"", b"", *lines[1:], b"", b""])
    )
    delivery = delivered(home, path)
    assert (delivery.rows_read, delivery.rows_accepted) == (3, 3)
    assert [stored["source_row_number"] for stored in lake_rows(home)] == [2, 5, 6]


def test_a_file_of_a_header_alone_is_a_delivery_without_rows(home: Home, tmp_path: Path) -> None:
    delivery = delivered(home, write_file(tmp_path, PDE, []))
    assert (delivery.rows_read, delivery.data_files, delivery.reject_files) == (0, (), ())


# --- row numbers over pieces --------------------------------------------------------------------


@pytest.mark.parametrize("odd_row", [None, 1, 700, 1500])
def test_row_numbers_hold_over_many_pieces(
    odd_row: int | None, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHUNK_BYTES", 3_000)
    monkeypatch.setattr(staging, "PIECE_BYTES", 9_000)
    sent = [row(PDE, number, PROD_SRVC_ID=str(number)) for number in range(1, 1501)]
    if odd_row:
        sent[odd_row - 1][3] = "a,b"
    delivery = delivered(home, write_file(tmp_path, PDE, sent))
    assert delivery.rows_accepted == 1500
    stored = lake_rows(home)
    assert [r["source_row_number"] for r in stored] == list(range(1, 1501))
    assert [as_sent(PDE, r) for r in stored] == sent


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_odd_lines_among_plain_ones_change_no_other_row(
    newline: str, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BLOCK_LINES", 3)
    taken_apart: list[int] = []
    pieces: list[list[Path]] = []
    take_apart = staging._Writer.take_apart

    def counted(writer: staging._Writer, lines: list[bytes]) -> None:
        taken_apart.append(len(lines))
        pieces.append(writer._staged.pieces)
        take_apart(writer, lines)

    monkeypatch.setattr(staging._Writer, "take_apart", counted)
    sent = [row(PDE, number, PROD_SRVC_ID=str(number)) for number in range(1, 41)]
    sent[7][3] = "a,b"
    sent[22][3] = 'say "c"'
    path = write_file(tmp_path, PDE, sent, newline=newline)
    head, *lines = path.read_bytes().split(newline.encode())
    lines[30] += b",one too many"
    lines[38] = b""
    path.write_bytes(newline.encode().join([head, *lines]))
    delivery = delivered(home, path)
    assert taken_apart == [3, 3, 3, 3]
    assert len(pieces[-1]) == 1
    assert [r["source_row_number"] for r in rejected_rows(home, delivery)] == [31]
    assert {r["source_row_number"]: as_sent(PDE, r) for r in lake_rows(home)} == {
        number: values for number, values in enumerate(sent, 1) if number not in (31, 39)
    }


def test_lines_that_are_wrong_in_ways_that_cancel_out_are_found(
    home: Home, tmp_path: Path
) -> None:
    path = write_file(tmp_path, PDE, fills(20))
    lines = path.read_bytes().split(b"\r\n")
    lines[3] += b",too,many"
    lines[5] = lines[5].rsplit(b",", 2)[0]
    path.write_bytes(b"\r\n".join(lines))
    delivery = delivered(home, path)
    assert (delivery.rows_read, delivery.rows_accepted, delivery.rows_rejected) == (20, 18, 2)
    assert 3 not in {stored["source_row_number"] for stored in lake_rows(home)}


def test_blank_lines_are_counted_over_many_pieces(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHUNK_BYTES", 500)
    path = write_file(tmp_path, PDE, fills(100))
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*lines[:4], b"", *lines[4:50], b"", b"", *lines[50:]]))
    delivered(home, path)
    numbers = [stored["source_row_number"] for stored in lake_rows(home)]
    assert numbers == [*range(1, 4), *range(5, 51), *range(53, 104)]


def test_rows_that_get_lost_on_the_way_are_missed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losing(*arguments: Any, **options: Any) -> staging.Staged:
        staged = staging.stage(*arguments, **options)
        lines = staged.pieces[0].read_bytes().splitlines(keepends=True)
        staged.pieces[0].write_bytes(b"".join(lines[1:]))
        return staged

    monkeypatch.setattr(ahead, "stage", losing)
    outcome = load_one(home, write_file(tmp_path, PDE, fills()))
    assert "3 rows were read but 2 accepted and 0 rejected ones written" in str(outcome.error)
    assert lake_rows(home) == []


def test_a_file_may_mix_line_ends(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHUNK_BYTES", 500)
    path = write_file(tmp_path, PDE, fills(100))
    head, _, rest = path.read_bytes().partition(b"\r\n")
    half = len(rest) // 2
    path.write_bytes(head + b"\r\n" + rest[:half] + rest[half:].replace(b"\r\n", b"\n"))
    assert delivered(home, path).rows_accepted == 100
    assert [as_sent(PDE, stored) for stored in lake_rows(home)] == fills(100)


# --- years --------------------------------------------------------------------------------------


def test_the_claim_year_is_the_through_dates_then_the_discharge_dates_then_zero(
    home: Home, tmp_path: Path
) -> None:
    sent = [
        row(INPATIENT, 1, CLM_FROM_DT="20081230", CLM_THRU_DT="20090103"),
        row(INPATIENT, 2, CLM_THRU_DT="", NCH_BENE_DSCHRG_DT="20100301"),
        row(INPATIENT, 3, CLM_THRU_DT=""),
    ]
    delivery = delivered(home, write_file(tmp_path, INPATIENT, sent))
    assert [stored["claim_year"] for stored in lake_rows(home)] == [2009, 2010, 0]
    assert delivery.data_files == tuple(
        f"desynpuf/inpatient_claims/claim_year={year}/{delivery.batch_id}_1.parquet"
        for year in (0, 2009, 2010)
    )


@pytest.mark.parametrize(
    ("dataset", "values", "year"),
    [
        (CARRIER, {"CLM_FROM_DT": "20071231", "CLM_THRU_DT": "20080102"}, 2008),
        (OUTPATIENT, {"CLM_FROM_DT": "20090101", "CLM_THRU_DT": ""}, 0),
        (PDE, {"SRVC_DT": "20101231"}, 2010),
        (BENEFICIARY, {"BENE_DEATH_DT": "20100101"}, 2008),
    ],
    ids=["carrier", "outpatient", "fill", "beneficiary"],
)
def test_the_claim_year_follows_the_dataset(
    dataset: Dataset, values: dict[str, str], year: int, home: Home, tmp_path: Path
) -> None:
    delivered(home, write_file(tmp_path, dataset, [row(dataset, 1, **values)]))
    assert [stored["claim_year"] for stored in lake_rows(home)] == [year]


# --- packed files and folders -------------------------------------------------------------------


def test_a_gzip_file_loads_under_the_name_of_its_csv(home: Home, tmp_path: Path) -> None:
    plain = write_file(tmp_path, PDE, fills())
    packed = tmp_path / f"{plain.name}.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    delivery = delivered(home, packed)
    assert (delivery.source_file, delivery.rows_accepted) == (plain.name, 3)


@pytest.mark.parametrize("zip_name", ["x.zip", "DE1_0_Sample_11A.csv.zip", "no suffix"])
def test_zip_members_are_deliveries_of_their_own(
    zip_name: str, home: Home, tmp_path: Path
) -> None:
    path = tmp_path / zip_name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/Fills_Sample_10 - Copy.CSV", csv_bytes([header(PDE), *fills(1)]))
        archive.writestr("a/Fills_Sample_2.csv", csv_bytes([header(PDE), *fills(2)]))
        archive.writestr("__MACOSX/a/._Fills_Sample_2.csv", b"\0\1junk")
        archive.writestr("a/._Fills_Sample_2.csv", b"\0\1junk")
        archive.writestr("readme.pdf", b"%PDF")
    outcomes = load_all(home, path)
    assert [(o.delivery.source_file, o.delivery.sample) for o in outcomes if o.delivery] == [
        ("Fills_Sample_2.csv", 2),
        ("Fills_Sample_10.CSV", 10),
    ]


def test_a_zips_name_tells_what_its_members_does_not(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "DE1_0_2010_Beneficiary_Summary_File_Sample_20.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", csv_bytes([header(BENEFICIARY), row(BENEFICIARY)]))
    delivery = delivered(home, path)
    assert (delivery.sample, delivery.file_year) == (20, 2010)


def test_a_folder_is_searched_and_what_is_foreign_is_passed_over(
    home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "sent" / "deep"
    folder.mkdir(parents=True)
    write_file(folder, PDE, fills())
    write_file(folder.parent, CARRIER, [row(CARRIER)])
    (folder / "codebook.pdf").write_bytes(b"%PDF-1.4\n\x00\x01")
    (folder / "other.csv").write_text("a,b,desynpuf_id\n1,2,3\n")
    (folder / "photos.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (folder / f"{FILE_NAMES[PDE.name]}.part").write_bytes(b"DESYNPUF_ID,PDE")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1")
    outcomes = load_all(home, tmp_path / "sent")
    assert {o.source.path.name: o.result for o in outcomes} == {
        FILE_NAMES[CARRIER.name]: Result.LOADED,
        FILE_NAMES[PDE.name]: Result.LOADED,
        "codebook.pdf": Result.SKIPPED,
        "other.csv": Result.SKIPPED,
        "photos.zip": Result.SKIPPED,
        f"{FILE_NAMES[PDE.name]}.part": Result.SKIPPED,
    }
    assert {o.exit_status for o in outcomes} == {0}


def test_the_lake_itself_is_no_source(home: Home) -> None:
    home.raw.mkdir(parents=True)
    write_file(home.raw, PDE, fills())
    load_all(home, home.root)
    outcomes = load_all(home, home.root)
    assert [outcome.result for outcome in outcomes] == [Result.KNOWN]


def test_odd_characters_in_paths_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] *home*?"
    folder.mkdir()
    home = Home(folder / "x")
    delivered(home, write_file(folder, PDE, [*fills(), row(PDE, 9, PROD_SRVC_ID="a,b")]))
    assert len(lake_rows(home)) == 4


def test_a_folder_that_looks_like_a_pattern_is_not_taken_for_another(tmp_path: Path) -> None:
    for name in ("ab", "a[b]"):
        (tmp_path / name).mkdir()
    path = write_file(tmp_path, PDE, [*fills(), row(PDE, 9, SRVC_DT="x")])
    other = staging_folder(Home(tmp_path / "ab").lake) / "1"
    other.mkdir(parents=True)
    for file in ("000000000001.csv", "unreadable.csv", "raw_lines.csv"):
        (other / file).write_text("not this one\n")
    home = Home(tmp_path / "a[b]")
    delivery = delivered(home, path)
    assert (delivery.rows_accepted, len(rejected_rows(home, delivery))) == (3, 1)
    assert [as_sent(PDE, stored) for stored in lake_rows(home)] == fills()
