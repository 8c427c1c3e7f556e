"""The version rule in plain Python, from the files as they were sent.

It knows CMS's columns and shares nothing with loader and models: a record's current version is all
its rows in the newest delivery that holds it; within a delivery the last row of a claim line wins;
a row with a cell that cannot be read is no version.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_AMOUNT = re.compile(r"-?\d{1,12}(\.\d{0,2})?")
_AMOUNT_NAMES = ("_AMT", "_AM", "MEDREIMB_", "BENRES_", "PPPYMT_")
_SLOT_COLUMNS = (
    *("PRF_PHYSN_NPI", "TAX_NUM", "HCPCS_CD", "LINE_NCH_PMT_AMT", "LINE_BENE_PTB_DDCTBL_AMT"),
    *("LINE_BENE_PRMRY_PYR_PD_AMT", "LINE_COINSRNC_AMT", "LINE_ALOWD_CHRG_AMT"),
    *("LINE_PRCSG_IND_CD", "LINE_ICD9_DGNS_CD"),
)


@dataclass(frozen=True)
class Delivered:
    """A file in the lake, by the number that its delivery got; *year* of a summary's file."""

    batch_sequence: int
    path: Path
    year: int | None


@dataclass(frozen=True)
class _Sent:
    """A row, and where it stands."""

    batch_sequence: int
    row_number: int
    values: dict[str, str]

    @property
    def place(self) -> tuple[int, int]:
        return (self.batch_sequence, self.row_number)


@dataclass(frozen=True)
class Current:
    """What is current: rows begin with key, person and year and end with batch and row number.

    *lines* have segment, line and the payment as sent, *fills* the cost, *years* CMS's inpatient
    amount. *member_years* are persons and years.
    """

    lines: frozenset[tuple[Any, ...]]
    fills: frozenset[tuple[Any, ...]]
    years: frozenset[tuple[Any, ...]]

    @property
    def member_years(self) -> frozenset[tuple[str, int]]:
        return frozenset((row[1], row[2]) for row in (*self.lines, *self.fills, *self.years))


def current(deliveries: Sequence[Delivered]) -> Current:
    """Return what is current after *deliveries*, whatever their order here."""
    records: dict[tuple[str, str], list[_Sent]] = defaultdict(list)
    years: dict[int, int | None] = {}
    for delivery in deliveries:
        years[delivery.batch_sequence] = delivery.year
        for kind, record, sent in _rows(delivery):
            records[(kind, record)].append(sent)
    lines: set[tuple[Any, ...]] = set()
    fills: set[tuple[Any, ...]] = set()
    person_years: set[tuple[Any, ...]] = set()
    for (kind, record), every_row in records.items():
        newest = max(sent.batch_sequence for sent in every_row)
        rows = sorted(
            (sent for sent in every_row if sent.batch_sequence == newest),
            key=lambda sent: sent.row_number,
        )
        if kind == "pde":
            row = rows[-1]
            person, cost = row.values["DESYNPUF_ID"], _money(row.values["TOT_RX_CST_AMT"])
            year = _year(row.values["SRVC_DT"])
            fills.add((f"desynpuf:pde:{record}", person, year, cost or 0, *row.place))
        elif kind == "beneficiary_year":
            row = rows[-1]
            person, amount = row.values["DESYNPUF_ID"], _money(row.values["MEDREIMB_IP"])
            person_years.add((record, person, years[newest], amount, *row.place))
        else:
            lines |= set(_lines(f"desynpuf:{kind}:{record}", kind, rows))
    return Current(frozenset(lines), frozenset(fills), frozenset(person_years))


def _rows(delivery: Delivered) -> Iterator[tuple[str, str, _Sent]]:
    with delivery.path.open(newline="") as file:
        for number, values in enumerate(csv.DictReader(file), 1):
            if not _is_readable(values):
                continue
            sent = _Sent(delivery.batch_sequence, number, values)
            if "PDE_ID" in values:
                yield "pde", values["PDE_ID"], sent
            elif "CLM_ID" not in values:
                person = values["DESYNPUF_ID"]
                yield "beneficiary_year", f"{person}@{delivery.year}", sent
            elif "SEGMENT" not in values:
                yield "carrier", values["CLM_ID"], sent
            elif "CLM_DRG_CD" in values:
                yield "inpatient", values["CLM_ID"], sent
            else:
                yield "outpatient", values["CLM_ID"], sent


def _lines(key: str, kind: str, rows: Sequence[_Sent]) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of one claim, whose *rows* stand in the order of its newest delivery."""
    last: dict[tuple[int, int], tuple[Any, ...]] = {}
    claim_year = 0
    for row in rows:
        if row.values.get("SEGMENT") == "1":
            claim_year = _dated(row)
    for row in rows:
        values = row.values
        person = values["DESYNPUF_ID"]
        if kind == "carrier":
            for line, paid in _carrier_lines(values):
                last[(1, line)] = (key, person, _dated(row), 1, line, paid, *row.place)
        else:
            segment = int(values["SEGMENT"])
            year = _dated(row) or (claim_year if segment != 1 else 0)
            paid = _money(values["CLM_PMT_AMT"])
            last[(segment, 1)] = (key, person, year, segment, 1, paid, *row.place)
    yield from last.values()


def _carrier_lines(values: dict[str, str]) -> list[tuple[int, Decimal | None]]:
    """Return the filled slots of a claim with what was paid; one without any has an empty line."""
    found = []
    for slot in range(1, 14):
        content = [values[f"{column}_{slot}"] for column in _SLOT_COLUMNS]
        if any(value not in ("", "0", "0.00") for value in content):
            found.append((slot, _money(values[f"LINE_NCH_PMT_AMT_{slot}"])))
    return found or [(1, None)]


def _dated(row: _Sent) -> int:
    return _year(row.values["CLM_THRU_DT"] or row.values.get("NCH_BENE_DSCHRG_DT", ""))


def _year(day: str) -> int:
    return int(day[:4]) if day else 0


def _money(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _is_readable(values: dict[str, str]) -> bool:
    return all(_is_readable_cell(name, value) for name, value in values.items() if value)


def _is_readable_cell(name: str, value: str) -> bool:
    if name.endswith("_DT"):
        return _is_day(value)
    return not _is_amount(name) or bool(_AMOUNT.fullmatch(value))


def _is_amount(name: str) -> bool:
    return name.rstrip("0123456789_").endswith(_AMOUNT_NAMES[:2]) or name.startswith(
        _AMOUNT_NAMES[2:]
    )


def _is_day(value: str) -> bool:
    try:
        datetime.strptime(value, "%Y%m%d")
    except ValueError:
        return False
    return True
