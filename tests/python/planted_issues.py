"""Small files in which a fault of each kind is planted, and a later delivery that mends some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claim_files import BENEFICIARY, CARRIER, INPATIENT, OUTPATIENT, PDE, row, write_file

if TYPE_CHECKING:
    from pathlib import Path

SOUND, ODD, DEAD, DIED_BEFORE, CHANGED, LEFT, UNCOVERED, STRANGER = (
    f"{number:016X}" for number in range(1, 9)
)


def year(person: str, **values: str) -> list[str]:
    """A person's year without fault."""
    known = {"DESYNPUF_ID": person, "BENE_BIRTH_DT": "19400101", "SP_STATE_CODE": "05"}
    codes = {"BENE_SEX_IDENT_CD": "1", "BENE_RACE_CD": "1", "BENE_ESRD_IND": "0"}
    flags = {column.name: "2" for column in BENEFICIARY.head if column.name.startswith("SP_")}
    amounts = {c.name: "0.00" for c in BENEFICIARY.head if c.kind.value == "amount"}
    months = {c.name: "12" for c in BENEFICIARY.head if c.kind.value == "small_integer"}
    return row(BENEFICIARY, **(flags | amounts | months | known | codes | values))


def stay(number: int, day: str, last_day: str | None = None, **values: str) -> list[str]:
    """An inpatient claim without fault, from *day* to *last_day*, YYYYMMDD."""
    days = {"CLM_FROM_DT": day, "CLM_THRU_DT": last_day or day}
    days |= {"CLM_ADMSN_DT": day, "NCH_BENE_DSCHRG_DT": last_day or day}
    codes = {"PRVDR_NUM": "3913XU", "ICD9_DGNS_CD_1": "4280", "CLM_DRG_CD": "100"}
    amounts = {"NCH_BENE_IP_DDCTBL_AMT": "0.00", "CLM_UTLZTN_DAY_CNT": "1"}
    claim = {"DESYNPUF_ID": SOUND, "CLM_ID": str(number)}
    return row(INPATIENT, **(claim | days | codes | amounts | values))


def visit(number: int, **values: str) -> list[str]:
    """An outpatient claim without fault."""
    claim = {"DESYNPUF_ID": SOUND, "CLM_ID": str(number), "CLM_FROM_DT": "20090215"}
    return row(OUTPATIENT, **(claim | {"PRVDR_NUM": "3913XU", "ICD9_DGNS_CD_1": "4280"} | values))


def bill(number: int, **values: str) -> list[str]:
    """A carrier claim of one line without fault."""
    claim = {"DESYNPUF_ID": SOUND, "CLM_ID": str(number), "CLM_FROM_DT": "20090215"}
    line = {"TAX_NUM_1": "182661497", "HCPCS_CD_1": "99213", "LINE_PRCSG_IND_CD_1": "A"}
    return row(CARRIER, **(claim | {"ICD9_DGNS_CD_1": "4280"} | line | values))


def fill(number: int, **values: str) -> list[str]:
    """A fill without fault, but for a drug that no directory lists."""
    amounts = {"QTY_DSPNSD_NUM": "30", "DAYS_SUPLY_NUM": "30", "TOT_RX_CST_AMT": "10.00"}
    drug = {"PROD_SRVC_ID": "99999999999", "PTNT_PAY_AMT": "1.00"}
    return row(PDE, **({"DESYNPUF_ID": SOUND, "PDE_ID": str(number)} | drug | amounts | values))


def people(folder: Path) -> list[Path]:
    """The Beneficiary Summaries of 2008 and 2009."""
    odd = {
        "BENE_BIRTH_DT": "20200101",
        "BENE_SEX_IDENT_CD": "9",
        "BENE_RACE_CD": "",
        "SP_STATE_CODE": "99",
        "BENE_HI_CVRAGE_TOT_MONS": "13",
        "BENE_SMI_CVRAGE_TOT_MONS": "",
        "BENE_HMO_CVRAGE_TOT_MONS": "-1",
        "PLAN_CVRG_MOS_NUM": "14",
        "SP_CHF": "0",
        "BENE_ESRD_IND": "",
    }
    uncovered = {
        "BENE_HI_CVRAGE_TOT_MONS": "0",
        "BENE_SMI_CVRAGE_TOT_MONS": "0",
        "PLAN_CVRG_MOS_NUM": "0",
    }
    other_person = {"BENE_BIRTH_DT": "19410101", "BENE_SEX_IDENT_CD": "2", "BENE_RACE_CD": "5"}
    years = {
        2008: [
            year(SOUND),
            year(ODD, **odd),
            year(DEAD, BENE_DEATH_DT="20080601"),
            year(DIED_BEFORE, BENE_DEATH_DT="20070301"),
            year(CHANGED),
            year(LEFT),
        ],
        2009: [
            year(SOUND),
            year(DEAD),
            year(CHANGED, **other_person),
            year(UNCOVERED, **uncovered),
        ],
    }
    return [
        write_file(
            folder, BENEFICIARY, rows, f"DE1_0_{when}_Beneficiary_Summary_File_Sample_2.csv"
        )
        for when, rows in years.items()
    ]


def stays(folder: Path) -> Path:
    """Inpatient claims; CMS's annual amounts are 0, so each dollar here is a mismatch."""
    repeated = stay(121, "20090901")
    return write_file(
        folder,
        INPATIENT,
        [
            stay(100, "20080110"),
            stay(101, "20090110", CLM_FROM_DT="20090112"),
            stay(102, "20090121", NCH_BENE_DSCHRG_DT="20090120", CLM_UTLZTN_DAY_CNT="0"),
            stay(103, "20090131", CLM_THRU_DT=""),
            stay(104, "20090210"),
            stay(104, "20090208", "20090210", SEGMENT="2", CLM_THRU_DT=""),
            stay(105, "20090220", SEGMENT="2"),
            stay(106, "20110105"),
            stay(107, "20090301", ICD9_DGNS_CD_1="", ICD9_DGNS_CD_2="25000"),
            stay(108, "20090311", PRVDR_NUM=""),
            stay(109, "20090321", NCH_BENE_IP_DDCTBL_AMT=""),
            stay(110, "20090401", CLM_DRG_CD="OTH"),
            stay(111, "20080301", CLM_PMT_AMT="-10.00"),
            stay(112, "20090411", CLM_UTLZTN_DAY_CNT="2"),
            stay(113, "20090421", ICD9_PRCDR_CD_1="8154", ICD9_PRCDR_CD_2="25000"),
            stay(114, "20090501", "20090503"),
            stay(115, "20090501", "20090503"),
            stay(116, "20090601", "20090604"),
            stay(117, "20090603", "20090606"),
            stay(118, "20090701", ICD9_DGNS_CD_2="2841", ICD9_DGNS_CD_3="XX000"),
            stay(119, "20090801", HCPCS_CD_1="201E5", HCPCS_CD_2="G0101", ICD9_PRCDR_CD_1="022"),
            stay(120, "20090811", CLM_PMT_AMT="500.00"),
            repeated,
            repeated,
            stay(122, "20090911", DESYNPUF_ID=UNCOVERED),
            stay(123, "20090911", DESYNPUF_ID=LEFT),
        ],
    )


def other_care(folder: Path) -> list[Path]:
    """Outpatient and carrier claims, and fills."""
    visits = [
        visit(200),
        visit(201, CLM_FROM_DT="20090217"),
        visit(202, DESYNPUF_ID=DEAD, CLM_FROM_DT="20080701", CLM_THRU_DT="20080701"),
        visit(203, DESYNPUF_ID=DEAD, CLM_FROM_DT="20080630", CLM_THRU_DT="20080630"),
        visit(204, CLM_PMT_AMT="-20.00"),
        visit(205, ICD9_PRCDR_CD_3="42731"),
    ]
    no_line = {"TAX_NUM_1": "", "HCPCS_CD_1": "", "LINE_PRCSG_IND_CD_1": ""}
    uncovered = {"LINE_NCH_PMT_AMT_1": "80.00", "LINE_ALOWD_CHRG_AMT_1": "80.00"}
    twice = bill(311, LINE_PRCSG_IND_CD_1="K")
    bills = [
        bill(300),
        bill(301, CLM_FROM_DT="20090217"),
        bill(302, **no_line),
        bill(303, LINE_PRCSG_IND_CD_1="", TAX_NUM_2="182661497", LINE_PRCSG_IND_CD_2="A"),
        bill(304, LINE_PRCSG_IND_CD_1="G"),
        bill(305, TAX_NUM_1=""),
        bill(306, LINE_NCH_PMT_AMT_1="-5.00"),
        bill(307, ICD9_DGNS_CD_1=""),
        bill(309, CLM_THRU_DT=""),
        bill(310, CLM_THRU_DT="20110105"),
        twice,
        twice,
        bill(312, DESYNPUF_ID=UNCOVERED, **uncovered),
    ]
    fills = [
        fill(400),
        fill(402, SRVC_DT=""),
        fill(403, SRVC_DT="20110105"),
        fill(404, PTNT_PAY_AMT="11.00"),
        fill(405, QTY_DSPNSD_NUM="0"),
        fill(406, DAYS_SUPLY_NUM="0"),
        fill(
            407, QTY_DSPNSD_NUM="-1", DAYS_SUPLY_NUM="-1", PTNT_PAY_AMT="-1", TOT_RX_CST_AMT="-1"
        ),
        fill(408, PROD_SRVC_ID="+1234567890"),
        fill(409, DESYNPUF_ID=DEAD, SRVC_DT="20080701"),
        fill(410, DESYNPUF_ID=UNCOVERED),
        fill(411, DESYNPUF_ID=STRANGER),
    ]
    return [
        write_file(folder, OUTPATIENT, visits),
        write_file(folder, CARRIER, bills),
        write_file(folder, PDE, fills),
    ]


def corrections(folder: Path) -> list[Path]:
    """What comes later: corrected, still wrong, and so wrong that it is rejected."""
    stays = [
        stay(101, "20090110"),
        stay(109, "20090322", NCH_BENE_IP_DDCTBL_AMT=""),
        stay(110, "20090401", CLM_PMT_AMT="many", CLM_DRG_CD="100"),
        stay(130, "20090401", CLM_PMT_AMT="many", CLM_ADMSN_DT="soon"),
        stay(121, "20090901"),
    ]
    bills = [bill(304), bill(311, LINE_PRCSG_IND_CD_1="K")]
    return [
        write_file(folder, INPATIENT, stays),
        write_file(folder, CARRIER, bills),
        write_file(
            folder,
            BENEFICIARY,
            [year(ODD, SP_CHF="0"), year(CHANGED)],
            "DE1_0_2008_Beneficiary_Summary_File_Sample_2.csv",
        ),
    ]
