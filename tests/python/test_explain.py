"""Every figure of a member-year explains itself, now and as it was known earlier."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

import duckdb
import pytest
from loading import load
from typer.testing import CliRunner

from medicare_claims.cli import app
from medicare_claims.errors import UsageError
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.retract import retract
from medicare_claims.warehouse.explanation import ExplanationError, explain

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.home import Home

KEYS = ("source_system", "beneficiary_id", "claim_year")
FIRST_DELIVERIES = 8
"""Files of a whole sample; what comes later changes it."""


def added_up(measures: list[str], lines: str) -> str:
    """Return the query that adds *lines* up to `member_year_spend`'s *measures*."""
    figures = []
    for measure in measures:
        of_measure = f"filter (measure = '{measure}')"
        if measure.endswith("_amount"):
            figures.append(f"coalesce(sum(amount) {of_measure}, 0)::decimal(18, 2)")
        elif measure.endswith("_count"):
            figures.append(f"count(distinct counted_key) {of_measure}")
        else:
            figures.append(f"bool_or(measure = '{measure}')")
    return f"select {', '.join((*KEYS, *figures))} from {lines} group by {', '.join(KEYS)}"


def columns_of_mart(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("describe marts.member_year_spend").fetchall()
    return [row[0] for row in rows if row[0] not in KEYS]


def differing(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> list[object]:
    return connection.execute(
        f"({one} except {other}) union all ({other} except {one})"
    ).fetchall()


def test_the_lines_of_every_member_year_add_up_to_every_figure(updated_demo: Home) -> None:
    with duckdb.connect(str(updated_demo.warehouse), read_only=True) as connection:
        measures = columns_of_mart(connection)
        figures = f"select {', '.join((*KEYS, *measures))} from marts.member_year_spend"
        lines = added_up(measures, "marts.member_year_line")

        assert differing(connection, figures, lines) == []
        assert len(measures) == 33


def test_what_was_known_earlier_is_what_was_built_then(
    updated_demo: Home, built_demo: Home
) -> None:
    with duckdb.connect(str(updated_demo.warehouse), read_only=True) as connection:
        connection.execute(f"attach '{built_demo.warehouse}' as earlier (read_only)")
        measures = columns_of_mart(connection)
        figures = f"select {', '.join((*KEYS, *measures))} from earlier.marts.member_year_spend"
        lines = added_up(
            measures,
            "marts.member_year_line_version"
            f" where batch_sequence <= {FIRST_DELIVERIES} and"
            f" coalesce(superseded_by_batch_sequence, 999) > {FIRST_DELIVERIES}",
        )
        now = figures.replace("earlier.", "")

        assert differing(connection, figures, lines) == []
        assert differing(connection, figures, now) != []


def changed_member_year(updated_demo: Home) -> tuple[str, int]:
    """Return a member-year with stays, fills and diagnoses that the later delivery changed."""
    with duckdb.connect(str(updated_demo.warehouse), read_only=True) as connection:
        row = connection.execute(
            """
            select beneficiary_id, claim_year
            from marts.member_year_spend
            semi join marts.member_year_line_version as old
                on
                    member_year_spend.beneficiary_id = old.beneficiary_id
                    and member_year_spend.claim_year = old.claim_year
                    and old.measure = 'carrier_paid_amount'
                    and old.superseded_by_batch_sequence is not null
            where inpatient_stay_count > 0 and rx_fill_count > 0 and is_enrolled
            order by claim_line_count desc, beneficiary_id
            limit 1
            """
        ).fetchone()
    assert row is not None
    return row


def test_top_diagnoses_are_the_marts_now_and_earlier(updated_demo: Home, built_demo: Home) -> None:
    beneficiary_id, year = changed_member_year(updated_demo)
    for home, as_of in ((updated_demo, None), (built_demo, str(FIRST_DELIVERIES))):
        with duckdb.connect(str(home.warehouse), read_only=True) as connection:
            ranked = connection.execute(
                "select diagnosis_rank, 'icd9:' || diagnosis_code, paid_amount, claim_count"
                " from marts.member_year_top_diagnoses"
                " where beneficiary_id = ? and claim_year = ? order by 1",
                [beneficiary_id, year],
            ).fetchall()
        explained = explain(updated_demo, beneficiary_id, year, as_of=as_of).diagnoses

        assert [
            (d.rank, d.diagnosis_key, d.paid_amount, d.claim_count) for d in explained
        ] == ranked
        assert all(sum(line.amount or 0 for line in d.lines) == d.paid_amount for d in explained)
        assert len(ranked) > 1


def test_every_line_leads_to_the_row_of_the_file_that_it_is_from(
    updated_demo: Home, generated: Path
) -> None:
    beneficiary_id, year = changed_member_year(updated_demo)
    explanation = explain(updated_demo, beneficiary_id, year)
    folders = {
        d.batch_sequence: generated
        if d.batch_sequence <= FIRST_DELIVERIES
        else generated / "delivery_01"
        for d in read_ledger(updated_demo)
    }
    lines = {
        (line.batch_sequence, line.source_row_number): line.source_file
        for one in explanation.figures
        for line in one.lines
    }
    assert lines.keys() == explanation.records.keys()
    assert len({batch_sequence > FIRST_DELIVERIES for batch_sequence, _ in lines}) == 2
    for (batch_sequence, row_number), source_file in lines.items():
        (sent,) = zipped_rows(folders[batch_sequence], source_file, [row_number])
        values = explanation.records[batch_sequence, row_number]
        assert values["DESYNPUF_ID"] == beneficiary_id
        for name, value in sent.items():
            if name in values or value not in ("", "0.00"):
                assert values[name] == value, name


def zipped_rows(folder: Path, source_file: str, row_numbers: list[int]) -> list[dict[str, str]]:
    with zipfile.ZipFile(folder / source_file.replace(".csv", ".zip")) as archive:
        text = archive.read(source_file).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [rows[number - 1] for number in row_numbers]


def test_a_figure_that_its_lines_do_not_make_is_not_explained(updated_demo: Home, copy_of) -> None:
    home = copy_of(updated_demo)
    beneficiary_id, year = changed_member_year(home)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            "update marts.member_year_spend set carrier_paid_amount = carrier_paid_amount + 1"
            " where beneficiary_id = ? and claim_year = ?",
            [beneficiary_id, year],
        )

    with pytest.raises(ExplanationError, match=r"carrier_paid_amount is .* but its lines make"):
        explain(home, beneficiary_id, year)


def test_what_cannot_be_meant_is_said_in_words(updated_demo: Home) -> None:
    beneficiary_id, year = changed_member_year(updated_demo)
    with pytest.raises(UsageError, match="has no measure spend; it has total_allowed_amount, "):
        explain(updated_demo, beneficiary_id, year, measure="spend")
    with pytest.raises(UsageError, match="there is no delivery 77"):
        explain(updated_demo, beneficiary_id, year, as_of="77")
    with pytest.raises(ExplanationError, match="in 1999; member_year_spend has 2008, 2009"):
        explain(updated_demo, beneficiary_id, 1999)
    with pytest.raises(ExplanationError, match="no beneficiary NOBODY"):
        explain(updated_demo, "NOBODY", year)
    with pytest.raises(ExplanationError, match="in 2008 after 000001-"):
        explain(updated_demo, beneficiary_id, 2008, as_of="1", source_system="feeds")


def test_a_state_that_is_not_built_yet_is_not_explained(
    updated_demo: Home, generated: Path, copy_of
) -> None:
    home = copy_of(updated_demo)
    beneficiary_id, year = changed_member_year(home)
    load(home, [generated / "delivery_02"])
    with pytest.raises(UsageError, match="is not built yet: run `claims build`"):
        explain(home, beneficiary_id, year, as_of="24")
    for delivery in read_ledger(home):
        retract(home, delivery.batch_id)
    with pytest.raises(ExplanationError, match="still hold a retracted delivery: run `claims"):
        explain(home, beneficiary_id, year)


def test_the_command_prints_text_json_and_csv(updated_demo: Home, monkeypatch) -> None:
    monkeypatch.setenv("CLAIMS_HOME", str(updated_demo.root))
    beneficiary_id, year = changed_member_year(updated_demo)
    arguments = ["explain", beneficiary_id, str(year)]

    text = CliRunner().invoke(app, arguments)
    assert text.exit_code == 0
    assert f"desynpuf {beneficiary_id} {year}, as it is after 000016-" in text.stdout
    assert "inpatient_stay_count = " in text.stdout
    assert "Distinct countable inpatient claims" in text.stdout
    assert f"DESYNPUF_ID={beneficiary_id} CLM_ID=" in text.stdout

    as_json = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    figures = {one["measure"]: one["figure"] for one in as_json["figures"]}
    as_csv = list(
        csv.DictReader(io.StringIO(CliRunner().invoke(app, [*arguments, "--csv"]).stdout))
    )
    of_total = [row for row in as_csv if row["measure"] == "total_paid_amount"]
    assert f"{sum(float(row['amount']) for row in of_total):.2f}" == figures["total_paid_amount"]
    assert json.loads(of_total[0]["raw_record"])["DESYNPUF_ID"] == beneficiary_id

    earlier = CliRunner().invoke(app, [*arguments, "--as-of", "8", "--measure", "rx_fill_count"])
    assert "as it was known after 000008-" in earlier.stdout
    assert "rx_fill_count = " in earlier.stdout
    assert "paid" not in earlier.stdout.partition("rows as the source sent them")[0]
