"""A row that cannot be read is set aside, cell by cell, while the others load."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from claim_files import (
    BENEFICIARY,
    CARRIER,
    FILE_NAMES,
    INPATIENT,
    OUTPATIENT,
    PDE,
    csv_bytes,
    delivered,
    header,
    lake_rows,
    load_one,
    rejected_rows,
    row,
    write_file,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from medicare_claims.home import Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.outcome import Result

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.layouts.layout import Dataset

DATE = "not a date written YYYYMMDD"
AMOUNT = "not an amount of up to 12 digits, with up to two decimals"
QUANTITY = "not a number with at most three decimals"
INTEGER = "not a whole number"
BLANK = "blank, and a row cannot do without it"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("SRVC_DT", "20090230", DATE),
        ("SRVC_DT", "2009-02-03", DATE),
        ("SRVC_DT", "20091301", DATE),
        ("SRVC_DT", " 20090101", DATE),
        ("SRVC_DT", "00000000", DATE),
        ("SRVC_DT", "00000101", DATE),
        ("TOT_RX_CST_AMT", "1.234", AMOUNT),
        ("TOT_RX_CST_AMT", "$5", AMOUNT),
        ("TOT_RX_CST_AMT", "1e3", AMOUNT),
        ("TOT_RX_CST_AMT", " 5.00", AMOUNT),
        ("TOT_RX_CST_AMT", "-", AMOUNT),
        ("TOT_RX_CST_AMT", "1234567890123", AMOUNT),
        ("QTY_DSPNSD_NUM", "many", QUANTITY),
        ("QTY_DSPNSD_NUM", "1.2345", QUANTITY),
        ("DAYS_SUPLY_NUM", "30.0", INTEGER),
        ("DAYS_SUPLY_NUM", "99999999999", INTEGER),
        ("PDE_ID", "", BLANK),
        ("DESYNPUF_ID", "  ", BLANK),
    ],
)
def test_a_bad_cell_is_recorded_with_all_that_is_needed_to_mend_it(
    column: str, value: str, reason: str, home: Home, tmp_path: Path
) -> None:
    sent = [row(PDE, 1), row(PDE, 2, **{column: value}), row(PDE, 3)]
    delivery = delivered(home, write_file(tmp_path, PDE, sent))
    assert (delivery.rows_read, delivery.rows_accepted, delivery.rows_rejected) == (3, 2, 1)
    assert [stored["source_row_number"] for stored in lake_rows(home)] == [1, 3]
    assert rejected_rows(home, delivery) == [
        {
            "batch_sequence": 1,
            "batch_id": delivery.batch_id,
            "source_file": FILE_NAMES[PDE.name],
            "source_row_number": 2,
            "column_name": column.lower(),
            "raw_value": value or None,
            "reason": reason,
            "raw_line": ",".join(sent[1]),
            "row_identity": {
                name: cell or None
                for name, cell in zip(("desynpuf_id", "pde_id"), sent[1], strict=False)
            },
        }
    ]
    assert delivery.reject_files == (f"rejected_rows/{delivery.batch_id}.parquet",)


@pytest.mark.parametrize(
    ("dataset", "column", "value", "reason"),
    [
        (INPATIENT, "SEGMENT", "99999", "not a whole number from 1 to 9999"),
        (OUTPATIENT, "SEGMENT", "0", "not a whole number from 1 to 9999"),
        (
            BENEFICIARY,
            "PLAN_CVRG_MOS_NUM",
            "99999",
            "not a whole number of at most four digits",
        ),
    ],
)
def test_a_number_that_no_smallint_holds_is_a_bad_cell(
    dataset: Dataset, column: str, value: str, reason: str, home: Home, tmp_path: Path
) -> None:
    sent = [row(dataset, 1), row(dataset, 2, **{column: value})]
    (rejected,) = rejected_rows(home, delivered(home, write_file(tmp_path, dataset, sent)))
    assert (rejected["column_name"], rejected["raw_value"]) == (column.lower(), value)
    assert (rejected["source_row_number"], rejected["reason"]) == (2, reason)


def test_every_bad_cell_of_a_row_has_its_own_record(home: Home, tmp_path: Path) -> None:
    bad = row(CARRIER, 1, CLM_FROM_DT="x", LINE_NCH_PMT_AMT_2="y", LINE_ALOWD_CHRG_AMT_13="z")
    delivery = delivered(home, write_file(tmp_path, CARRIER, [bad, row(CARRIER, 2)]))
    assert [(r["column_name"], r["raw_value"]) for r in rejected_rows(home, delivery)] == [
        ("clm_from_dt", "x"),
        ("line_alowd_chrg_amt_13", "z"),
        ("line_nch_pmt_amt_2", "y"),
    ]
    assert delivery.rows_rejected == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,2,3", "3 values where the header has 8 columns"),
        (b"1,2,3,4,5,6,7,8,9", "9 values where the header has 8 columns"),
        (b"1,\xff\xfe,3,4,5,6,7,8", "byte 3 is not UTF-8 text"),
        (b"1,\x00,3,4,5,6,7,8", "a NUL character stands in the line"),
        (b"1,2\r3,3,4,5,6,7,8", "a carriage return stands in the line"),
        (b'1,"2,3,4,5,6,7,8', "not readable as CSV: unexpected end of data"),
        (b'"1","2"x","3","4","5","6","7","8"', "not readable as CSV: ',' expected after '\"'"),
        (b"   ", "1 values where the header has 8 columns"),
    ],
    ids=[
        "short",
        "long",
        "not utf-8",
        "nul",
        "carriage return",
        "open quote",
        "stray quote",
        "spaces",
    ],
)
def test_a_line_that_is_no_row_spoils_no_other(
    line: bytes, reason: str, home: Home, tmp_path: Path
) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    good = [csv_bytes([row(PDE, number)]) for number in range(1, 4)]
    path.write_bytes(b"".join([csv_bytes([header(PDE)]), good[0], line, b"\r\n", *good[1:]]))
    delivery = delivered(home, path)
    assert (delivery.rows_read, delivery.rows_accepted, delivery.rows_rejected) == (4, 3, 1)
    assert [stored["source_row_number"] for stored in lake_rows(home)] == [1, 3, 4]
    (reject,) = rejected_rows(home, delivery)
    assert (reject["source_row_number"], reject["reason"]) == (2, reason)
    assert (reject["column_name"], reject["raw_value"]) == (None, None)
    text = line.decode(errors="backslashreplace")
    assert reject["raw_line"] == text.replace("\0", "\\x00").replace("\r", "\\r")


def test_a_file_cut_within_its_last_line_loses_that_line_only(home: Home, tmp_path: Path) -> None:
    path = write_file(tmp_path, INPATIENT, [row(INPATIENT, n) for n in range(1, 21)])
    path.write_bytes(path.read_bytes()[:-60])
    delivery = delivered(home, path)
    assert (delivery.rows_accepted, delivery.rows_rejected) == (19, 1)
    assert rejected_rows(home, delivery)[0]["source_row_number"] == 20


def test_raw_lines_are_as_sent_even_where_the_file_is_quoted(home: Home, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    line = b'"A","B","20091399","a,""b""","","","",""'
    path.write_bytes(b"\xef\xbb\xbf" + csv_bytes([header(PDE)]) + b"\n" + line + b"\n")
    (reject,) = rejected_rows(home, delivered(home, path))
    assert (reject["source_row_number"], reject["raw_line"]) == (2, line.decode())


def test_a_file_of_nothing_but_unreadable_lines_stores_no_rows(home: Home, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAMES[PDE.name]
    path.write_bytes(csv_bytes([header(PDE)]) + b"cut\n\ncut\n")
    delivery = delivered(home, path)
    assert (delivery.rows_read, delivery.rows_rejected, delivery.data_files) == (2, 2, ())
    assert [reject["source_row_number"] for reject in rejected_rows(home, delivery)] == [1, 3]


# --- too many -----------------------------------------------------------------------------------


def test_a_tenth_of_bad_rows_loads_and_more_refuses_the_file(home: Home, tmp_path: Path) -> None:
    good = [row(PDE, number) for number in range(1, 91)]
    bad = [row(PDE, 90 + number, SRVC_DT="soon") for number in range(1, 12)]
    refused = load_one(home, write_file(tmp_path, PDE, good + bad, "Sample_1.csv"))
    assert refused.result is Result.REFUSED
    assert str(refused.error) == (
        f"{tmp_path / 'Sample_1.csv'}: 11 of 101 rows cannot be read, more than 10%, so nothing "
        f"of it is stored. First: row 91, srvc_dt 'soon': {DATE}; row 92, srvc_dt 'soon': {DATE}; "
        f"row 93, srvc_dt 'soon': {DATE}. Correct the file or fetch it again"
    )
    assert read_ledger(home) == []
    assert [path.name for path in home.lake.rglob("*.parquet")] == []
    delivery = delivered(home, write_file(tmp_path, PDE, good + bad[:10], "Sample_2.csv"))
    assert (delivery.batch_sequence, delivery.rows_rejected) == (1, 10)


def test_a_handful_of_bad_rows_never_refuses_a_short_file(home: Home, tmp_path: Path) -> None:
    bad = [row(PDE, number, SRVC_DT="soon") for number in range(1, 6)]
    assert delivered(home, write_file(tmp_path, PDE, bad)).rows_rejected == 5


# --- properties ---------------------------------------------------------------------------------

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n") | st.sampled_from('",;'),
    max_size=8,
)
AMOUNTS = st.one_of(
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.from_regex(r"[-+]?[0-9]{0,3}[.]?[0-9]{0,3}", fullmatch=True),
    st.text("0123456789.-+eE ", max_size=6),
)
DATES = st.one_of(
    st.dates().map(lambda date: f"{date:%Y%m%d}"),
    st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.text("0123456789-/ ", max_size=9),
)


def is_amount(text: str) -> bool:
    whole, _, decimals = text.removeprefix("-").partition(".")
    is_number = whole.isdecimal() and (not decimals or decimals.isdecimal())
    return not text or (is_number and len(decimals) <= 2 and len(whole) <= 12)


def typed(home: Home, delivery: Delivery) -> list[tuple[Any, ...]]:
    """Type the stored text as staging does; a value that does not parse is an error here."""
    files = [str(home.lake / file) for file in delivery.data_files]
    with duckdb.connect() as connection:
        return connection.execute(
            "select ptnt_pay_amt, claim_year, cast(ptnt_pay_amt as decimal(18, 2)), "
            "coalesce(year(strptime(srvc_dt, '%Y%m%d')), 0) "
            "from read_parquet(?, hive_partitioning = true)",
            [files],
        ).fetchall()


@settings(max_examples=15, deadline=None)
@given(
    sent=st.lists(
        st.fixed_dictionaries({"PROD_SRVC_ID": TEXT, "SRVC_DT": DATES, "PTNT_PAY_AMT": AMOUNTS}),
        min_size=30,
        max_size=60,
    ),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_rows_read_are_accepted_or_rejected_and_accepted_text_is_as_sent(
    sent: list[dict[str, str]],
    quoting: int,
    newline: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("property")
    home = Home(folder / "home")
    good = [row(PDE, 1000 + number) for number in range(9 * len(sent))]
    rows = [row(PDE, number, **values) for number, values in enumerate(sent, 1)]
    path = write_file(folder, PDE, rows + good, quoting=quoting, newline=newline)
    delivery = delivered(home, path)
    stored = {r["source_row_number"]: r for r in lake_rows(home)}
    rejected = {r["source_row_number"] for r in rejected_rows(home, delivery)}
    assert delivery.rows_read == len(rows) + len(good)
    assert delivery.rows_read == delivery.rows_accepted + delivery.rows_rejected
    assert stored.keys() | rejected == set(range(1, delivery.rows_read + 1))
    assert (len(stored), len(rejected)) == (delivery.rows_accepted, delivery.rows_rejected)
    for number, values in enumerate(sent, 1):
        if number in stored:
            for name, value in values.items():
                assert (stored[number][name.lower()] or "") == value
        if not is_amount(values["PTNT_PAY_AMT"]):
            assert number in rejected
    for text, year, amount, year_of_date in typed(home, delivery):
        assert amount == (None if text is None else Decimal(text))
        assert year == year_of_date
