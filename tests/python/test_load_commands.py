"""`claims load desynpuf`: samples, years, order, repeated loads, refusals, exit statuses."""

from __future__ import annotations

import gzip
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest
from claim_files import (
    BENEFICIARY,
    CARRIER,
    FILE_NAMES,
    PDE,
    csv_bytes,
    header,
    lake_rows,
    row,
    write_file,
)

from medicare_claims.cli import main
from medicare_claims.home import HOME_VARIABLE, Home
from medicare_claims.lake.ledger import RETRACTED, read_ledger, write_ledger

if TYPE_CHECKING:
    from pathlib import Path


class Claims(Protocol):
    """Run `claims load desynpuf` with these arguments; give its exit status and its words."""

    def __call__(self, *arguments: object) -> tuple[int, str]: ...


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def claims(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Claims:
    monkeypatch.setenv(HOME_VARIABLE, str(home.root))

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["claims", "load", "desynpuf", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out + written.err

    return run


def fills(tmp_path: Path, name: str, first: int = 1) -> Path:
    return write_file(tmp_path, PDE, [row(PDE, first)], name)


# --- what the command says ----------------------------------------------------------------------


def test_a_load_says_in_a_line_what_it_took(claims: Claims, home: Home, tmp_path: Path) -> None:
    sent = [row(PDE, 1, SRVC_DT="20081231"), row(PDE, 2), row(PDE, 3, SRVC_DT="x")]
    status, words = claims(write_file(tmp_path, PDE, sent))
    (delivery,) = read_ledger(home)
    assert (status, words) == (
        0,
        f"loaded: {FILE_NAMES[PDE.name]} is {delivery.batch_id}: prescription_drug_events, "
        "sample 2, 2008-2009; 3 rows read, 2 accepted, 1 rejected "
        "(listed in quality.rejected_rows)\n",
    )


def test_extra_columns_are_reported(claims: Claims, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    path.write_bytes(csv_bytes([[*header(PDE), "NOTE [x]"], [*row(PDE), ""]]))
    assert "columns beyond the layout kept: NOTE [x]\n" in claims(path)[1]


def test_a_name_that_is_not_utf_8_is_told_in_escapes(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    status, words = claims(fills(tmp_path, "Sample_1 \udce9.csv"))
    assert status == 0
    assert words.startswith("loaded: Sample_1 \\udce9.csv is 000001-")
    assert read_ledger(home)[0].source_file == "Sample_1 \\udce9.csv"


# --- sample and year ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sample", "part"),
    [
        ("DE1_0_2008_to_2010_Carrier_Claims_Sample_2A.csv", 2, "A"),
        ("carrier sample 17b.csv", 17, "B"),
        ("Carrier_Sample_20 - Copy.csv", 20, None),
        ("x_SAMPLE-3_later.csv", 3, None),
    ],
)
def test_the_name_tells_sample_and_part(
    name: str, sample: int, part: str | None, claims: Claims, home: Home, tmp_path: Path
) -> None:
    assert claims(write_file(tmp_path, CARRIER, [row(CARRIER)], name))[0] == 0
    (delivery,) = read_ledger(home)
    assert (delivery.sample, delivery.part, delivery.file_year) == (sample, part, None)


def test_without_a_name_the_beneficiaries_tell_the_sample(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    for sample in (4, 5):
        people = [row(BENEFICIARY, 100 * sample + number) for number in range(3)]
        name = f"DE1_0_2008_Beneficiary_Summary_File_Sample_{sample}.csv"
        claims(write_file(tmp_path, BENEFICIARY, people, name))
    assert claims(fills(tmp_path, "fills.csv", first=501))[0] == 0
    assert read_ledger(home)[-1].sample == 5


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ([], "none of its beneficiaries is loaded"),
        ([1, 2], "its beneficiaries are in samples 4, 5"),
    ],
)
def test_a_sample_that_cannot_be_told_is_asked_for(
    people: list[int], reason: str, claims: Claims, home: Home, tmp_path: Path
) -> None:
    for sample, person in enumerate(people, 4):
        name = f"DE1_0_2008_Beneficiary_Summary_File_Sample_{sample}.csv"
        claims(write_file(tmp_path, BENEFICIARY, [row(BENEFICIARY, person)], name))
    path = write_file(tmp_path, PDE, [row(PDE, 1), row(PDE, 2)], "fills.csv")
    status, words = claims(path)
    assert (status, words) == (
        2,
        f"refused: {path}: its name does not tell its sample, and {reason}; "
        "load it with --sample\n",
    )
    assert claims(path, "--sample", 9)[0] == 0
    assert read_ledger(home)[-1].sample == 9


def test_a_beneficiary_files_year_stands_in_its_name_or_is_asked_for(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    name = "Beneficiary_2008_to_2010_Sample_1.csv"
    path = write_file(tmp_path, BENEFICIARY, [row(BENEFICIARY)], name)
    status, words = claims(path)
    assert status == 2
    assert "its name does not tell its year" in words
    assert "--year" in words
    assert claims(path, "--year", 2010)[0] == 0
    assert read_ledger(home)[0].file_year == 2010
    assert [stored["claim_year"] for stored in lake_rows(home)] == [2010]


def test_an_option_wins_over_the_name_and_says_so(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    path = write_file(tmp_path, BENEFICIARY, [row(BENEFICIARY)])
    status, words = claims(path, "--year", 2010, "--sample", 20)
    assert status == 0
    assert "loaded as sample 20 although its name says 2\n" in words
    assert "loaded as year 2010 although its name says 2008\n" in words
    (delivery,) = read_ledger(home)
    assert (delivery.sample, delivery.file_year) == (20, 2010)


@pytest.mark.parametrize(("option", "value"), [("--sample", 3), ("--year", 2009)])
def test_one_option_for_files_that_say_different_things_is_wrong_use(
    option: str, value: int, claims: Claims, home: Home, tmp_path: Path
) -> None:
    for year, sample in ((2008, 1), (2009, 2)):
        write_file(tmp_path, BENEFICIARY, [row(BENEFICIARY)], f"b_{year}_Sample_{sample}.csv")
    status, words = claims(tmp_path, option, value)
    assert status == 2
    assert f"{option} {value} cannot be meant for files whose names tell" in words
    assert read_ledger(home) == []


def test_a_foreign_files_name_does_not_count_against_an_option(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    write_file(tmp_path, BENEFICIARY, [row(BENEFICIARY)])
    (tmp_path / "codebook 2013 sample 20.pdf").write_bytes(b"%PDF")
    assert claims(tmp_path, "--year", 2009, "--sample", 2)[0] == 0
    assert read_ledger(home)[0].file_year == 2009


# --- order and repetition -----------------------------------------------------------------------


def test_files_load_in_natural_order_of_their_paths(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    names = ["f_2_Sample_1.csv", "f_10_Sample_1.csv", "F_9_Sample_1.csv", "f_1_Sample_1.csv"]
    paths = [fills(tmp_path, name, first) for first, name in enumerate(names)]
    assert claims(*paths)[0] == 0
    assert [(d.batch_sequence, d.source_file) for d in read_ledger(home)] == [
        (1, "f_1_Sample_1.csv"),
        (2, "f_2_Sample_1.csv"),
        (3, "F_9_Sample_1.csv"),
        (4, "f_10_Sample_1.csv"),
    ]


def test_a_folder_s_own_files_load_before_those_of_its_later_deliveries(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    release = tmp_path / "in"
    for first, folder in enumerate(("", "delivery_10", "delivery_2")):
        (release / folder).mkdir(parents=True, exist_ok=True)
        fills(release / folder, f"{'a' if folder else 'z'}_{first}_Sample_1.csv", first)

    assert claims(release)[0] == 0

    assert [delivery.source_file for delivery in read_ledger(home)] == [
        "z_0_Sample_1.csv",
        "a_2_Sample_1.csv",
        "a_1_Sample_1.csv",
    ]


def test_the_same_content_is_loaded_once_whatever_its_name_and_packing(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    path = fills(tmp_path, "Sample_1.csv")
    claims(path)
    packed = tmp_path / "Sample_3.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "other.csv")
    before = read_ledger(home)
    assert claims(packed) == (
        0,
        f"already loaded: other.csv is {before[0].batch_id}, sample 1, 2009; "
        "--again loads it anew\n",
    )
    assert read_ledger(home) == before


def test_again_loads_the_same_content_as_a_new_delivery(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    path = fills(tmp_path, "Sample_1.csv")
    claims(path)
    assert claims(path, "--again", "--partial")[0] == 0
    assert [(d.batch_sequence, d.is_partial) for d in read_ledger(home)] == [(1, False), (2, True)]
    assert len(lake_rows(home)) == 2


def test_retracted_content_may_be_loaded_again(claims: Claims, home: Home, tmp_path: Path) -> None:
    path = fills(tmp_path, "Sample_1.csv")
    claims(path)
    write_ledger(home.lake, [replace(d, status=RETRACTED) for d in read_ledger(home)])
    assert claims(path)[0] == 0
    assert [d.batch_sequence for d in read_ledger(home)] == [1, 2]


# --- refusals -----------------------------------------------------------------------------------


def truncated_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Sample_1.csv", csv_bytes([header(PDE), row(PDE)]))
    path.write_bytes(path.read_bytes()[:-30])


def damaged_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "Sample_1.csv", csv_bytes([header(PDE), *(row(PDE, n) for n in range(99))])
        )
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)


def encrypted_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Sample_1.csv", csv_bytes([header(PDE), row(PDE)]))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


def truncated_gzip(path: Path) -> None:
    packed = gzip.compress(csv_bytes([header(PDE), *(row(PDE, n) for n in range(99))]))
    path.write_bytes(packed[:-20])


def no_line_ends(path: Path) -> None:
    path.write_bytes(csv_bytes([header(PDE)]) + bytes(6 << 20))


BROKEN = {
    "an empty file": (lambda p: p.write_bytes(b""), "is empty: it has not even a header"),
    "a zip cut short": (truncated_zip, "is not a whole zip"),
    "a damaged zip": (damaged_zip, "is damaged or cut short"),
    "an encrypted zip": (encrypted_zip, "is encrypted; unpack it"),
    "a gzip file cut short": (truncated_gzip, "is damaged or cut short"),
    "a zip without a CSV": (lambda p: p.write_bytes(b"PK\x05\x06" + bytes(18)), "holds no CSV"),
    "bytes": (lambda p: p.write_bytes(bytes(range(256)) * 400), "is not a text file"),
    "a PDF": (lambda p: p.write_bytes(b"%PDF-1.4\n\xff"), "is no desynpuf file"),
    "latin-1": (lambda p: p.write_bytes(b"DESYNPUF_ID,\xe9\n"), "is not UTF-8 text"),
    "a blank first line": (
        lambda p: p.write_bytes(b"\r\n" + csv_bytes([header(PDE), row(PDE)])),
        "is no desynpuf file",
    ),
    "utf-16": (lambda p: p.write_bytes("a,b\n".encode("utf-16")), "UTF-16 text; save it as"),
    "a header and no lines": (no_line_ends, "a line is longer than 1,048,576 bytes"),
    "another CSV": (lambda p: p.write_bytes(b"DESYNPUF_ID,b,c,d\n1,2,3,4\n"), "is no desynpuf"),
    "a missing column": (
        lambda p: p.write_bytes(csv_bytes([header(PDE)[:-2], row(PDE)[:-2]])),
        "looks like prescription_drug_events but lacks PTNT_PAY_AMT, TOT_RX_CST_AMT",
    ),
    "a column twice": (
        lambda p: p.write_bytes(csv_bytes([[*header(PDE), "pde_id"], [*row(PDE), ""]])),
        "names columns twice: pde_id",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_named_file_that_is_broken_is_refused_and_the_next_good_one_loads(
    broken: str, claims: Claims, home: Home, tmp_path: Path
) -> None:
    make, reason = BROKEN[broken]
    path = tmp_path / "a_Sample_1"
    make(path)
    status, words = claims(path, fills(tmp_path, "b_Sample_1.csv"))
    refused, loaded = words.splitlines()
    assert status == 1
    assert refused.startswith(f"refused: {path}")
    assert reason in refused
    assert loaded.startswith("loaded: b_Sample_1.csv is 000001-")
    assert len(lake_rows(home)) == 1


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ("a PDF", 0),
        ("bytes", 0),
        ("another CSV", 0),
        ("a missing column", 1),
        ("an empty file", 1),
    ],
)
def test_in_a_folder_only_files_of_the_source_are_refused(
    broken: str, status: int, claims: Claims, tmp_path: Path
) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    BROKEN[broken][0](folder / "a_Sample_1.csv")
    fills(folder, "b_Sample_1.csv")
    ended, words = claims(folder)
    assert ended == status
    assert words.startswith("refused: " if status else "skipped: ")
    assert "loaded: b_Sample_1.csv" in words


def test_a_path_that_does_not_exist_is_wrong_use_and_loads_nothing(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.csv"
    assert claims(fills(tmp_path, "Sample_1.csv"), missing) == (
        2,
        f"claims: there is no file or folder {missing}\n",
    )
    assert not home.lake.exists()


def test_an_empty_folder_is_told(claims: Claims, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert claims(tmp_path / "empty") == (1, f"claims: there is no file in {tmp_path / 'empty'}\n")


def test_a_lake_that_cannot_be_written_to_is_a_sentence(
    claims: Claims, home: Home, tmp_path: Path
) -> None:
    home.root.mkdir()
    home.lake.write_text("in the way")
    status, words = claims(fills(tmp_path, "Sample_1.csv"))
    assert status == 1
    assert words.startswith(f"claims: {home.lake} cannot be written to: ")
