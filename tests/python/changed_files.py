"""Two deliveries written by hand, whose second one changes each record in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claim_files import BENEFICIARY, CARRIER, INPATIENT, OUTPATIENT, PDE, row, write_file

if TYPE_CHECKING:
    from pathlib import Path

PERSON, OTHER, STRANGER = "0000000000000001", "0000000000000002", "00000000000000FF"


def summary(person: str, **values: str) -> list[str]:
    flags = {column.name: "2" for column in BENEFICIARY.head if column.name.startswith("SP_")}
    amounts = {c.name: "0.00" for c in BENEFICIARY.head if c.kind.value == "amount"}
    months = {c.name: "12" for c in BENEFICIARY.head if c.kind.value == "integer"}
    known = {"DESYNPUF_ID": person, "BENE_BIRTH_DT": "19400101", "SP_STATE_CODE": "05"}
    return row(BENEFICIARY, **(flags | amounts | months | known | values))


def claim(person: str, number: str, **values: str) -> dict[str, str]:
    return {"DESYNPUF_ID": person, "CLM_ID": number, **values}


def carrier_lines(**amounts: str) -> dict[str, str]:
    """Filled lines by slot number: `_1="80.00"`."""
    values = {}
    for slot, amount in amounts.items():
        values |= {
            f"LINE_NCH_PMT_AMT{slot}": amount,
            f"LINE_ALOWD_CHRG_AMT{slot}": amount,
            f"LINE_PRCSG_IND_CD{slot}": "A",
            f"TAX_NUM{slot}": "182661497",
        }
    return values


def first_files(folder: Path) -> list[Path]:
    """What comes first: persons of two years, and one claim for each change."""
    folder.mkdir()
    years = [
        write_file(
            folder, BENEFICIARY, rows, f"DE1_0_{year}_Beneficiary_Summary_File_Sample_2.csv"
        )
        for year, rows in (
            (2008, [summary(PERSON), summary(OTHER, SP_CHF="1")]),
            (2009, [summary(PERSON, SP_CHF="1"), summary(OTHER)]),
        )
    ]
    inpatient = [
        row(INPATIENT, **claim(STRANGER, "11", CLM_THRU_DT="20080601", CLM_PMT_AMT="1000.00")),
        row(INPATIENT, **claim(PERSON, "12", ICD9_DGNS_CD_1="4280", ICD9_PRCDR_CD_1="8154")),
    ]
    outpatient = [
        row(OUTPATIENT, **claim(PERSON, "21", CLM_THRU_DT="20090101", CLM_PMT_AMT="50.00")),
        row(OUTPATIENT, **claim(OTHER, "21", SEGMENT="2", CLM_THRU_DT="")),
    ]
    carrier = [
        row(CARRIER, **claim(PERSON, "31"), **carrier_lines(_1="80.00", _2="20.00")),
        row(CARRIER, **claim(PERSON, "31"), **carrier_lines(_1="90.00", _3="30.00")),
    ]
    fills = [row(PDE, DESYNPUF_ID=STRANGER, PDE_ID="41", TOT_RX_CST_AMT="10.00")]
    return [
        *years,
        write_file(folder, INPATIENT, inpatient),
        write_file(folder, OUTPATIENT, outpatient),
        write_file(folder, CARRIER, carrier),
        write_file(folder, PDE, fills),
    ]


def later_files(folder: Path) -> list[Path]:
    """What comes later: each claim changed in another way, and a summary corrected."""
    folder.mkdir()
    inpatient = [
        # To a known person and another year: the stranger's 2008 is left with nothing.
        row(INPATIENT, **claim(PERSON, "11", CLM_THRU_DT="20090601", CLM_PMT_AMT="1100.00")),
        # Without any code: nothing of the older ones may stay in the bridges.
        row(INPATIENT, **claim(PERSON, "12")),
    ]
    return [
        # Equal flags in both years: two versions of the person become one.
        write_file(
            folder,
            BENEFICIARY,
            [summary(PERSON)],
            "DE1_0_2009_Beneficiary_Summary_File_Sample_2.csv",
        ),
        write_file(folder, INPATIENT, inpatient),
        # The other person's undated segment goes; only the claim's year tells where it was.
        write_file(
            folder,
            OUTPATIENT,
            [row(OUTPATIENT, **claim(PERSON, "21", CLM_THRU_DT="20080101", CLM_PMT_AMT="60.00"))],
        ),
        write_file(
            folder, PDE, [row(PDE, DESYNPUF_ID=PERSON, PDE_ID="41", TOT_RX_CST_AMT="12.00")]
        ),
    ]
