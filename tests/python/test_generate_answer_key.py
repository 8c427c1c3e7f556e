"""The annual amounts that `claims generate` writes, recomputed from its files by DuckDB alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from medicare_claims.generate.desynpuf import GenerateOptions, GenerateSummary, generate_desynpuf
from medicare_claims.generate.desynpuf.answer_key import contribution_of
from medicare_claims.generate.desynpuf.beneficiaries import draw_beneficiaries
from medicare_claims.generate.desynpuf.calendar import FIRST_DAY
from medicare_claims.generate.desynpuf.inpatient import draw_inpatient_claim, draw_stay
from medicare_claims.generate.draws import stream

if TYPE_CHECKING:
    from pathlib import Path

DELIVERIES = 3

# Every table holds the rows of all folders, `delivery` telling them apart: 0 is the base.
READ = """
create table {table} as
select
    * exclude (filename),
    coalesce(nullif(regexp_extract(filename, 'delivery_(\\d+)', 1), ''), '0')::int as delivery,
    regexp_extract(filename, 'DE1_0_(\\d{{4}})', 1)::int as file_year
from read_csv('{folder}/**/*{part}*.csv', all_varchar = true, header = true, quote = '"',
              union_by_name = true, filename = true)
"""

# The newest delivery's version of a claim wins, whole; a claim no delivery mentions stays.
NEWEST = """
create or replace table newest_{table} as
select * from {table}
where delivery <= {up_to}
qualify delivery = max(delivery) over (partition by {key})
"""

LINES = ", ".join(
    f"""{{
        'paid': line_nch_pmt_amt_{slot}, 'deductible': line_bene_ptb_ddctbl_amt_{slot},
        'coinsurance': line_coinsrnc_amt_{slot},
        'primary_payer': line_bene_prmry_pyr_pd_amt_{slot},
        'allowed': line_alowd_chrg_amt_{slot}, 'indicator': line_prcsg_ind_cd_{slot}
    }}"""
    for slot in range(1, 14)
)

# SQL's + is null when an addend is, and sum() passes nulls over: what SAS did for CMS.
FROM_CLAIMS = f"""
create or replace table from_claims as
with contributions as (
    select
        desynpuf_id, clm_thru_dt, 'IP' as kind,
        clm_pmt_amt::decimal(18, 2)
            + clm_pass_thru_per_diem_amt::decimal(18, 2) * clm_utlztn_day_cnt::int as medreimb,
        nch_bene_ip_ddctbl_amt::decimal(18, 2) + nch_bene_pta_coinsrnc_lblty_am::decimal(18, 2)
            + nch_bene_blood_ddctbl_lblty_am::decimal(18, 2) as benres,
        nch_prmry_pyr_clm_pd_amt::decimal(18, 2) as pppymt
    from newest_inpatient where segment = '1'
    union all
    select
        desynpuf_id, clm_thru_dt, 'OP',
        clm_pmt_amt::decimal(18, 2),
        nch_bene_ptb_ddctbl_amt::decimal(18, 2) + nch_bene_ptb_coinsrnc_amt::decimal(18, 2)
            + nch_bene_blood_ddctbl_lblty_am::decimal(18, 2),
        nch_prmry_pyr_clm_pd_amt::decimal(18, 2)
    from newest_outpatient where segment = '1'
    union all
    select
        desynpuf_id, clm_thru_dt, 'CAR',
        line.paid::decimal(18, 2),
        line.deductible::decimal(18, 2) + line.coinsurance::decimal(18, 2),
        line.primary_payer::decimal(18, 2)
    from (select desynpuf_id, clm_thru_dt, unnest([{LINES}]) as line from newest_carrier)
    where line.indicator = 'A'
        or (line.indicator in ('R', 'S') and line.allowed::decimal(18, 2) > 0)
)
select
    desynpuf_id, left(clm_thru_dt, 4)::int as file_year,
    {
    ", ".join(
        f"coalesce(sum({column}) filter (where kind = '{kind}'), 0) as {column}_{kind.lower()}"
        for kind in ("IP", "OP", "CAR")
        for column in ("medreimb", "benres", "pppymt")
    )
}
from contributions
group by all
"""

AMOUNTS = tuple(
    f"{column}_{kind}"
    for kind in ("ip", "op", "car")
    for column in ("medreimb", "benres", "pppymt")
)

DISAGREEING = f"""
select count(*)
from newest_beneficiary as summary
full join from_claims as claims using (desynpuf_id, file_year)
where summary.delivery is null
    or {" or ".join(f"coalesce(claims.{a}, 0) <> summary.{a}::decimal(18, 2)" for a in AMOUNTS)}
"""


KEYS = {
    "beneficiary": ("Beneficiary_Summary", "desynpuf_id, file_year"),
    "inpatient": ("Inpatient", "clm_id"),
    "outpatient": ("Outpatient", "clm_id"),
    "carrier": ("Carrier", "clm_id"),
}


def read(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table, (part, _) in KEYS.items():
        connection.execute(READ.format(table=table, folder=folder, part=part))
    return connection


def disagreeing(connection: duckdb.DuckDBPyConnection, up_to: int) -> int:
    """Return how many person-years' summaries the claims do not rebuild after *up_to*."""
    for table, (_, key) in KEYS.items():
        connection.execute(NEWEST.format(table=table, key=key, up_to=up_to))
    connection.execute(FROM_CLAIMS)
    return value(connection, DISAGREEING)


def value(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def summary(folder: Path) -> GenerateSummary:
    options = GenerateOptions(
        seed=11, beneficiaries=300, deliveries=DELIVERIES, change_shares=(0.02,), file_format="csv"
    )
    return generate_desynpuf(options, folder)


@pytest.fixture(scope="module")
def files(folder: Path, summary: GenerateSummary) -> duckdb.DuckDBPyConnection:
    assert len(summary.deliveries) == DELIVERIES + 1
    return read(folder)


@pytest.mark.parametrize("up_to", range(DELIVERIES + 1))
def test_claims_rebuild_every_annual_amount_after_the_base_and_after_each_delivery(
    files: duckdb.DuckDBPyConnection, up_to: int
) -> None:
    assert disagreeing(files, up_to) == 0
    assert value(files, "select count(*) from from_claims") > 500


def test_a_deliverys_summaries_are_those_whose_amounts_it_changed_and_no_others(
    files: duckdb.DuckDBPyConnection,
) -> None:
    unchanged = f"""
        select count(*) from (
            select
                ({", ".join(AMOUNTS)}) is not distinct from
                    lag(({", ".join(AMOUNTS)})) over (
                        partition by desynpuf_id, file_year order by delivery
                    ) as is_same
            from beneficiary
        ) where is_same
        """

    # That none is missing follows from the amounts agreeing after each delivery.
    assert value(files, unchanged) == 0
    for delivery in range(1, DELIVERIES + 1):
        assert value(files, f"select count(*) from beneficiary where delivery = {delivery}") > 50


def test_without_its_summaries_a_delivery_no_longer_agrees_with_the_base(tmp_path: Path) -> None:
    options = GenerateOptions(
        seed=11, beneficiaries=100, deliveries=1, with_summary=False, file_format="csv"
    )

    generate_desynpuf(options, tmp_path)

    assert not list((tmp_path / "delivery_01").glob("*Beneficiary*"))
    assert disagreeing(read(tmp_path), 1) > 0


# How each counted way shows in the files: the version delivered against the one before it.
SEEN = """
select
    way, count(*)
from (
    select
        case
            when before_person is null then 'new'
            when person <> before_person then 'moved_to_another_beneficiary'
            when through_year <> before_year then 'moved_to_another_year'
            when line_count < before_count then 'lost_lines'
            when line_count > before_count then 'gained_lines'
            when amounts <> before_amounts then 'corrected_amounts'
            when diagnoses <> before_diagnoses then 'corrected_diagnoses'
            else 'resent_unchanged'
        end as way
    from (
        select
            delivery, person, through_year, line_count, amounts, diagnoses,
            lag(person) over versions as before_person,
            lag(through_year) over versions as before_year,
            lag(line_count) over versions as before_count,
            lag(amounts) over versions as before_amounts,
            lag(diagnoses) over versions as before_diagnoses
        from claims
        window versions as (partition by clm_id order by delivery)
    )
    where delivery = 1
)
group by way
"""

CARRIER_CLAIMS = f"""
create or replace view claims as
select
    clm_id, delivery, desynpuf_id as person, left(clm_thru_dt, 4) as through_year,
    {" + ".join(f"(line_prcsg_ind_cd_{slot} is not null)::int" for slot in range(1, 14))}
        as line_count,
    concat_ws('|', {", ".join(f"line_nch_pmt_amt_{slot}" for slot in range(1, 14))}) as amounts,
    concat_ws('|', {", ".join(f"coalesce(icd9_dgns_cd_{n}, '')" for n in range(1, 9))})
        as diagnoses
from carrier
"""

SEGMENT_CLAIMS = """
create or replace view claims as
select
    clm_id, delivery, any_value(desynpuf_id) as person,
    coalesce(max(left(clm_thru_dt, 4)), '') as through_year,
    count(*) as line_count,
    string_agg(clm_pmt_amt, '|' order by segment) as amounts,
    string_agg({diagnoses}, '|' order by segment) as diagnoses
from {table}
group by all
"""


@pytest.mark.parametrize("table", ["inpatient", "outpatient", "carrier"])
def test_every_way_to_change_a_claim_occurs_and_is_counted_as_the_files_show_it(
    summary: GenerateSummary, files: duckdb.DuckDBPyConnection, table: str
) -> None:
    if table == "carrier":
        files.execute(CARRIER_CLAIMS)
    else:
        diagnoses = " || ',' || ".join(f"coalesce(icd9_dgns_cd_{n}, '')" for n in range(1, 11))
        files.execute(SEGMENT_CLAIMS.format(table=table, diagnoses=diagnoses))

    seen = dict(files.execute(SEEN).fetchall())
    counted = summary.deliveries[1].changes[f"{table}_claims"]
    if table != "carrier":
        for way in ("lost", "gained"):
            seen[f"{way}_segment"] = seen.pop(f"{way}_lines", 0)

    assert seen == {way: counted.get(way, 0) for way in seen}
    assert len(seen) == 8
    assert set(counted) >= set(seen) - {"lost_segment"}


def test_every_way_to_change_occurs_in_every_delivery(summary: GenerateSummary) -> None:
    claim_ways = {
        "new",
        "corrected_amounts",
        "corrected_diagnoses",
        "moved_to_another_year",
        "moved_to_another_beneficiary",
        "resent_unchanged",
    }
    for delivery in summary.deliveries[1:]:
        changes = {dataset: set(ways) for dataset, ways in delivery.changes.items()}
        # A stay has a second segment so seldom that there may be none to lose.
        assert changes["inpatient_claims"] - {"lost_segment"} == claim_ways | {"gained_segment"}
        assert changes["outpatient_claims"] == claim_ways | {"lost_segment", "gained_segment"}
        assert changes["carrier_claims"] == claim_ways | {"lost_lines", "gained_lines"}
        assert changes["prescription_drug_events"] == claim_ways - {"corrected_diagnoses"}


def test_fills_change_as_counted(summary: GenerateSummary, folder: Path) -> None:
    connection = duckdb.connect()
    connection.execute(READ.format(table="fill", folder=folder, part="Prescription"))
    seen = connection.execute(
        """
        select
            case
                when base.pde_id is null then 'new'
                when base.desynpuf_id <> later.desynpuf_id then 'moved_to_another_beneficiary'
                when left(base.srvc_dt, 4) <> left(later.srvc_dt, 4) then 'moved_to_another_year'
                when (base.ptnt_pay_amt, base.tot_rx_cst_amt)
                    <> (later.ptnt_pay_amt, later.tot_rx_cst_amt) then 'corrected_amounts'
                else 'resent_unchanged'
            end as way,
            count(*)
        from fill as later
        left join fill as base on base.pde_id = later.pde_id and base.delivery = 0
        where later.delivery = 1
        group by way
        """
    ).fetchall()

    assert dict(seen) == summary.deliveries[1].changes["prescription_drug_events"]


def test_a_missing_deductible_makes_a_stays_whole_responsibility_missing() -> None:
    """Too rare for a small sample to show: of CMS's stays, 3 % lack it, 2 % have coinsurance."""
    uniform = stream("one stay")
    (person,) = draw_beneficiaries(1, 1, range(1), 1, uniform)
    claim = draw_inpatient_claim(person, "1", draw_stay(person, FIRST_DAY, uniform), uniform)
    (segment,) = claim.segments

    for deductible, expected in ((None, 0), (1024_00, 1324_00)):
        changed = segment._replace(
            deductible=deductible, coinsurance=300_00, blood_deductible=0, paid=-1000_00
        )
        contribution = contribution_of(claim._replace(segments=(changed,)))
        assert contribution is not None
        assert contribution.beneficiary_responsibility == expected
        assert contribution.reimbursed == (
            -1000_00 + changed.pass_through_per_day * (changed.covered_days or 0)
        )
