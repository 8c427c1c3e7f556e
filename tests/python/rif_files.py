"""Generated RIF files as plain rows, and what is current in them: no engine, no model."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Row = dict[str, str]

CLAIM_FILES = ("carrier", "dme", "inpatient", "outpatient", "snf", "hha", "hospice")
PROFESSIONAL = ("carrier", "dme")

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEPT", "OCT", "NOV", "DEC")

MONTHLY = {
    "MDCR_STATUS_CODE": "MDCR_STUS_{month}_CD",
    "MDCR_ENTLMT_BUYIN_IND": "MDCR_ENTLMT_BUYIN_{number}_IND",
    "HMO_IND": "HMO_{number}_IND",
    "PTC_CNTRCT_ID": "PTC_CNTRCT_{month}_ID",
    "PTC_PBP_ID": "PTC_PBP_{month}_ID",
    "PTC_PLAN_TYPE_CD": "PTC_PLAN_TYPE_{month}_CD",
    "PTD_CNTRCT_ID": "PTD_CNTRCT_{month}_ID",
    "PTD_PBP_ID": "PTD_PBP_{month}_ID",
    "PTD_SGMT_ID": "PTD_SGMT_{month}_ID",
    "CST_SHR_GRP_CD": "CST_SHR_GRP_{month}_CD",
    "RDS_IND": "RDS_{month}_IND",
    "DUAL_STUS_CD": "META_DUAL_ELGBL_STUS_{month}_CD",
    "STATE_CNTY_FIPS_CD": "FIPS_STATE_CNTY_{month}_CD",
}
"""What is told month by month: the stem of its columns, and their names in the richer layout."""


def read(path: Path) -> list[Row]:
    """Return a file's rows by its header."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(200)
def _read(path: Path, _: int) -> list[Row]:
    header, *lines = path.read_text(encoding="ascii").splitlines()
    names = header.split("|")
    return [dict(zip(names, line.split("|"), strict=True)) for line in lines]


def rows_of(folder: Path, kind: str) -> list[Row]:
    """Return the rows of a kind of file; *kind* `beneficiary` is one a year."""
    names = "beneficiary_[0-9]*.csv" if kind == "beneficiary" else f"{kind}*.csv"
    return [row for path in sorted(folder.glob(names)) for row in read(path)]


def deliveries(folder: Path) -> list[Path]:
    """Return the base and the later deliveries, in order."""
    return [folder, *sorted(folder.glob("delivery_*"))]


def key_of(kind: str, row: Row) -> tuple[str, ...]:
    if kind == "beneficiary":
        return (row["BENE_ID"], row.get("BENE_ENROLLMT_REF_YR") or row["RFRNC_YR"])
    return (row["PDE_ID" if kind == "pde" else "CLM_ID"],)


def line_of(row: Row) -> int:
    return int(row.get("LINE_NUM") or row.get("CLM_LINE_NUM") or 0)


def current(folder: Path, kind: str) -> dict[tuple[str, ...], list[Row]]:
    """Return the lines of each record that is current after all deliveries of a folder."""
    return current_after(kind, [rows_of(delivery, kind) for delivery in deliveries(folder)])


def current_after(kind: str, sent: Iterable[Iterable[Row]]) -> dict[tuple[str, ...], list[Row]]:
    """Return the lines of each record that is current after what was *sent*, in line order.

    Within a file: what follows a record's last DELETE, of each line the last row. The newest
    delivery that holds a record replaces what older ones said of it.
    """
    versions: dict[tuple[str, ...], dict[int, Row]] = {}
    for delivery in sent:
        in_file: dict[tuple[str, ...], dict[int, Row]] = {}
        for row in delivery:
            lines = in_file.setdefault(key_of(kind, row), {})
            if row.get("DML_IND") == "DELETE":
                lines.clear()
            else:
                lines[line_of(row)] = row
        versions |= in_file
    return {
        key: [lines[number] for number in sorted(lines)]
        for key, lines in versions.items()
        if lines
    }


def months(folder: Path) -> dict[tuple[str, int, int], Row]:
    """Return the codes of each current person, year and month that anything is told of."""
    told = {}
    for (person, year), (row,) in current(folder, "beneficiary").items():
        for number, month in enumerate(MONTHS, 1):
            names = {
                stem: richer.format(month=month, number=number) for stem, richer in MONTHLY.items()
            }
            codes = {
                stem: (row.get(f"{stem}_{number:02d}") or row.get(richer) or "").strip()
                for stem, richer in names.items()
            }
            if any(codes.values()):
                told[person, int(year), number] = codes
    return told


def answers(folder: Path) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Return the amounts and counts of every person and year, added up from the files."""
    years: dict[tuple[str, str], dict[str, Decimal]] = {}
    for person, year in current(folder, "beneficiary"):
        years.setdefault((person, year), {})["is_enrolled"] = Decimal(1)
    for kind, lines in _records(folder):
        day = lines[0]["SRVC_DT" if kind == "pde" else "CLM_THRU_DT"]
        values = years.setdefault((lines[0]["BENE_ID"], day[-4:]), {})
        for name, amount in _measures(kind, lines):
            values[name] = values.get(name, Decimal(0)) + amount
    return years


Conditions = dict[tuple[str, str, str], tuple[int, date, date]]
"""By person, year and condition: how many claims, the first day of one and the last."""

_NAMES_A_DIAGNOSIS = re.compile(r"(PRNCPAL|ADMTG)_DGNS_CD|ICD_DGNS_CD\d+|LINE_ICD_DGNS_CD")


def conditions(
    folder: Path, prefixes: Mapping[str, tuple[str, ...]], needed: Mapping[str, tuple[int, int]]
) -> Conditions:
    """Return how many claims name a condition of a person and year, their first and last day.

    *prefixes* has how a condition's codes begin, *needed* the stays, or the claims of any kind,
    that it takes. All of them count within one year.
    """
    claims: dict[tuple[str, str, str], list[tuple[date, bool]]] = {}
    for kind in ("carrier", "inpatient", "outpatient"):
        for lines in current(folder, kind).values():
            found = dict(_measures(kind, lines))
            if not found:
                continue
            codes = {
                row[column].strip()
                for row in lines
                for column in row
                if _NAMES_A_DIAGNOSIS.fullmatch(column)
            }
            day = datetime.strptime(lines[0]["CLM_THRU_DT"], "%d-%b-%Y").date()
            for condition, beginnings in prefixes.items():
                if any(code.startswith(beginnings) for code in codes):
                    key = (lines[0]["BENE_ID"], str(day.year), condition)
                    claims.setdefault(key, []).append((day, "inpatient_stay_count" in found))
    enough = {}
    for key, named in claims.items():
        stays_needed, claims_needed = needed[key[2]]
        if sum(is_stay for _, is_stay in named) >= stays_needed or len(named) >= claims_needed:
            enough[key] = (len(named), min(named)[0], max(named)[0])
    return enough


def _measures(kind: str, lines: list[Row]) -> Iterator[tuple[str, Decimal]]:
    """Yield the amounts and counts of a record; nothing where it does not count."""
    if lines[0].get("FINAL_ACTION") == "N":
        return
    if kind == "pde":
        yield from _fill(lines[0])
    elif kind in PROFESSIONAL:
        yield from _professional(kind, lines)
    else:
        yield from _institutional(kind, lines[0])


def _records(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    for kind in (*CLAIM_FILES, "pde"):
        for lines in current(folder, kind).values():
            yield kind, lines


def _fill(row: Row) -> Iterator[tuple[str, Decimal]]:
    if row["ADJSTMT_DLTN_CD"] == "D":
        return
    gross, plan, patient = (
        Decimal(row[name]) for name in ("TOT_RX_CST_AMT", "CVRD_D_PLAN_PD_AMT", "PTNT_PAY_AMT")
    )
    yield "rx_gross_amount", gross
    yield "rx_plan_paid_amount", plan
    yield "rx_patient_paid_amount", patient
    yield "rx_other_paid_amount", gross - plan - patient
    yield "rx_fill_count", Decimal(1)


def _professional(kind: str, lines: list[Row]) -> Iterator[tuple[str, Decimal]]:
    for row in lines:
        allowed, paid, primary_payer = (
            Decimal(row[name])
            for name in ("LINE_ALOWD_CHRG_AMT", "LINE_NCH_PMT_AMT", "LINE_BENE_PRMRY_PYR_PD_AMT")
        )
        indicator = row["LINE_PRCSG_IND_CD"]
        counts = indicator == "A" or (indicator in "RS" and allowed > 0)
        if row["CARR_CLM_PMT_DNL_CD"] == "0" or not counts:
            continue
        yield f"{kind}_paid_amount", paid
        yield "medical_allowed_amount", allowed
        yield "beneficiary_responsibility_amount", allowed - paid - primary_payer
        yield "primary_payer_paid_amount", primary_payer


def _institutional(kind: str, row: Row) -> Iterator[tuple[str, Decimal]]:
    if row["CLM_MDCR_NON_PMT_RSN_CD"].strip():
        return
    paid, responsibility = Decimal(row["CLM_PMT_AMT"]), Decimal(0)
    primary_payer = Decimal(row["NCH_PRMRY_PYR_CLM_PD_AMT"])
    if kind == "inpatient":
        days = int(row["CLM_UTLZTN_DAY_CNT"])
        paid += Decimal(row["CLM_PASS_THRU_PER_DIEM_AMT"]) * days
        is_stay = days > 0 or row["NCH_BENE_DSCHRG_DT"] != row["CLM_ADMSN_DT"]
        yield "inpatient_stay_count" if is_stay else "emergency_visit_count", Decimal(1)
    if kind == "outpatient":
        yield "outpatient_visit_count", Decimal(1)
    shares = {
        "inpatient": ("NCH_BENE_IP_DDCTBL_AMT", "NCH_BENE_PTA_COINSRNC_LBLTY_AM"),
        "snf": ("NCH_BENE_IP_DDCTBL_AMT", "NCH_BENE_PTA_COINSRNC_LBLTY_AM"),
        "outpatient": ("NCH_BENE_PTB_DDCTBL_AMT", "NCH_BENE_PTB_COINSRNC_AMT"),
    }
    if kind in shares:
        names = (*shares[kind], "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM")
        responsibility = sum((Decimal(row[name]) for name in names), Decimal(0))
    yield f"{kind}_paid_amount", paid
    yield "medical_allowed_amount", paid + responsibility + primary_payer
    yield "beneficiary_responsibility_amount", responsibility
    yield "primary_payer_paid_amount", primary_payer
