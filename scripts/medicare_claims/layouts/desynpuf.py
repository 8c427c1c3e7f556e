"""CMS DE-SynPUF 2008-2010: five kinds of files.

Source: CMS Linkable 2008-2010 Medicare DE-SynPUF Codebook, February 2013.
`docs/sources/desynpuf.md` describes every column.
"""

from __future__ import annotations

from medicare_claims.layouts.layout import Column, Dataset, Kind, RepeatedGroup

SOURCE_SYSTEM = "desynpuf"

CONDITION_FLAGS = (
    "SP_ALZHDMTA",
    "SP_CHF",
    "SP_CHRNKIDN",
    "SP_CNCR",
    "SP_COPD",
    "SP_DEPRESSN",
    "SP_DIABETES",
    "SP_ISCHMCHT",
    "SP_OSTEOPRS",
    "SP_RA_OA",
    "SP_STRKETIA",
)

ANNUAL_AMOUNTS = (
    "MEDREIMB_IP",
    "BENRES_IP",
    "PPPYMT_IP",
    "MEDREIMB_OP",
    "BENRES_OP",
    "PPPYMT_OP",
    "MEDREIMB_CAR",
    "BENRES_CAR",
    "PPPYMT_CAR",
)


def _columns(kind: Kind, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, is_required=kind is Kind.IDENTIFIER) for name in names)


def _numbered(kind: Kind, name: str, count: int) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{position}", kind) for position in range(1, count + 1))


BENEFICIARY_SUMMARY = Dataset(
    source_system=SOURCE_SYSTEM,
    name="beneficiary_summary",
    head=(
        *_columns(Kind.IDENTIFIER, "DESYNPUF_ID"),
        *_columns(Kind.DATE, "BENE_BIRTH_DT", "BENE_DEATH_DT"),
        *_columns(
            Kind.CODE,
            "BENE_SEX_IDENT_CD",
            "BENE_RACE_CD",
            "BENE_ESRD_IND",
            "SP_STATE_CODE",
            "BENE_COUNTY_CD",
        ),
        *_columns(
            Kind.SMALL_INTEGER,
            "BENE_HI_CVRAGE_TOT_MONS",
            "BENE_SMI_CVRAGE_TOT_MONS",
            "BENE_HMO_CVRAGE_TOT_MONS",
            "PLAN_CVRG_MOS_NUM",
        ),
        *_columns(Kind.CODE, *CONDITION_FLAGS),
        *_columns(Kind.AMOUNT, *ANNUAL_AMOUNTS),
    ),
    year_columns=(),
)

INPATIENT_CLAIMS = Dataset(
    source_system=SOURCE_SYSTEM,
    name="inpatient_claims",
    head=(
        *_columns(Kind.IDENTIFIER, "DESYNPUF_ID", "CLM_ID"),
        Column("SEGMENT", Kind.LINE_NUMBER, is_required=True),
        *_columns(Kind.DATE, "CLM_FROM_DT", "CLM_THRU_DT"),
        *_columns(Kind.CODE, "PRVDR_NUM"),
        *_columns(Kind.AMOUNT, "CLM_PMT_AMT", "NCH_PRMRY_PYR_CLM_PD_AMT"),
        *_columns(Kind.CODE, "AT_PHYSN_NPI", "OP_PHYSN_NPI", "OT_PHYSN_NPI"),
        *_columns(Kind.DATE, "CLM_ADMSN_DT"),
        *_columns(Kind.CODE, "ADMTNG_ICD9_DGNS_CD"),
        *_columns(
            Kind.AMOUNT,
            "CLM_PASS_THRU_PER_DIEM_AMT",
            "NCH_BENE_IP_DDCTBL_AMT",
            "NCH_BENE_PTA_COINSRNC_LBLTY_AM",
            "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM",
        ),
        *_columns(Kind.INTEGER, "CLM_UTLZTN_DAY_CNT"),
        *_columns(Kind.DATE, "NCH_BENE_DSCHRG_DT"),
        *_columns(Kind.CODE, "CLM_DRG_CD"),
        *_numbered(Kind.CODE, "ICD9_DGNS_CD", 10),
        *_numbered(Kind.CODE, "ICD9_PRCDR_CD", 6),
        *_numbered(Kind.CODE, "HCPCS_CD", 45),
    ),
    year_columns=("CLM_THRU_DT", "NCH_BENE_DSCHRG_DT"),
)

OUTPATIENT_CLAIMS = Dataset(
    source_system=SOURCE_SYSTEM,
    name="outpatient_claims",
    head=(
        *_columns(Kind.IDENTIFIER, "DESYNPUF_ID", "CLM_ID"),
        Column("SEGMENT", Kind.LINE_NUMBER, is_required=True),
        *_columns(Kind.DATE, "CLM_FROM_DT", "CLM_THRU_DT"),
        *_columns(Kind.CODE, "PRVDR_NUM"),
        *_columns(Kind.AMOUNT, "CLM_PMT_AMT", "NCH_PRMRY_PYR_CLM_PD_AMT"),
        *_columns(Kind.CODE, "AT_PHYSN_NPI", "OP_PHYSN_NPI", "OT_PHYSN_NPI"),
        *_columns(Kind.AMOUNT, "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM"),
        *_numbered(Kind.CODE, "ICD9_DGNS_CD", 10),
        *_numbered(Kind.CODE, "ICD9_PRCDR_CD", 6),
        *_columns(Kind.AMOUNT, "NCH_BENE_PTB_DDCTBL_AMT", "NCH_BENE_PTB_COINSRNC_AMT"),
        *_columns(Kind.CODE, "ADMTNG_ICD9_DGNS_CD"),
        *_numbered(Kind.CODE, "HCPCS_CD", 45),
    ),
    year_columns=("CLM_THRU_DT",),
)

CARRIER_CLAIMS = Dataset(
    source_system=SOURCE_SYSTEM,
    name="carrier_claims",
    head=(
        *_columns(Kind.IDENTIFIER, "DESYNPUF_ID", "CLM_ID"),
        *_columns(Kind.DATE, "CLM_FROM_DT", "CLM_THRU_DT"),
        *_numbered(Kind.CODE, "ICD9_DGNS_CD", 8),
    ),
    group=RepeatedGroup(
        name="lines",
        slots=13,
        columns=(
            *_columns(Kind.CODE, "PRF_PHYSN_NPI", "TAX_NUM", "HCPCS_CD"),
            *_columns(
                Kind.AMOUNT,
                "LINE_NCH_PMT_AMT",
                "LINE_BENE_PTB_DDCTBL_AMT",
                "LINE_BENE_PRMRY_PYR_PD_AMT",
                "LINE_COINSRNC_AMT",
                "LINE_ALOWD_CHRG_AMT",
            ),
            *_columns(Kind.CODE, "LINE_PRCSG_IND_CD", "LINE_ICD9_DGNS_CD"),
        ),
    ),
    year_columns=("CLM_THRU_DT",),
)

PRESCRIPTION_DRUG_EVENTS = Dataset(
    source_system=SOURCE_SYSTEM,
    name="prescription_drug_events",
    head=(
        *_columns(Kind.IDENTIFIER, "DESYNPUF_ID", "PDE_ID"),
        *_columns(Kind.DATE, "SRVC_DT"),
        *_columns(Kind.CODE, "PROD_SRVC_ID"),
        *_columns(Kind.QUANTITY, "QTY_DSPNSD_NUM"),
        *_columns(Kind.INTEGER, "DAYS_SUPLY_NUM"),
        *_columns(Kind.AMOUNT, "PTNT_PAY_AMT", "TOT_RX_CST_AMT"),
    ),
    year_columns=("SRVC_DT",),
)

DATASETS = (
    BENEFICIARY_SUMMARY,
    INPATIENT_CLAIMS,
    OUTPATIENT_CLAIMS,
    CARRIER_CLAIMS,
    PRESCRIPTION_DRUG_EVENTS,
)
