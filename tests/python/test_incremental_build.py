"""Later deliveries: built incrementally, at the cost of the change, to the same rows."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from building import build, build_tables, dbt, dbt_status, dbt_words
from claim_files import delivered, row, write_file
from comparing import differing_tables
from loading import load
from reference_lists import seed

from medicare_claims.home import Home
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.layouts.desynpuf import PRESCRIPTION_DRUG_EVENTS
from medicare_claims.warehouse.dbt import target_folder
from medicare_claims.warehouse.explanation import ExplanationError, explain
from medicare_claims.warehouse.positions import read_positions

if TYPE_CHECKING:
    from pathlib import Path

INCREMENTAL = (
    "fact_beneficiary_year",
    "fact_claim_line",
    "fact_prescription_fill",
    "bridge_claim_diagnosis",
    "bridge_claim_procedure",
    "bridge_member_year_delivery",
    "int_records_superseded",
    "member_year_chronic_conditions",
    "member_year_spend",
    "member_year_top_diagnoses",
)


@pytest.fixture(scope="module")
def updated(updated_demo: Home, generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo's warehouse after each of two later deliveries was loaded and built."""
    home = Home(tmp_path_factory.mktemp("updated") / "home")
    shutil.copytree(updated_demo.root, home.root)
    load(home, [generated / "delivery_02"])
    build(home)
    return home


def query(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_table_equals_a_full_refresh(
    updated: Home, empty: Home, generated: Path, copy_of
) -> None:
    fresh = copy_of(empty)
    for folder in (generated, generated / "delivery_01", generated / "delivery_02"):
        load(fresh, sorted(folder.glob("*.zip")))
    build_tables(fresh, full_refresh=True)

    assert differing_tables(updated, fresh, without=("loaded_at",)) == {}


def test_every_file_balances_whatever_replaced_its_rows(updated: Home) -> None:
    (rows,) = query(
        updated,
        """
        select
            count(*),
            count(*) filter (superseded_row_count > 0),
            sum(rows_accepted) = sum(current_row_count + superseded_row_count),
            sum(abs(difference_row_count))
        from quality.delivery_row_balance
        """,
    )
    (amounts,) = query(
        updated,
        """
        select
            count(distinct batch_id),
            count(distinct batch_id) filter (superseded_amount <> 0),
            sum(abs(difference_amount))
        from quality.delivery_amount_balance
        """,
    )

    assert rows[0] == amounts[0] == 24
    assert rows[1] >= amounts[1] >= 8  # type: ignore[operator]
    assert rows[2:] == (True, 0)
    assert amounts[2] == 0


def test_claims_still_rebuild_every_annual_amount(updated: Home) -> None:
    statuses = query(updated, "select distinct status from marts.member_year_reconciliation")

    assert statuses == [("matched",)]


def test_every_flag_of_cms_is_a_condition_and_no_claim_adds_one(updated: Home) -> None:
    flags = {row["condition_code"]: row["flag_column"] for row in seed("chronic_conditions")}
    summed = ", ".join(f"count(*) filter ({flag})" for flag in flags.values())
    (flagged,) = query(updated, f"select {summed} from core.fact_beneficiary_year")
    conditions = query(
        updated,
        "select condition, count(*), count(*) filter (origin = 'cms_flag')"
        " from marts.member_year_chronic_conditions group by condition",
    )

    assert sorted(conditions) == sorted(zip(flags, flagged, flagged, strict=True))


def test_later_deliveries_ran_incrementally(updated: Home) -> None:
    target = target_folder(updated)
    executed = {
        result["unique_id"]
        for result in json.loads((target / "run_results.json").read_text())["results"]
        if result["status"] == "success"
    }
    for name in INCREMENTAL:
        assert f"model.medicare_claims.{name}" in executed
        ran = next((target / "run").rglob(f"{name}.sql")).read_text().lower()
        assert "delete from" in ran
        assert "create table" not in ran


def test_an_incremental_build_tests_what_no_passed_build_has_tested(updated: Home) -> None:
    """The last build came after 16 tested deliveries; a full refresh tests every row."""
    compiled = target_folder(updated) / "compiled"

    (fact_test,) = compiled.rglob("unique_fact_claim_line_claim_line_key.sql")
    (mart_test,) = compiled.rglob("member_year_spend__totals_are_medical_and_pharmacy.sql")
    assert "where batch_sequence > 16" in fact_test.read_text()
    assert "where batch_sequence > 16" in mart_test.read_text()
    assert query(
        updated, "select batch_sequence from quality.build_positions where model_name = 'tests'"
    ) == [(24,)]


def test_rows_of_untouched_claims_are_not_rewritten(built_demo: Home, updated: Home) -> None:
    unmoved = """
        select after.rowid = before.rowid, count(*)
        from after.core.fact_claim_line as after
        inner join before.core.fact_claim_line as before
            on after.claim_line_key = before.claim_line_key
            and after.batch_id = before.batch_id
        group by 1
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built_demo.warehouse}' as before (read_only)")
        connection.execute(f"attach '{updated.warehouse}' as after (read_only)")
        rows = connection.execute(unmoved).fetchall()
        rewritten = connection.execute(
            "select count(*) from after.core.fact_claim_line where batch_sequence > 8"
        ).fetchone()

    assert [still_there for still_there, _ in rows] == [True]
    assert rewritten is not None
    assert 0 < rewritten[0] < rows[0][1] / 4


def test_claims_that_shrank_or_moved_leave_nothing_behind(updated: Home) -> None:
    """No row of a version that a later delivery replaced shines through."""
    left_over = query(
        updated,
        """
        select fact.claim_line_key
        from core.fact_claim_line as fact
        inner join intermediate.int_records_superseded as superseded
            on fact.batch_sequence = superseded.batch_sequence
            and fact.source_row_number = superseded.source_row_number
        where superseded.kept_line_numbers is null
        """,
    )
    superseded = query(updated, "select count(*) from intermediate.int_records_superseded")

    assert left_over == []
    assert superseded[0][0] > 100  # type: ignore[operator]


def test_builds_stopped_halfway_or_made_in_parts_are_made_good_by_the_next(
    built_demo: Home, generated: Path, updated: Home, copy_of
) -> None:
    """Facts without versions or marts, a mart without facts: none sees what they have not."""
    home = copy_of(built_demo)
    load(home, [generated / "delivery_01"])
    dbt(home, ["run", "--select", "+fact_claim_line"])
    load(home, [generated / "delivery_02"])
    dbt(home, ["run", "--select", "path:models/core", "member_year_spend"])
    build_tables(home)

    assert differing_tables(updated, home, without=("loaded_at",)) == {}


def test_a_first_build_stopped_halfway_is_none(generated: Path, tmp_path: Path) -> None:
    """The tables that it made hold their deliveries; those that it did not make hold nothing."""
    home = Home(tmp_path / "home")
    load(home, [generated / "delivery_01"])
    deliveries = read_ledger(home)
    dbt(home, ["seed"])
    dbt(home, ["run", "--select", "+dim_beneficiary"])

    assert read_positions(home, deliveries).built == 0
    with pytest.raises(ExplanationError, match="nothing that is loaded is built yet"):
        explain(home, "nobody", 2008, measure="total_paid_amount")
    dbt(home, ["run"])
    assert read_positions(home, deliveries).built == deliveries[-1].batch_sequence


def test_a_column_that_an_older_lake_lacks_is_null(empty: Home, tmp_path: Path, copy_of) -> None:
    home = copy_of(empty)
    sent = [row(PRESCRIPTION_DRUG_EVENTS, 1), row(PRESCRIPTION_DRUG_EVENTS, 2, SRVC_DT="soon")]
    file = write_file(tmp_path, PRESCRIPTION_DRUG_EVENTS, sent)
    rejects = home.lake / delivered(home, file).reject_files[0]
    older = tmp_path / "older.parquet"
    duckdb.execute(f"copy (select * exclude row_identity from '{rejects}') to '{older}'")
    older.replace(rejects)
    build_tables(home)

    assert query(home, "select rule_id, record_key from quality.rejection_findings") == [
        ("missing_after_reject", f"{read_ledger(home)[0].batch_id}:2")
    ]


def test_building_again_with_nothing_new_looks_at_no_table_and_changes_none(
    updated: Home, copy_of
) -> None:
    home = copy_of(updated)
    dbt(home, ["run", "--select", "config.materialized:incremental"])

    results = json.loads((target_folder(home) / "run_results.json").read_text(encoding="utf-8"))
    messages = {
        result["unique_id"].split(".")[-1]: result["message"]
        for result in results["results"]
        if result["unique_id"].startswith("model.")
    }
    assert set(INCREMENTAL) <= messages.keys()
    assert set(messages.values()) == {"unchanged"}
    assert differing_tables(updated, home) == {}


def test_a_warehouse_whose_lake_changed_its_past_is_not_built_on(
    built_demo: Home, first_delivery: list[Path], copy_of
) -> None:
    home = copy_of(built_demo)
    shutil.rmtree(home.lake)
    load(home, first_delivery[:1], again=True)

    assert dbt_status(home, ["run"]) != 0
    assert "build with --full-refresh" in dbt_words(home)

    build_tables(home, full_refresh=True)


@pytest.mark.parametrize(
    "change",
    ["alter column drug_code type integer using 1", "drop column labeler_name"],
    ids=["another type", "another column"],
)
def test_rows_that_do_not_fit_their_table_fail_the_build(
    change: str, built_demo: Home, copy_of
) -> None:
    """The contract is asserted where a table is made; what is added later is held to the table."""
    home = copy_of(built_demo)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(f"alter table core.dim_drug {change}")

    assert dbt_status(home, ["run", "--select", "dim_drug"]) == 1
    assert "are out of sync" in dbt_words(home)
