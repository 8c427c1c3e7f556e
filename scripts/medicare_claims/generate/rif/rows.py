"""Records as the text of rows, column for column as CMS writes them.

Every amount but those that are constant has two decimals. A claim's own columns, its amounts
included, are the same on each of its lines.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from medicare_claims.generate.rif.calendar import PROCESSED, TEXT
from medicare_claims.generate.rif.institutional import EMERGENCY
from medicare_claims.generate.rif.layout import DELIMITER, LINE_END, Layout, Template
from medicare_claims.generate.rif.records import (
    BENEFICIARIES,
    CARRIER,
    FILLS,
    HHA,
    HOSPICE,
    INPATIENT,
    OUTPATIENT,
    SNF,
    EnrollmentYear,
    Fill,
    InstitutionalClaim,
    ProfessionalClaim,
)

if TYPE_CHECKING:
    from medicare_claims.generate.rif.records import (
        Cents,
        InstitutionalLine,
        ProfessionalLine,
        Record,
    )

Values = dict[str, str | int]
"""A row's columns by the names data.cms.gov gives them."""

INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"

_MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
_YEAR_MONTHS = tuple(range(1, 13))
_ICD10 = "0"
_AGED_AT = 65
_BETOS = {"G0444": "Y1", "G9572": "Z2", "G9573": "Z2"}
_NO_PROCEDURE_DATES: Values = {f"PRCDR_DT{slot}": "" for slot in range(1, 26)}
_NO_FURTHER_CAUSES: Values = {
    f"{name}{slot}": " "
    for name in ("ICD_DGNS_E_CD", "ICD_DGNS_E_VRSN_CD")
    for slot in range(2, 13)
}


def record_rows(record: Record, layout: Layout, dml: str = INSERT) -> list[str]:
    """Return a record's rows, one a line of a claim; *dml* is what a change file says of them."""
    if isinstance(record, InstitutionalClaim):
        return _lines_of(
            record.dataset,
            layout,
            _institutional(record, dml),
            _institutional_lines(record),
        )
    if isinstance(record, ProfessionalClaim):
        return _lines_of(
            record.dataset,
            layout,
            _professional(record, dml),
            _professional_lines(record),
        )
    if isinstance(record, Fill):
        return [_template(FILLS, layout, False).text(_fill(record, dml)) + LINE_END]
    return [_template(BENEFICIARIES, layout, False).text(_enrollment(record, dml)) + LINE_END]


def _lines_of(dataset: str, layout: Layout, claim: Values, lines: list[Values]) -> list[str]:
    head = _template(dataset, layout, False).text(claim) + DELIMITER
    line_text = _template(dataset, layout, True).text
    return [head + line_text(line) + LINE_END for line in lines]


@cache
def _template(dataset: str, layout: Layout, of_lines: bool) -> Template:
    return Template(dataset, layout, of_lines)


def _institutional(claim: InstitutionalClaim, dml: str) -> Values:
    values: Values = {
        "DML_IND": dml,
        "BENE_ID": claim.beneficiary.beneficiary_id,
        "CLM_ID": claim.claim_id,
        "CLM_GRP_ID": claim.claim_id,
        "FINAL_ACTION": _final_action(claim.is_final),
        "FI_DOC_CLM_CNTL_NUM": claim.claim_id,
        "CLM_FROM_DT": TEXT[claim.from_day],
        "CLM_THRU_DT": TEXT[claim.through_day],
        "NCH_WKLY_PROC_DT": TEXT[PROCESSED[claim.through_day]],
        "PRVDR_NUM": claim.institution.ccn,
        "PRVDR_STATE_CD": claim.institution.state,
        "ORG_NPI_NUM": claim.institution.npi,
        "AT_PHYSN_NPI": claim.institution.attending_npi,
        "CLM_MDCR_NON_PMT_RSN_CD": claim.non_payment_reason,
        "CLM_PMT_AMT": _money(claim.paid),
        "CLM_TOT_CHRG_AMT": _money(claim.charge),
        "NCH_PRMRY_PYR_CLM_PD_AMT": _money(claim.primary_payer),
        "PRNCPAL_DGNS_CD": claim.diagnoses[0],
        "PRNCPAL_DGNS_VRSN_CD": _ICD10,
        "FST_DGNS_E_CD": claim.external_cause,
        "FST_DGNS_E_VRSN_CD": _ICD10,
        "ICD_DGNS_E_CD1": claim.external_cause,
        "ICD_DGNS_E_VRSN_CD1": _ICD10,
    }
    values.update(_filled("ICD_DGNS_CD", "ICD_DGNS_VRSN_CD", claim.diagnoses, 25))
    values.update(_NO_FURTHER_CAUSES)
    return values | _OF_ITS_KIND[claim.dataset](claim)


def _inpatient(claim: InstitutionalClaim) -> Values:
    return {
        **_stay(claim),
        "OP_PHYSN_NPI": claim.institution.attending_npi,
        "CLM_IP_ADMSN_TYPE_CD": "1" if claim.from_day == claim.through_day else "3",
        "NCH_BENE_IP_DDCTBL_AMT": _money(claim.deductible),
        "NCH_IP_NCVRD_CHRG_AMT": "40.00",
        "NCH_IP_TOT_DDCTN_AMT": "40.00",
        "CLM_DRG_CD": claim.drg,
        "ADMTG_DGNS_CD": "" if claim.covered_days == 0 else claim.diagnoses[0],
        "ADMTG_DGNS_VRSN_CD": _ICD10,
        **{
            f"CLM_POA_IND_SW{slot}": "Y" if slot <= len(claim.diagnoses) else ""
            for slot in range(1, 26)
        },
        "CLM_E_POA_IND_SW1": "Y",
        **{f"CLM_E_POA_IND_SW{slot}": " " for slot in range(2, 13)},
    }


def _snf(claim: InstitutionalClaim) -> Values:
    return {
        **_stay(claim),
        "OP_PHYSN_NPI": claim.institution.attending_npi,
        "CLM_FREQ_CD": "1",
        "NCH_BENE_IP_DDCTBL_AMT": _money(claim.deductible),
        "NCH_IP_NCVRD_CHRG_AMT": _money(claim.charge - claim.paid),
        "NCH_IP_TOT_DDCTN_AMT": _money(claim.coinsurance),
        "ADMTG_DGNS_CD": claim.diagnoses[0],
        "ADMTG_DGNS_VRSN_CD": _ICD10,
    }


def _stay(claim: InstitutionalClaim) -> Values:
    return {
        "CLM_ADMSN_DT": TEXT[claim.admission_day],
        "NCH_BENE_DSCHRG_DT": TEXT[claim.discharge_day],
        "CLM_UTLZTN_DAY_CNT": claim.covered_days,
        "CLM_SRC_IP_ADMSN_CD": claim.admission_source,
        "NCH_BENE_PTA_COINSRNC_LBLTY_AM": _money(claim.coinsurance),
        "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM": _whole(claim.blood_deductible),
        **_procedures(claim),
    }


def _outpatient(claim: InstitutionalClaim) -> Values:
    return {
        "OP_PHYSN_NPI": claim.institution.attending_npi,
        "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM": _whole(claim.blood_deductible),
        "NCH_BENE_PTB_DDCTBL_AMT": _money(claim.deductible),
        "NCH_BENE_PTB_COINSRNC_AMT": _whole(claim.coinsurance),
        "CLM_OP_PRVDR_PMT_AMT": _money(claim.paid),
        **_procedures(claim),
    }


def _hha(claim: InstitutionalClaim) -> Values:
    return {
        "CLM_FREQ_CD": "1",
        "CLM_ADMSN_DT": TEXT[claim.admission_day],
        "CLM_HHA_TOT_VISIT_CNT": len(claim.lines) - 1,
        "NCH_PRMRY_PYR_CLM_PD_AMT": _whole(claim.primary_payer),
    }


def _hospice(claim: InstitutionalClaim) -> Values:
    return {
        "CLM_FREQ_CD": "1",
        "CLM_UTLZTN_DAY_CNT": claim.covered_days,
        "NCH_BENE_DSCHRG_DT": TEXT[claim.discharge_day],
        "CLM_HOSPC_START_DT_ID": TEXT[claim.admission_day],
    }


_OF_ITS_KIND = {
    INPATIENT: _inpatient,
    OUTPATIENT: _outpatient,
    SNF: _snf,
    HHA: _hha,
    HOSPICE: _hospice,
}


def _procedures(claim: InstitutionalClaim) -> Values:
    values = _filled("ICD_PRCDR_CD", "ICD_PRCDR_VRSN_CD", claim.procedures, 25)
    values.update(_NO_PROCEDURE_DATES)
    for slot in range(1, len(claim.procedures) + 1):
        values[f"PRCDR_DT{slot}"] = TEXT[claim.from_day]
    return values


def _filled(code: str, version: str, codes: tuple[str, ...], slots: int) -> Values:
    values = _blank_slots(code, version, slots).copy()
    for slot, one in enumerate(codes, start=1):
        values[f"{code}{slot}"] = one
        values[f"{version}{slot}"] = _ICD10
    return values


@cache
def _blank_slots(code: str, version: str, slots: int) -> Values:
    return {f"{name}{slot}": "" for name in (code, version) for slot in range(1, slots + 1)}


def _institutional_lines(claim: InstitutionalClaim) -> list[Values]:
    shared: Values = {
        "REV_CNTR_UNIT_CNT": claim.covered_days if claim.dataset == HOSPICE else 1,
        "RNDRNG_PHYSN_NPI": claim.institution.attending_npi,
    }
    if claim.dataset in (OUTPATIENT, HOSPICE):
        shared["REV_CNTR_PRVDR_PMT_AMT"] = _money(claim.paid)
    if claim.dataset == OUTPATIENT:
        shared["REV_CNTR_CASH_DDCTBL_AMT"] = _money(claim.deductible)
    return [shared | _institutional_line(claim.dataset, line) for line in claim.lines]


def _institutional_line(dataset: str, line: InstitutionalLine) -> Values:
    charge, non_covered = _money(line.charge), _money(line.non_covered)
    values: Values = {
        "CLM_LINE_NUM": line.number,
        "REV_CNTR": line.revenue_center,
        "HCPCS_CD": line.hcpcs,
        "REV_CNTR_RATE_AMT": charge,
        "REV_CNTR_TOT_CHRG_AMT": charge,
        "REV_CNTR_NCVRD_CHRG_AMT": non_covered,
    }
    if dataset == OUTPATIENT:
        values["REV_CNTR_COINSRNC_WGE_ADJSTD_C"] = non_covered
        values["REV_CNTR_RDCD_COINSRNC_AMT"] = non_covered
        values["REV_CNTR_PTNT_RSPNSBLTY_PMT"] = non_covered
    elif line.revenue_center != EMERGENCY:
        values["REV_CNTR_DDCTBL_COINSRNC_CD"] = "2" if line.non_covered else "3"
    else:
        values["REV_CNTR_DDCTBL_COINSRNC_CD"] = ""
    if dataset in (OUTPATIENT, HHA, HOSPICE):
        values["REV_CNTR_DT"] = TEXT[line.day]
        values["REV_CNTR_PMT_AMT_AMT"] = _money(line.charge * 80 // 100)
    return values


def _professional(claim: ProfessionalClaim, dml: str) -> Values:
    paid = _money(sum(line.paid for line in claim.lines))
    allowed = _money(sum(line.allowed for line in claim.lines))
    primary_payer = sum(line.primary_payer for line in claim.lines)
    values: Values = {
        "DML_IND": dml,
        "BENE_ID": claim.beneficiary.beneficiary_id,
        "CLM_ID": claim.claim_id,
        "CLM_GRP_ID": claim.claim_id,
        "FINAL_ACTION": _final_action(claim.is_final),
        "CARR_CLM_CNTL_NUM": claim.claim_id,
        "CLM_FROM_DT": TEXT[claim.day],
        "CLM_THRU_DT": TEXT[claim.day],
        "NCH_WKLY_PROC_DT": TEXT[PROCESSED[claim.day]],
        "CARR_CLM_PMT_DNL_CD": claim.denial_code,
        "CLM_PMT_AMT": paid,
        "NCH_CLM_PRVDR_PMT_AMT": paid,
        "NCH_CARR_CLM_SBMTD_CHRG_AMT": allowed,
        "CARR_CLM_CASH_DDCTBL_APLD_AMT": _money(sum(line.deductible for line in claim.lines)),
        "RFR_PHYSN_NPI": claim.physician.npi,
        "PRNCPAL_DGNS_CD": claim.diagnoses[0],
        "PRNCPAL_DGNS_VRSN_CD": _ICD10,
        **_filled("ICD_DGNS_CD", "ICD_DGNS_VRSN_CD", claim.diagnoses, 12),
    }
    if claim.dataset == CARRIER:
        # Both amounts are wrong in CMS's release: the claim's payment stands where what is
        # allowed belongs, and in supplies' claims where the primary payer's belongs.
        values["NCH_CARR_CLM_ALOWD_AMT"] = paid
        values["CARR_CLM_PRMRY_PYR_PD_AMT"] = _whole(primary_payer)
        values["CARR_CLM_RFRNG_PIN_NUM"] = claim.physician.pin
        values["CARR_CLM_BLG_NPI_NUM"] = claim.physician.practice_npi
    else:
        values["NCH_CARR_CLM_ALOWD_AMT"] = allowed
        values["CARR_CLM_PRMRY_PYR_PD_AMT"] = paid
    return values


def _professional_lines(claim: ProfessionalClaim) -> list[Values]:
    physician, supplier, day = claim.physician, claim.supplier, TEXT[claim.day]
    shared: Values = {
        "TAX_NUM": physician.tax_number,
        "LINE_1ST_EXPNS_DT": day,
        "LINE_LAST_EXPNS_DT": day,
        "LINE_ICD_DGNS_VRSN_CD": _ICD10,
    }
    if claim.dataset == CARRIER:
        shared["CARR_PRFRNG_PIN_NUM"] = physician.pin
        shared["PRF_PHYSN_NPI"] = physician.npi
        shared["ORG_NPI_NUM"] = physician.practice_npi
        return [shared | _service(line) for line in claim.lines]
    shared["PRVDR_NUM"] = supplier.ccn
    shared["PRVDR_NPI"] = supplier.npi
    shared["PRVDR_STATE_CD"] = supplier.state
    shared["DMERC_LINE_PRCNG_STATE_CD"] = supplier.state
    return [shared | _supply(line) for line in claim.lines]


def _service(line: ProfessionalLine) -> Values:
    values = _professional_line(line)
    values["LINE_PLACE_OF_SRVC_CD"] = "20" if line.units == 20 else "11"
    values["BETOS_CD"] = _BETOS.get(line.hcpcs, "")
    values["CARR_LINE_CLIA_LAB_NUM"] = "" if line.hcpcs else f"00A000000{line.units % 8}"
    values["CARR_LINE_ANSTHSA_UNIT_CNT"] = int(line.units % 5 == 0)
    # Wrong in CMS's release: the payment once more.
    values["LINE_COINSRNC_AMT"] = values["LINE_NCH_PMT_AMT"]
    return values


def _supply(line: ProfessionalLine) -> Values:
    values = _professional_line(line)
    values["LINE_PLACE_OF_SRVC_CD"] = "23"
    values["DMERC_LINE_SUPPLR_TYPE_CD"] = line.units % 8
    values["LINE_CMS_TYPE_SRVC_CD"] = "A" if line.units % 4 else "R"
    values["LINE_PRMRY_ALOWD_CHRG_AMT"] = values["LINE_ALOWD_CHRG_AMT"]
    values["LINE_BENE_PMT_AMT"] = "0.00"
    values["LINE_COINSRNC_AMT"] = _money(line.allowed - line.paid)
    return values


def _professional_line(line: ProfessionalLine) -> Values:
    paid, allowed = _money(line.paid), _money(line.allowed)
    return {
        "LINE_NUM": line.number,
        "PRTCPTNG_IND_CD": 1 + line.units % 7,
        "LINE_SRVC_CNT": line.units,
        "HCPCS_CD": line.hcpcs,
        "LINE_NCH_PMT_AMT": paid,
        "LINE_PRVDR_PMT_AMT": paid,
        "LINE_BENE_PTB_DDCTBL_AMT": _money(line.deductible),
        "LINE_BENE_PRMRY_PYR_PD_AMT": _whole(line.primary_payer),
        "LINE_SBMTD_CHRG_AMT": allowed,
        "LINE_ALOWD_CHRG_AMT": allowed,
        "LINE_PRCSG_IND_CD": line.processing_indicator,
        "LINE_ICD_DGNS_CD": line.diagnosis,
    }


def _fill(fill: Fill, dml: str) -> Values:
    day = TEXT[fill.day]
    return {
        "DML_IND": dml,
        "PDE_ID": fill.fill_id,
        "CLM_GRP_ID": fill.fill_id,
        "FINAL_ACTION": _final_action(fill.is_final),
        "BENE_ID": fill.beneficiary.beneficiary_id,
        "SRVC_DT": day,
        "PD_DT": day,
        "SRVC_PRVDR_ID": fill.beneficiary.hospital.ccn,
        "PRSCRBR_ID": fill.prescriber.npi,
        "RX_SRVC_RFRNC_NUM": fill.fill_id,
        "PROD_SRVC_ID": fill.drug.code,
        "PLAN_CNTRCT_REC_ID": f"Z{1 + fill.prescriber.number % 10:04d}",
        "DAW_PROD_SLCTN_CD": fill.fill_number % 10,
        "QTY_DSPNSD_NUM": fill.quantity,
        "DAYS_SUPLY_NUM": fill.days_supply,
        "FILL_NUM": fill.fill_number,
        "ADJSTMT_DLTN_CD": fill.deletion_code,
        "GDC_BLW_OOPT_AMT": _money(fill.below_limit),
        "GDC_ABV_OOPT_AMT": 0,
        "PTNT_PAY_AMT": _money(fill.patient_paid),
        "CVRD_D_PLAN_PD_AMT": _money(fill.plan_paid),
        # Wrong in CMS's release: what the patient paid once more.
        "NCVRD_PLAN_PD_AMT": _money(fill.patient_paid),
        "TOT_RX_CST_AMT": _money(fill.total_cost),
        "RX_ORGN_CD": 3 + fill.fill_number % 3 % 2,
        "BRND_GNRC_CD": fill.drug.brand,
        "PHRMCY_SRVC_TYPE_CD": f"0{1 + fill.quantity % 7}",
    }


def _enrollment(year: EnrollmentYear, dml: str) -> Values:
    county = year.county
    zip_code, fips = (county.zip_code, county.fips) if year.has_zip else ("00000", "")
    age = year.year - year.birth_year
    values: Values = {
        "DML_IND": dml,
        "BENE_ID": year.beneficiary_id,
        "STATE_CODE": county.state,
        "COUNTY_CD": county.code,
        "ZIP_CD": zip_code,
        "BENE_BIRTH_DT": year.birth_date,
        "SEX_IDENT_CD": year.sex,
        "BENE_RACE_CD": year.race,
        "ENTLMT_RSN_ORIG": year.original_reason,
        "ENTLMT_RSN_CURR": "0" if age >= _AGED_AT else year.original_reason,
        "ESRD_IND": "Y" if year.has_esrd else "0",
        "BENE_ENROLLMT_REF_YR": year.year,
        "BENE_HI_CVRAGE_TOT_MONS": year.months,
        "BENE_SMI_CVRAGE_TOT_MONS": year.months,
        "BENE_STATE_BUYIN_TOT_MONS": year.months,
        "RDS_CVRG_MONS": 0,
        "CRNT_BIC_CD": year.identification_code,
        "AGE_AT_END_REF_YR": age,
        "COVSTART": year.coverage_start,
        "RTI_RACE_CD": year.race,
        "PTD_PLAN_CVRG_MONS": year.drug_plan_months,
    }
    for month, suffix in zip(_YEAR_MONTHS, _MONTHS, strict=True):
        covered, has_plan = month <= year.months, month <= year.drug_plan_months
        values["STATE_CNTY_FIPS_CD_" + suffix] = fips if covered else ""
        values["MDCR_STATUS_CODE_" + suffix] = _status(year, month) if covered else "00"
        values["MDCR_ENTLMT_BUYIN_IND_" + suffix] = year.buy_in if covered else "0"
        values["PTC_CNTRCT_ID_" + suffix] = year.health_plan if covered else ""
        values["PTC_PBP_ID_" + suffix] = year.health_plan_package if covered else ""
        values["PTD_CNTRCT_ID_" + suffix] = year.drug_plan if has_plan else ""
        values["PTD_PBP_ID_" + suffix] = year.drug_plan_package if has_plan else ""
        values["PTD_SGMT_ID_" + suffix] = "000" if has_plan else ""
        values["RDS_IND_" + suffix] = "N" if has_plan else ""
        values["DUAL_STUS_CD_" + suffix] = year.dual_status if covered else "00"
        values["CST_SHR_GRP_CD_" + suffix] = year.cost_share if has_plan else "00"
    return values


def _status(year: EnrollmentYear, month: int) -> str:
    """Return the Medicare status: aged or disabled, with ESRD or not, or for ESRD alone."""
    months_old = (year.year - year.birth_year) * 12 + month - year.birth_month
    if months_old >= _AGED_AT * 12:
        return "11" if year.has_esrd else "10"
    if year.original_reason == "2":
        return "31"
    return "21" if year.has_esrd else "20"


def _final_action(is_final: bool) -> str:
    return "F" if is_final else "N"


@lru_cache(1 << 16)
def _money(cents: Cents) -> str:
    return f"{cents / 100:.2f}"


def _whole(cents: Cents) -> str:
    """Return dollars as CMS's release writes some: `0` and `20`, not `0.00` and `20.00`."""
    return _money(cents) if cents % 100 else str(cents // 100)
