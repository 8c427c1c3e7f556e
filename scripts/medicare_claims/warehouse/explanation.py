"""What the figures of a member-year are made of, down to the rows that the source sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.lake.ledger import read_ledger
from medicare_claims.lake.raw_records import Place, read_raw_records
from medicare_claims.lake.retract import find_delivery
from medicare_claims.layouts import desynpuf, feeds, rif
from medicare_claims.warehouse.positions import positions_in
from medicare_claims.warehouse.reading import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from medicare_claims.home import Home
    from medicare_claims.lake.ledger import Delivery

TOP_DIAGNOSES = 5
_KEYS = ("source_system", "beneficiary_id", "claim_year")
_DIAGNOSIS_MEASURE = "medical_paid_amount"
"""Each of its dollars belongs to one diagnosis."""

Figure = Decimal | int | bool


class ExplanationError(ClaimsError):
    """There is no such member-year, or its lines and its figures do not agree."""


@dataclass(frozen=True, slots=True)
class Line:
    """A claim line, fill or enrollment row, and what it adds to one figure."""

    line_type: str
    line_key: str
    claim_key: str | None
    diagnosis_key: str
    amount: Decimal | None
    """Dollars; None where the figure is a count."""
    counted_key: str | None
    """What a count counts once; None where the figure is an amount."""
    batch_sequence: int
    source_row_number: int
    batch_id: str
    source_file: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A column of `member_year_spend`, its rule and its lines."""

    measure: str
    rule: str
    figure: Figure
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ExplainedDiagnosis:
    """A diagnosis of the year's top five and the lines whose dollars it got."""

    rank: int
    diagnosis_key: str
    description: str
    paid_amount: Decimal
    claim_count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A member-year, figure by figure, as it was known after *as_of*."""

    source_system: str
    beneficiary_id: str
    claim_year: int
    as_of: Delivery
    is_current: bool
    """Whether nothing that is built came after *as_of*."""
    figures: tuple[Explained, ...]
    diagnoses: tuple[ExplainedDiagnosis, ...]
    records: dict[Place, dict[str, str]]
    """Each line's raw record: the filled columns by their names in the source's header."""


def explain(
    home: Home,
    beneficiary_id: str,
    claim_year: int,
    *,
    source_system: str | None = None,
    measure: str | None = None,
    as_of: str | None = None,
) -> Explanation:
    """Explain a member-year, or one *measure* of it, from the last built delivery or *as_of*.

    A retracted delivery is as if it had never come, also for an earlier state.

    Raises `UsageError` for a measure, batch or source that does not exist or is left open, and
    `ExplanationError` where the member-year does not exist.
    """
    deliveries = read_ledger(home)
    with open_warehouse(home) as connection:
        positions = positions_in(connection, deliveries)
        if positions.holds_retracted:
            raise ExplanationError(
                "the tables still hold a retracted delivery: run `claims build`"
            )
        built = positions.built
        known = [d for d in deliveries if d.is_committed and d.batch_sequence <= built]
        if not known:
            raise ExplanationError("nothing that is loaded is built yet: run `claims build`")
        until = find_delivery(deliveries, as_of) if as_of else known[-1]
        if until.batch_sequence > built:
            raise UsageError(f"{until.batch_id} is not built yet: run `claims build`")
        rules = _rules(connection)
        if measure is not None and measure not in rules:
            raise UsageError(
                f"member_year_spend has no measure {measure}; it has {', '.join(rules)}"
            )
        is_current = until.batch_sequence >= known[-1].batch_sequence
        source = source_system or _source_of(connection, beneficiary_id, claim_year)
        lines = _lines(
            connection,
            (source, beneficiary_id, claim_year),
            {d.batch_sequence: d for d in deliveries},
            None if is_current else until.batch_sequence,
        )
        if not lines:
            raise ExplanationError(
                _not_found(connection, source, beneficiary_id, claim_year, until, is_current)
            )
        figures = tuple(
            Explained(name, rule, _figure(name, lines.get(name, ())), lines.get(name, ()))
            for name, rule in rules.items()
            if measure in (None, name)
        )
        if is_current:
            _insist_on_the_mart(connection, (source, beneficiary_id, claim_year), figures)
        diagnoses = (
            _diagnoses(connection, lines.get(_DIAGNOSIS_MEASURE, ()))
            if measure in (None, _DIAGNOSIS_MEASURE)
            else ()
        )
    places = {
        (line.batch_sequence, line.source_row_number) for one in figures for line in one.lines
    }
    return Explanation(
        source_system=source,
        beneficiary_id=beneficiary_id,
        claim_year=claim_year,
        as_of=until,
        is_current=is_current,
        figures=figures,
        diagnoses=diagnoses,
        records=read_raw_records(
            home,
            sorted(places),
            {d.batch_sequence: d for d in deliveries},
            (*desynpuf.DATASETS, *rif.DATASETS, *feeds.DATASETS),
        ),
    )


def _rules(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return each figure of the mart with its rule, which is its column's description."""
    return dict(
        connection.execute(
            "select column_name, comment from duckdb_columns()"
            " where schema_name = 'marts' and table_name = 'member_year_spend'"
            " and column_name not in (?, ?, ?) order by column_index",
            _KEYS,
        ).fetchall()
    )


def _source_of(connection: duckdb.DuckDBPyConnection, beneficiary_id: str, claim_year: int) -> str:
    """Return the source whose member-year it must be, or ask for it."""
    sources = [
        row[0]
        for row in connection.execute(
            "select distinct source_system from core.dim_beneficiary where beneficiary_id = ?"
            " order by 1",
            [beneficiary_id],
        ).fetchall()
    ]
    if not sources:
        raise ExplanationError(f"no beneficiary {beneficiary_id} is in core.dim_beneficiary")
    if len(sources) > 1:
        raise UsageError(
            f"{beneficiary_id} in {claim_year} may be of {' or '.join(sources)}: add --source"
        )
    return str(sources[0])


def _lines(
    connection: duckdb.DuckDBPyConnection,
    member_year: tuple[str, str, int],
    deliveries: dict[int, Delivery],
    last_batch: int | None,
) -> dict[str, tuple[Line, ...]]:
    """Return the lines of each measure, current ones or those of *last_batch*'s time."""
    standing = (
        ""
        if last_batch is None
        else f" and batch_sequence <= {last_batch}"
        " and (superseded_by_batch_sequence is null"
        f" or superseded_by_batch_sequence > {last_batch})"
    )
    view = "marts.member_year_line" if last_batch is None else "marts.member_year_line_version"
    rows = connection.execute(
        f"select measure, line_type, line_key, claim_key, diagnosis_key, amount, counted_key,"
        f" batch_sequence, source_row_number from {view}"
        f" where source_system = ? and beneficiary_id = ? and claim_year = ?{standing}"
        " order by measure, amount desc, line_key",
        member_year,
    ).fetchall()
    lines: dict[str, list[Line]] = {}
    for row in rows:
        delivery = deliveries[row[7]]
        lines.setdefault(row[0], []).append(
            Line(
                line_type=row[1],
                line_key=row[2],
                claim_key=row[3],
                diagnosis_key=row[4],
                amount=row[5],
                counted_key=row[6],
                batch_sequence=row[7],
                source_row_number=row[8],
                batch_id=delivery.batch_id,
                source_file=delivery.source_file,
            )
        )
    return {name: tuple(of_measure) for name, of_measure in lines.items()}


def _figure(measure: str, lines: Sequence[Line]) -> Figure:
    if measure.endswith("_amount"):
        return sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))
    if measure.endswith("_count"):
        return len({line.counted_key for line in lines})
    return bool(lines)


def _insist_on_the_mart(
    connection: duckdb.DuckDBPyConnection,
    member_year: tuple[str, str, int],
    figures: Sequence[Explained],
) -> None:
    """Refuse to explain a figure that the lines do not add up to."""
    row = connection.execute(
        f"select {', '.join(one.measure for one in figures)} from marts.member_year_spend"
        " where source_system = ? and beneficiary_id = ? and claim_year = ?",
        member_year,
    ).fetchone()
    for one, stored in zip(figures, row or [None] * len(figures), strict=True):
        if one.figure != stored:
            raise ExplanationError(
                f"{one.measure} is {stored} in marts.member_year_spend, but its lines make"
                f" {one.figure}: the warehouse was changed by hand, or this is a defect;"
                " `claims build --full-refresh` builds it anew"
            )


def _diagnoses(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[Line]
) -> tuple[ExplainedDiagnosis, ...]:
    """Rank the diagnoses as `member_year_top_diagnoses` does: paid, claims, code."""
    by_key: dict[str, list[Line]] = {}
    for line in lines:
        if line.diagnosis_key != "unknown":
            by_key.setdefault(line.diagnosis_key, []).append(line)
    totals = [
        (sum((line.amount or Decimal(0) for line in of_key), Decimal("0.00")), key, of_key)
        for key, of_key in by_key.items()
    ]
    ranked = sorted(
        (
            (paid, len({line.claim_key for line in of_key}), key, of_key)
            for paid, key, of_key in totals
            if paid > 0
        ),
        key=lambda one: (-one[0], -one[1], one[2]),
    )[:TOP_DIAGNOSES]
    descriptions: dict[str, Any] = dict(
        connection.execute(
            "select diagnosis_key, dotted_diagnosis_code || ' ' || diagnosis_description"
            " from core.dim_diagnosis where list_contains(?, diagnosis_key)",
            [[key for _, _, key, _ in ranked]],
        ).fetchall()
    )
    return tuple(
        ExplainedDiagnosis(rank, key, descriptions[key], paid, claims, tuple(of_key))
        for rank, (paid, claims, key, of_key) in enumerate(ranked, 1)
    )


def _not_found(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    beneficiary_id: str,
    claim_year: int,
    until: Delivery,
    is_current: bool,
) -> str:
    years = [
        str(row[0])
        for row in connection.execute(
            "select claim_year from marts.member_year_spend"
            " where source_system = ? and beneficiary_id = ? order by 1",
            [source, beneficiary_id],
        ).fetchall()
    ]
    when = "" if is_current else f" after {until.batch_id}"
    return (
        f"nothing is known of {source} beneficiary {beneficiary_id} in {claim_year}{when};"
        f" member_year_spend has {', '.join(years) or 'no year'} of them"
    )
