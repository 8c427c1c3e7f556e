"""`claims explain`: what a member-year's figures are made of."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medicare_claims.errors import UsageError
from medicare_claims.home import Home
from medicare_claims.warehouse.explanation import Explained, Explanation, Line, explain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CSV_COLUMNS = (
    "source_system",
    "beneficiary_id",
    "claim_year",
    "measure",
    "figure",
    "rule",
    "line_type",
    "line_key",
    "diagnosis_key",
    "amount",
    "counted_key",
    "source_file",
    "source_row_number",
    "batch_id",
    "raw_record",
)


def command(
    beneficiary: Annotated[
        str,
        typer.Argument(
            metavar="BENEFICIARY", help="The person's number in the source.", show_default=False
        ),
    ],
    year: Annotated[
        int,
        typer.Argument(
            metavar="YEAR", help="The claim year; 0 holds undated lines.", show_default=False
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(metavar="S", help="The source, where the number is known to several."),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(metavar="M", help="One column of marts.member_year_spend; all without it."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="BATCH", help="What was known after this delivery: its id or number."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV, a row for each figure and line.")
    ] = False,
) -> None:
    """Show the claim lines, fills and enrollment rows that make each figure of a member-year.

    Every column of marts.member_year_spend and each of the top diagnoses, with its rule; every
    line with its file, row and delivery; every row as the source sent it. The amounts add up to
    the figure, a count is the number of different things counted.

    Exit status: 0 explained, 1 there is no such member-year, 2 wrong use.
    """
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other")
    explanation = explain(
        Home.from_environment(),
        beneficiary,
        year,
        source_system=source,
        measure=measure,
        as_of=as_of,
    )
    if as_json:
        print(json.dumps(_as_json(explanation), indent=2, default=_json_value))
    elif as_csv:
        _print_csv(explanation)
    else:
        print("\n".join(_as_text(explanation)))


def _json_value(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} has no JSON form")


def _as_json(explanation: Explanation) -> dict[str, Any]:
    return {
        "source_system": explanation.source_system,
        "beneficiary_id": explanation.beneficiary_id,
        "claim_year": explanation.claim_year,
        "as_of": explanation.as_of.batch_id,
        "figures": [asdict(one) for one in explanation.figures],
        "top_diagnoses": [asdict(one) for one in explanation.diagnoses],
        "records": [
            {"batch_sequence": batch_sequence, "source_row_number": row_number, "values": values}
            for (batch_sequence, row_number), values in explanation.records.items()
        ],
    }


def _print_csv(explanation: Explanation) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    keys = (explanation.source_system, explanation.beneficiary_id, explanation.claim_year)
    for name, figure, rule, lines in _figures_and_diagnoses(explanation):
        for line in lines:
            record = explanation.records[line.batch_sequence, line.source_row_number]
            writer.writerow(
                (
                    *keys,
                    name,
                    figure,
                    rule,
                    line.line_type,
                    line.line_key,
                    line.diagnosis_key,
                    line.amount,
                    line.counted_key,
                    line.source_file,
                    line.source_row_number,
                    line.batch_id,
                    json.dumps(record),
                )
            )


def _figures_and_diagnoses(
    explanation: Explanation,
) -> Iterator[tuple[str, object, str, Sequence[Line]]]:
    for one in explanation.figures:
        yield one.measure, one.figure, one.rule, one.lines
    for diagnosis in explanation.diagnoses:
        yield (
            f"top_diagnosis_{diagnosis.rank}",
            diagnosis.paid_amount,
            f"{diagnosis.description}. Medical paid; claims: {diagnosis.claim_count}.",
            diagnosis.lines,
        )


def _as_text(explanation: Explanation) -> Iterator[str]:
    state = "as it is" if explanation.is_current else "as it was known"
    yield (
        f"{explanation.source_system} {explanation.beneficiary_id} {explanation.claim_year},"
        f" {state} after {explanation.as_of.batch_id} ({explanation.as_of.source_file})"
    )
    for name, figure, rule, lines in _figures_and_diagnoses(explanation):
        if figure:
            yield ""
            yield f"{name} = {_in_words(figure)}"
            yield f"    {' '.join(rule.split())}"
            yield from _lines_as_text(lines)
    nothing = [one.measure for one in explanation.figures if not one.figure]
    if nothing:
        yield ""
        yield f"0: {', '.join(nothing)}"
    yield ""
    yield "rows as the source sent them, blank columns left out"
    files = _files(explanation.figures)
    for (batch_sequence, row_number), values in explanation.records.items():
        yield f"  {files[batch_sequence]} row {row_number}"
        yield "    " + " ".join(f"{name}={value}" for name, value in values.items())


def _lines_as_text(lines: Sequence[Line]) -> Iterator[str]:
    adding = [line for line in lines if line.amount != 0]
    for line in adding:
        what = f"{line.amount:,.2f}" if line.amount is not None else str(line.counted_key)
        yield (
            f"    {what:>14}  {line.line_key}  {line.source_file} row {line.source_row_number}"
            f"  {line.batch_id}"
        )
    if len(lines) > len(adding):
        yield f"    {'0.00':>14}  lines that add nothing: {len(lines) - len(adding)}"


def _in_words(figure: object) -> str:
    if isinstance(figure, Decimal):
        return f"{figure:,.2f}"
    return str(figure).lower() if isinstance(figure, bool) else f"{figure:,}"


def _files(figures: Sequence[Explained]) -> dict[int, str]:
    return {line.batch_sequence: line.source_file for one in figures for line in one.lines}
