"""CMS's oddities are in generated files, about as often as measured in CMS's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.generate.desynpuf.beneficiaries import draw_beneficiaries
from medicare_claims.generate.desynpuf.calendar import FIRST_DAY
from medicare_claims.generate.desynpuf.inpatient import draw_inpatient_claim, draw_stay
from medicare_claims.generate.draws import stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = 1_300

TABLES = {
    "beneficiary": "Beneficiary_Summary",
    "inpatient": "Inpatient",
    "outpatient": "Outpatient",
    "carrier": "Carrier",
    "fill": "Prescription",
}

LINES = ", ".join(
    f"""{{
        'slot': {slot}, 'npi': prf_physn_npi_{slot}, 'tax_number': tax_num_{slot},
        'hcpcs': hcpcs_cd_{slot}, 'diagnosis': line_icd9_dgns_cd_{slot},
        'indicator': line_prcsg_ind_cd_{slot},
        'paid': line_nch_pmt_amt_{slot}, 'deductible': line_bene_ptb_ddctbl_amt_{slot},
        'coinsurance': line_coinsrnc_amt_{slot}, 'allowed': line_alowd_chrg_amt_{slot},
        'primary_payer': line_bene_prmry_pyr_pd_amt_{slot}
    }}"""
    for slot in range(1, 14)
)


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], float]:
    """Return the one number that a query over the files gives."""
    folder = tmp_path_factory.mktemp("quirks")
    generate_desynpuf(GenerateOptions(seed=3, beneficiaries=PEOPLE, file_format="csv"), folder)
    connection = duckdb.connect()
    for table, part in TABLES.items():
        connection.execute(
            f"""
            create table {table} as
            select
                * exclude (filename),
                regexp_extract(filename, 'DE1_0_(\\d{{4}})', 1) as file_year
            from read_csv('{folder}/*{part}*.csv', all_varchar = true, header = true,
                          quote = '"', filename = true)
            """
        )
    connection.execute(
        f"""
        create table line as
        select
            clm_id, icd9_dgns_cd_1 as first_diagnosis,
            line.slot, line.npi, line.tax_number, line.hcpcs, line.diagnosis, line.indicator,
            line.paid::decimal(18, 2) as paid, line.allowed::decimal(18, 2) as allowed,
            line.paid::decimal(18, 2) + line.deductible::decimal(18, 2)
                + line.coinsurance::decimal(18, 2) + line.primary_payer::decimal(18, 2) as parts,
            line.indicator = 'A'
                or (line.indicator in ('R', 'S') and line.allowed::decimal(18, 2) > 0) as counts
        from (select clm_id, icd9_dgns_cd_1, unnest([{LINES}]) as line from carrier)
        where line.indicator is not null
        """
    )

    connection.execute(f"create macro people() as {PEOPLE}")

    def one(query: str) -> float:
        row = connection.execute(query).fetchone()
        assert row is not None
        return float(row[0])

    return one


# (what, query, lowest, highest): the measured figure lies in between; rare ones get more room.
RATES = [
    # Volume a person, of CMS's published counts.
    ("carrier claims a person", "select count(*) / people() from carrier", 38.0, 43.5),
    ("outpatient rows a person", "select count(*) / people() from outpatient", 6.2, 7.5),
    ("inpatient rows a person", "select count(*) / people() from inpatient", 0.50, 0.64),
    ("fills a person", "select count(*) / people() from fill", 44.5, 51.0),
    (
        "carrier claims of 2010",
        "select avg((clm_thru_dt >= '2010')::int) from carrier",
        0.23,
        0.26,
    ),
    # Inpatient
    (
        "deductible missing",
        "select avg((nch_bene_ip_ddctbl_amt is null)::int) from inpatient",
        0.018,
        0.045,
    ),
    (
        "stays over the turn of a year",
        """select avg((left(clm_from_dt, 4) <> left(clm_thru_dt, 4))::int) from inpatient
        where segment = '1'""",
        0.008,
        0.024,
    ),
    (
        "pass-through per diem",
        "select avg((clm_pass_thru_per_diem_amt <> '0.00')::int) from inpatient",
        0.25,
        0.34,
    ),
    (
        "five characters in procedure fields",
        """select avg((length(code) = 5)::int) from (
            select unnest([icd9_prcdr_cd_1, icd9_prcdr_cd_2, icd9_prcdr_cd_3]) as code
            from inpatient
        ) where code is not null""",
        0.24,
        0.36,
    ),
    (
        "average payment of a stay",
        "select avg(clm_pmt_amt::decimal(18, 2)) from inpatient",
        8_500,
        10_400,
    ),
    (
        "nine diagnoses",
        """select avg((icd9_dgns_cd_9 is not null and icd9_dgns_cd_10 is null)::int)
        from inpatient where segment = '1'""",
        0.54,
        0.65,
    ),
    # Outpatient
    (
        "outpatient second segments",
        "select avg((segment = '2')::int) from outpatient",
        0.006,
        0.014,
    ),
    (
        "outpatient payments below zero",
        "select avg((clm_pmt_amt like '-%')::int) from outpatient",
        0.002,
        0.009,
    ),
    # Carrier
    ("lines a claim", "select count(*) / count(distinct clm_id) from line", 1.85, 2.0),
    (
        "claims of one line",
        "select avg((line_prcsg_ind_cd_2 is null)::int) from carrier",
        0.54,
        0.59,
    ),
    ("allowed lines", "select avg((indicator = 'A')::int) from line", 0.85, 0.88),
    (
        "odd processing indicators",
        "select avg((indicator in ('<', '@', '!', '2', 'G', 'H', 'K'))::int) from line",
        0.002,
        0.006,
    ),
    ("lines without HCPCS", "select avg((hcpcs is null)::int) from line", 0.052, 0.062),
    ("lines without diagnosis", "select avg((diagnosis is null)::int) from line", 0.027, 0.033),
    ("lines without NPI", "select avg((npi is null)::int) from line", 0.0018, 0.0038),
    (
        "lines with the claim's first diagnosis",
        "select avg((diagnosis = first_diagnosis)::int) from line",
        0.05,
        0.09,
    ),
    (
        "claims of several NPIs",
        """select avg((npis > 1)::int) from (
            select count(distinct npi) as npis from line group by clm_id
        )""",
        0.0002,
        0.0025,
    ),
    (
        "money on lines that do not count",
        "select sum(paid) filter (where not counts) / sum(paid) from line",
        0.06,
        0.09,
    ),
    (
        "allowed is the sum of its parts",
        "select avg((allowed = parts)::int) from line where counts",
        0.38,
        0.48,
    ),
    (
        "allowed is within ten of the sum",
        "select avg((abs(allowed - parts) <= 10)::int) from line where counts",
        0.61,
        0.74,
    ),
    (
        "lines with the diagnosis of the line before",
        """select avg((diagnosis = before)::int) from (
            select diagnosis, lag(diagnosis) over (partition by clm_id order by slot) as before
            from line
        )""",
        0.80,
        0.86,
    ),
    ("average paid line", "select avg(paid) from line where indicator = 'A'", 45, 51),
    # Fills
    (
        "patients who pay more than the drug costs",
        """select avg((ptnt_pay_amt::decimal(18, 2) > tot_rx_cst_amt::decimal(18, 2))::int)
        from fill""",
        0.045,
        0.055,
    ),
    ("quantity zero", "select avg((qty_dspnsd_num = '0.000')::int) from fill", 0.038, 0.048),
    ("days zero", "select avg((days_suply_num = '0')::int) from fill", 0.018, 0.026),
    (
        "fills in years without Part D",
        """select avg((plan_cvrg_mos_num = '00')::int) from fill
        join beneficiary using (desynpuf_id) where left(srvc_dt, 4) = beneficiary.file_year""",
        0.003,
        0.012,
    ),
    (
        "different drug codes",
        "select count(distinct prod_srvc_id) / count(*) from fill",
        0.77,
        0.86,
    ),
    # Persons
    (
        "ESRD changes",
        """select avg((esrds > 1)::int) from (
            select count(distinct bene_esrd_ind) as esrds from beneficiary group by desynpuf_id
        )""",
        0.145,
        0.20,
    ),
    (
        "diabetes changes",
        """select avg((flags > 1)::int) from (
            select count(distinct sp_diabetes) as flags from beneficiary group by desynpuf_id
        )""",
        0.34,
        0.43,
    ),
    (
        "HMO all year 2008",
        """select avg((bene_hmo_cvrage_tot_mons = '12')::int) from beneficiary
        where file_year = '2008'""",
        0.155,
        0.23,
    ),
    ("deaths", "select count(bene_death_dt) / people() from beneficiary", 0.033, 0.060),
    (
        "persons without any claim",
        """select 1 - count(distinct desynpuf_id) / people() from carrier""",
        0.13,
        0.22,
    ),
    (
        "average carrier reimbursement 2008",
        "select avg(medreimb_car::decimal(18, 2)) from beneficiary where file_year = '2008'",
        1_050,
        1_300,
    ),
]


@pytest.mark.parametrize(
    ("query", "lowest", "highest"), [rate[1:] for rate in RATES], ids=[rate[0] for rate in RATES]
)
def test_it_is_about_as_frequent_as_in_cms_files(
    figure: Callable[[str], float], query: str, lowest: float, highest: float
) -> None:
    assert lowest <= figure(query) <= highest


# Rare or absolute: (what, query that counts cases).
OCCURS = {
    "negative inpatient payment": "select count(*) from inpatient where clm_pmt_amt like '-%'",
    "stay that starts in 2007": "select count(*) from inpatient where clm_from_dt < '2008'",
    "unknown DRG": "select count(*) from inpatient where clm_drg_cd in ('OTH', '000')",
    "stay inside another": """
        select count(*) from inpatient a join inpatient b
        on a.desynpuf_id = b.desynpuf_id and a.clm_id < b.clm_id
        and a.clm_from_dt <= b.clm_thru_dt and b.clm_from_dt <= a.clm_thru_dt""",
    "coinsurance on a stay": """
        select count(*) from inpatient where nch_bene_pta_coinsrnc_lblty_am <> '0.00'""",
    "outpatient claim without a first segment": """
        select count(*) from (
            select min(segment) as first from outpatient group by clm_id
        ) where first = '2'""",
    "claim with 13 lines": "select count(*) from carrier where line_prcsg_ind_cd_13 is not null",
    "line R or S that allows nothing": """
        select count(*) from line where indicator in ('R', 'S') and allowed = 0""",
    "first HCPCS blank, second filled": """
        select count(*) from outpatient where hcpcs_cd_1 is null and hcpcs_cd_2 is not null""",
    "carrier claim over the turn of a year": """
        select count(*) from carrier where left(clm_from_dt, 4) <> left(clm_thru_dt, 4)""",
    "claims of a person with 12 HMO months": """
        select count(*) from carrier join beneficiary using (desynpuf_id)
        where bene_hmo_cvrage_tot_mons = '12' and beneficiary.file_year = left(clm_thru_dt, 4)""",
    "claims without Part B": """
        select count(*) from carrier join beneficiary using (desynpuf_id)
        where bene_smi_cvrage_tot_mons = '0' and beneficiary.file_year = left(clm_thru_dt, 4)""",
    "state Others": "select count(*) from beneficiary where sp_state_code = '54'",
}


@pytest.mark.parametrize("query", OCCURS.values(), ids=OCCURS)
def test_it_occurs(figure: Callable[[str], float], query: str) -> None:
    assert figure(query) > 0


NEVER = {
    "line after an empty slot": """
        select count(*) from (
            select max(slot) as last, count(*) as lines from line group by clm_id
        ) where last <> lines""",
    "line without a tax number": "select count(*) from line where tax_number is null",
    "state 40 or 48": "select count(*) from beneficiary where sp_state_code in ('40', '48')",
    "row after the year of death": """
        select count(*) from beneficiary a join beneficiary b using (desynpuf_id)
        where left(a.bene_death_dt, 4) < b.file_year""",
    "death outside the file's year": """
        select count(*) from beneficiary where left(bene_death_dt, 4) <> file_year""",
    "person who enters after 2008": """
        select count(*) from beneficiary where desynpuf_id not in (
            select desynpuf_id from beneficiary where file_year = '2008')""",
    "demographics that change": """
        select count(*) from (
            select desynpuf_id from beneficiary group by desynpuf_id
            having count(distinct (bene_birth_dt, bene_sex_ident_cd, bene_race_cd,
                                   sp_state_code, bene_county_cd)) > 1)""",
    "stay that starts after the month of death": """
        select count(*) from inpatient join beneficiary using (desynpuf_id)
        where left(clm_from_dt, 6) > left(bene_death_dt, 6)""",
    "claim in a year without a summary": """
        select count(*) from (
            select desynpuf_id, left(clm_thru_dt, 4) as file_year from carrier
            union all select desynpuf_id, left(clm_thru_dt, 4) from inpatient where segment = '1'
            union all select desynpuf_id, left(clm_thru_dt, 4) from outpatient where segment = '1'
            union all select desynpuf_id, left(srvc_dt, 4) from fill
        ) anti join beneficiary using (desynpuf_id, file_year)""",
    "through date outside 2008 to 2010": """
        select count(*) from inpatient where clm_thru_dt not between '20080101' and '20101231'""",
    "discharge other than the first segment's through date": """
        select count(*) from inpatient
        where segment = '1' and nch_bene_dschrg_dt <> clm_thru_dt""",
    "inpatient HCPCS": "select count(hcpcs_cd_1) + count(hcpcs_cd_45) from inpatient",
    "amount that is no multiple of ten": """
        select count(*) from line where paid % 10 <> 0 or allowed % 10 <> 0""",
    "claims of a person with zero money and claims": """
        select count(*) from beneficiary
        where desynpuf_id not in (select desynpuf_id from carrier)
        and desynpuf_id not in (select desynpuf_id from inpatient)
        and desynpuf_id not in (select desynpuf_id from outpatient)
        and (medreimb_ip, medreimb_op, medreimb_car) <> ('0.00', '0.00', '0.00')""",
    "deductible of another year": """
        select count(*) from inpatient where nch_bene_ip_ddctbl_amt is not null
        and (left(nch_bene_dschrg_dt, 4), nch_bene_ip_ddctbl_amt) not in
            (('2008', '1024.00'), ('2009', '1068.00'), ('2010', '1100.00'))""",
}


@pytest.mark.parametrize("query", NEVER.values(), ids=NEVER)
def test_it_never_occurs(figure: Callable[[str], float], query: str) -> None:
    assert figure(query) == 0


def test_every_number_of_lines_from_1_to_13_occurs(figure: Callable[[str], float]) -> None:
    query = """
        select count(distinct lines) from (select count(*) as lines from line group by clm_id)"""

    assert figure(query) == 13


@pytest.mark.parametrize("dataset", ["inpatient", "outpatient"])
def test_a_second_segment_has_money_and_a_provider_but_no_dates_and_no_diagnoses(
    figure: Callable[[str], float], dataset: str
) -> None:
    blank = "clm_from_dt, clm_thru_dt, at_physn_npi, icd9_dgns_cd_1, icd9_dgns_cd_2"
    query = f"""
        select count(*) from {dataset}
        where segment = '2'
            and (coalesce({blank}) is not null or clm_pmt_amt is null or prvdr_num is null)
        """

    assert figure(query) == 0


def test_a_second_inpatient_segment_is_discharged_when_the_first_ends(tmp_path: Path) -> None:
    generate_desynpuf(
        GenerateOptions(seed=1, beneficiaries=60, deliveries=1, file_format="csv"), tmp_path
    )
    delivered = tmp_path / "delivery_01" / "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1.csv"

    (seen,) = duckdb.execute(
        f"""
        select
            first.clm_thru_dt = second.nch_bene_dschrg_dt
            and second.clm_admsn_dt < second.nch_bene_dschrg_dt
            and second.clm_drg_cd in ('OTH', '000')
            and coalesce(second.clm_utlztn_day_cnt, second.icd9_dgns_cd_1,
                         second.icd9_prcdr_cd_1, second.clm_thru_dt) is null
        from read_csv('{delivered}', all_varchar = true, header = true) as first
        join read_csv('{delivered}', all_varchar = true, header = true) as second
            on second.clm_id = first.clm_id and second.segment = '2'
        where first.segment = '1'
        """
    ).fetchall()

    assert seen == (True,)


def test_nine_of_ten_thousand_stays_have_a_second_segment() -> None:
    uniform = stream("stays")
    (person,) = draw_beneficiaries(1, 1, range(1), 1, uniform)
    stay = draw_stay(person, FIRST_DAY + 200, uniform)
    claims = [draw_inpatient_claim(person, "1", stay, uniform) for _ in range(20_000)]

    assert 6 <= sum(len(claim.segments) == 2 for claim in claims) <= 36
