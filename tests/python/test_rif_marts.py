"""RIF from its files to the marts: generated with an answer key, and CMS's own sample."""

from __future__ import annotations

import csv
import shutil
from calendar import monthrange
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import rif_files
from building import build, build_tables, dbt
from comparing import differing_tables
from reference_lists import seed
from rif_loading import load_all
from typer.testing import CliRunner

from medicare_claims.cli import app
from medicare_claims.generate.rif import RifOptions, generate_rif
from medicare_claims.home import Home
from medicare_claims.layouts.rif import DATASETS

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIONS = RifOptions(
    seed=4,
    beneficiaries=60,
    first_year=2016,
    last_year=2018,
    deliveries=2,
    change_share=0.05,
    with_answer_key=True,
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated release, two files of changes to each of its files, and the answer key."""
    folder = tmp_path_factory.mktemp("release")
    generate_rif(OPTIONS, folder)
    return folder


@pytest.fixture(scope="module")
def changed(release: Path, empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse built before the last delivery of changes, and again after it."""
    home = Home(shutil.copytree(empty.root, tmp_path_factory.mktemp("changed") / "home"))
    load_all(home, *files(release), release / "delivery_01")
    build_tables(home)
    load_all(home, release / "delivery_02")
    build(home)
    return home


@pytest.fixture(scope="module")
def cms_sample(genuine_data: Path, empty: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A warehouse of the twenty persons that CMS publishes."""
    home = Home(shutil.copytree(empty.root, tmp_path_factory.mktemp("cms_sample") / "home"))
    load_all(home, genuine_data / "rif" / "bfd_20_beneficiaries")
    build(home)
    return home


@pytest.fixture(scope="module")
def analyses(changed: Home) -> dict[str, list[tuple[object, ...]]]:
    """What the analyses of months return of the changed warehouse."""
    names = ("enrollment_periods", "coverage_patterns", "spend_per_member_month")
    dbt(changed, ["compile", "--select", *names])
    compiled = changed.root / "target" / "compiled" / "medicare_claims" / "analyses"
    return {name: rows(changed, (compiled / f"{name}.sql").read_text()) for name in names}


def files(release: Path) -> list[Path]:
    return sorted(path for path in release.glob("*.csv") if path.name != "answer_key.csv")


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_member_year_is_that_of_the_answer_key(changed: Home, release: Path) -> None:
    with (release / "answer_key.csv").open(encoding="utf-8", newline="") as file:
        header, *expected = csv.reader(file)

    columns = ", ".join(f"{column}::varchar" for column in header)
    found = rows(changed, f"select {columns} from marts.member_year_spend")

    assert len(expected) > 100
    assert sorted(found) == sorted(tuple(row) for row in expected)


def conditions_of_the_files(folder: Path) -> rif_files.Conditions:
    """Return what the files say by the rules of the seeds, worked out without the warehouse."""
    rules = seed("condition_diagnoses")
    codes: dict[str, tuple[str, ...]] = {}
    needed = {}
    for row in seed("chronic_conditions"):
        name = row["condition_code"]
        codes[name] = tuple(r["code_prefix"] for r in rules if r["condition_code"] == name)
        needed[name] = int(row["minimum_inpatient_claims"]), int(row["minimum_other_claims"])
    return rif_files.conditions(folder, codes, needed)


def conditions_of_the_mart(home: Home) -> dict[object, object]:
    found = rows(
        home,
        "select beneficiary_id, claim_year::varchar, condition, claim_count,"
        " first_diagnosis_date, last_diagnosis_date, origin"
        " from marts.member_year_chronic_conditions",
    )
    assert {row[-1] for row in found} == {"diagnoses"}
    return {row[:3]: row[3:6] for row in found}


def test_every_condition_is_that_of_the_files(changed: Home, release: Path) -> None:
    expected = conditions_of_the_files(release)

    assert conditions_of_the_mart(changed) == expected
    assert len({condition for *_, condition in expected}) == 9


def test_conditions_of_cms_sample_are_those_of_its_files(
    cms_sample: Home, genuine_data: Path
) -> None:
    expected = conditions_of_the_files(genuine_data / "rif" / "bfd_20_beneficiaries")

    assert conditions_of_the_mart(cms_sample) == expected
    assert len(expected) == 171


def test_changes_and_deletions_equal_a_full_refresh(
    changed: Home, release: Path, empty: Home, copy_of: Callable[[Home], Home]
) -> None:
    fresh = copy_of(empty)
    load_all(fresh, *files(release), release / "delivery_01", release / "delivery_02")
    build_tables(fresh, full_refresh=True)

    assert differing_tables(changed, fresh, without=("loaded_at",)) == {}


def test_deleted_rows_and_dollars_are_accounted_for(changed: Home) -> None:
    ((deleted_rows,),) = rows(
        changed, "select sum(deleted_row_count) from quality.delivery_row_balance"
    )
    ((deleted_dollars,),) = rows(
        changed, "select sum(deleted_amount)::double from quality.delivery_amount_balance"
    )

    assert isinstance(deleted_rows, int)
    assert deleted_rows > 0
    assert isinstance(deleted_dollars, float)
    assert deleted_dollars > 0


def test_the_balance_knows_every_amount_column_of_the_layouts(changed: Home) -> None:
    columns = rows(changed, "select * from (describe staging.stg_rif__row_amounts)")

    known = {column.lake_name for dataset in DATASETS for column in dataset.amounts}
    assert {str(name) for name, *_ in columns} == known | {"batch_sequence", "source_row_number"}


def test_cms_sample_is_paid_once_per_claim(cms_sample: Home) -> None:
    assert rows(
        cms_sample,
        "select claim_type, count(*), sum(reported_paid_amount)::varchar,"
        " sum(paid_amount)::varchar from core.fact_claim_line group by 1 order by 1",
    ) == [
        ("carrier", 1997, "261647.95", "261647.95"),
        ("dme", 4, "138.50", "138.50"),
        ("hha", 11, "5783.91", "5783.91"),
        ("hospice", 284, "127355.75", "127355.75"),
        # The pass-through of its eight covered days comes on top.
        ("inpatient", 41, "202896.75", "202976.75"),
        ("outpatient", 1305, "1603706.33", "1603706.33"),
        ("snf", 638, "279304.64", "279304.64"),
    ]


def test_cms_sample_has_more_emergency_visits_than_stays(cms_sample: Home) -> None:
    assert rows(
        cms_sample,
        "select sum(inpatient_stay_count), sum(emergency_visit_count)"
        " from marts.member_year_spend",
    ) == [(8, 33)]


def test_cms_sample_has_no_orphan(cms_sample: Home) -> None:
    assert rows(
        cms_sample,
        "select count(*) from core.dim_beneficiary"
        " where is_inferred and beneficiary_id <> 'unknown'",
    ) == [(0,)]
    assert rows(cms_sample, "select count(*) from core.fact_prescription_fill") == [(984,)]


def test_a_person_with_a_negative_number_is_explained(
    changed: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((person, year, paid),) = rows(
        changed,
        "select beneficiary_id, claim_year, medical_paid_amount::varchar"
        " from marts.member_year_spend where medical_paid_amount > 1000 order by all limit 1",
    )
    monkeypatch.setenv("CLAIMS_HOME", str(changed.root))

    result = CliRunner().invoke(
        app, ["explain", str(person), str(year), "--measure", "medical_paid_amount", "--csv"]
    )

    assert result.exit_code == 0, result.output
    lines = [
        line
        for line in csv.DictReader(result.output.splitlines())
        if line["measure"] == "medical_paid_amount"
    ]
    assert sum(Decimal(line["amount"]) for line in lines) == Decimal(str(paid))


CODES = {
    "MDCR_STATUS_CODE": "medicare_status_code",
    "MDCR_ENTLMT_BUYIN_IND": "buy_in_code",
    "HMO_IND": "hmo_code",
    "PTC_CNTRCT_ID": "part_c_contract_number",
    "PTC_PBP_ID": "part_c_plan_number",
    "PTC_PLAN_TYPE_CD": "part_c_plan_type_code",
    "PTD_CNTRCT_ID": "part_d_contract_number",
    "PTD_PBP_ID": "part_d_plan_number",
    "PTD_SGMT_ID": "part_d_segment_number",
    "CST_SHR_GRP_CD": "cost_share_group_code",
    "RDS_IND": "retiree_drug_subsidy_code",
    "DUAL_STUS_CD": "dual_status_code",
    "STATE_CNTY_FIPS_CD": "county_fips_code",
}

COVERS = {
    "has_part_a": lambda codes: codes["MDCR_ENTLMT_BUYIN_IND"] in {"1", "3", "A", "C"},
    "has_part_b": lambda codes: codes["MDCR_ENTLMT_BUYIN_IND"] in {"2", "3", "B", "C"},
    "has_part_c": lambda codes: codes["PTC_CNTRCT_ID"] not in {"", "N", "0"},
    "has_part_d": lambda codes: codes["PTD_CNTRCT_ID"][:1] not in {"", "N", "0"},
    "has_state_buy_in": lambda codes: codes["MDCR_ENTLMT_BUYIN_IND"] in {"A", "B", "C"},
    "has_retiree_drug_subsidy": lambda codes: codes["RDS_IND"] == "Y",
    "has_esrd": lambda codes: codes["MDCR_STATUS_CODE"] in {"11", "21", "31"},
    "is_hmo": lambda codes: codes["HMO_IND"] not in {"", "0", "4"},
    "is_dual": lambda codes: codes["DUAL_STUS_CD"] not in {"", "NA", "00", "AA"},
    "is_full_dual": lambda codes: codes["DUAL_STUS_CD"] in {"02", "04", "08"},
}


def told_months(folder: Path) -> list[tuple[object, ...]]:
    """What the files say of each month, in the columns that `kept_months` reads."""
    return sorted(
        (
            person,
            date(year, month, 1),
            *(
                (value.zfill(5) if name == "STATE_CNTY_FIPS_CD" and value else value) or None
                for name, value in codes.items()
            ),
            *(covers(codes) for covers in COVERS.values()),
        )
        for (person, year, month), codes in rif_files.months(folder).items()
    )


def kept_months(home: Home) -> list[tuple[object, ...]]:
    assert list(CODES) == list(rif_files.MONTHLY)
    columns = ", ".join((*CODES.values(), *COVERS))
    return rows(
        home,
        f"select beneficiary_id, month_start_date, {columns} from core.fact_beneficiary_month"
        " order by 1, 2",
    )


def test_every_month_is_the_files_own(changed: Home, release: Path) -> None:
    expected = told_months(release)

    assert len(expected) > 1000
    assert kept_months(changed) == expected


def test_cms_sample_has_the_months_of_its_files(cms_sample: Home, genuine_data: Path) -> None:
    expected = told_months(genuine_data / "rif" / "bfd_20_beneficiaries")

    # 220 years, the last of them known to May.
    assert len(expected) == 220 * 12 - 20 * 7
    assert kept_months(cms_sample) == expected


AGREEMENT = """
    select
        count(*),
        count_if(part_a_month_count = months.part_a),
        count_if(part_b_month_count = months.part_b),
        count_if(part_d_month_count = months.part_d),
        count_if(hmo_month_count = months.hmo),
        count_if(buy_in_month_count = months.buy_in),
        count_if(dual_month_count = months.dual)
    from core.fact_beneficiary_year
    inner join (
        select
            batch_sequence,
            source_row_number,
            count_if(has_part_a) as part_a,
            count_if(has_part_b) as part_b,
            count_if(has_part_d) as part_d,
            count_if(is_hmo) as hmo,
            count_if(has_state_buy_in) as buy_in,
            count_if(is_dual) as dual
        from core.fact_beneficiary_month
        group by all
    ) as months using (batch_sequence, source_row_number)
"""


def test_cms_counts_of_months_agree_with_its_codes_where_they_do(cms_sample: Home) -> None:
    # 18 years of codes that say nobody was covered are counted as whole; the months of state
    # buy-in are those of Part A, whoever paid, and those of dual eligibility always 0.
    assert rows(cms_sample, AGREEMENT) == [(220, 202, 202, 220, 220, 141, 71)]


def test_generated_counts_of_months_agree_with_codes_as_cms_do(changed: Home) -> None:
    ((years, part_a, part_b, part_d, hmo, buy_in, dual),) = rows(changed, AGREEMENT)
    ((part_a_alone,),) = rows(
        changed,
        "select count(distinct (beneficiary_id, claim_year)) from core.fact_beneficiary_month"
        " where has_part_a and not has_part_b",
    )

    assert (part_a, part_d, hmo) == (years, years, years)
    assert Decimal(str(part_b)) == Decimal(str(years)) - Decimal(str(part_a_alone))
    assert 0 < Decimal(str(buy_in)) < Decimal(str(years))
    assert 0 < Decimal(str(dual)) < Decimal(str(years))


def test_a_month_has_the_version_of_its_first_day(changed: Home) -> None:
    assert rows(
        changed,
        "select count(*) from core.fact_beneficiary_month as months"
        " inner join core.dim_beneficiary as versions using (beneficiary_key)"
        " where month_start_date < valid_from or month_start_date >= valid_to",
    ) == [(0,)]
    ((persons,),) = rows(
        changed,
        "select count(*) from (select beneficiary_id from core.fact_beneficiary_month"
        " group by all having count(distinct beneficiary_key) > 1)",
    )
    assert isinstance(persons, int)
    assert persons > 0


def test_rates_per_month_are_the_answer_keys_dollars_by_the_files_months(
    changed: Home, release: Path
) -> None:
    covered: Counter[tuple[str, int]] = Counter()
    for (person, year, _), codes in rif_files.months(release).items():
        covered[person, year] += codes["MDCR_ENTLMT_BUYIN_IND"] in {"1", "2", "3", "A", "B", "C"}
    with (release / "answer_key.csv").open(encoding="utf-8", newline="") as file:
        paid = {
            (line["beneficiary_id"], int(line["claim_year"])): Decimal(line["total_paid_amount"])
            for line in csv.DictReader(file)
        }

    found = rows(
        changed,
        "select beneficiary_id, claim_year, member_month_count, total_paid_per_month_amount"
        " from marts.member_year_spend_per_month",
    )

    assert {(person, year): months for person, year, months, _ in found} == {
        member_year: covered[member_year] for member_year in paid
    }
    for person, year, months, rate in found:
        if months:
            assert isinstance(months, int)
            exact = paid[str(person), int(str(year))] / months
            assert abs(Decimal(str(rate)) - exact) <= Decimal("0.005")
        else:
            assert rate is None


def test_periods_are_the_unbroken_stretches_of_months(
    release: Path, analyses: dict[str, list[tuple[object, ...]]]
) -> None:
    expected = []
    covered: dict[str, list[int]] = {}
    last = {}
    for (person, year, month), codes in sorted(rif_files.months(release).items()):
        last[person] = year * 12 + month - 1
        if COVERS["has_part_d"](codes):
            covered.setdefault(person, []).append(year * 12 + month - 1)
    for person, numbers in covered.items():
        before = None
        for _, stretch in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
            months = [number for _, number in stretch]
            expected.append(
                (
                    "rif",
                    person,
                    "part_d",
                    first_day(months[0]),
                    last_day(months[-1]),
                    len(months),
                    None if before is None else months[0] - 1 - before,
                    months[-1] == last[person],
                )
            )
            before = months[-1]

    found = [row for row in analyses["enrollment_periods"] if row[2] == "part_d"]

    assert any(gap for *_, gap, _ in expected)
    assert found == sorted(expected)


def first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def last_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, monthrange(number // 12, number % 12 + 1)[1])


def test_patterns_hold_every_year_of_every_person(
    release: Path, analyses: dict[str, list[tuple[object, ...]]]
) -> None:
    years: dict[tuple[str, int], list[str]] = {}
    for (person, year, month), codes in rif_files.months(release).items():
        letters = "".join(part for part in "ABCD" if COVERS[f"has_part_{part.lower()}"](codes))
        years.setdefault((person, year), ["?"] * 12)[month - 1] = letters or "0"
    expected = Counter((year, "-".join(months)) for (_, year), months in years.items())

    found = analyses["coverage_patterns"]

    assert {(year, pattern): count for _, year, pattern, _, count, _ in found} == expected
    for wanted in {year for year, _ in expected}:
        shares = [float(str(share)) for _, year, *_, share in found if year == wanted]
        assert sum(shares) == pytest.approx(1, abs=0.01)


def test_spend_per_month_of_a_group_is_sum_over_sum(
    changed: Home, analyses: dict[str, list[tuple[object, ...]]]
) -> None:
    expected = rows(
        changed,
        "select claim_year, sum(member_month_count), sum(total_paid_amount)"
        " from marts.member_year_spend_per_month where is_enrolled group by 1 order by 1",
    )

    found = [row for row in analyses["spend_per_member_month"] if row[2] == "total"]

    assert [(year, months, paid) for _, year, _, _, months, paid, _, _ in found] == expected
    for *_, months, paid, _, rate in found:
        assert abs(Decimal(str(rate)) - Decimal(str(paid)) / int(str(months))) <= Decimal("0.005")


def test_findings_of_cms_sample_are_those_that_the_page_counts(cms_sample: Home) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "quality.md").read_text(encoding="utf-8")
    table = page.partition("### Rules and RIF")[2].partition("## ")[0]
    cells = [[cell.strip(" `") for cell in row.split("|")] for row in table.splitlines()]
    told = {row[2]: int(row[1]) for row in cells if len(row) == 5 and row[1].isdigit()}

    found = rows(cms_sample, "select rule_id, count(*) from quality.issues group by rule_id")

    assert len(told) == 6
    assert dict(found) == told
