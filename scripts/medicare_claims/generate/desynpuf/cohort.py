"""One cohort: its persons, their claims, and the text of the rows in every file and delivery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from medicare_claims.generate.desynpuf import files, rows
from medicare_claims.generate.desynpuf.answer_key import AnnualAmounts, PersonYear
from medicare_claims.generate.desynpuf.beneficiaries import draw_beneficiaries
from medicare_claims.generate.desynpuf.carrier import draw_carrier_claims
from medicare_claims.generate.desynpuf.draws import stream
from medicare_claims.generate.desynpuf.fills import draw_fills
from medicare_claims.generate.desynpuf.identifiers import COHORT_SIZE, ClaimKind, ClaimNumbers
from medicare_claims.generate.desynpuf.inpatient import draw_inpatient_claims
from medicare_claims.generate.desynpuf.outpatient import draw_outpatient_claims
from medicare_claims.generate.desynpuf.records import (
    Beneficiary,
    CarrierClaim,
    Fill,
    InpatientClaim,
    OutpatientClaim,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from medicare_claims.generate.desynpuf.options import GenerateOptions

Record = TypeVar("Record", InpatientClaim, OutpatientClaim, CarrierClaim, Fill)

Changes = dict[str, dict[str, int]]
"""How many records of each dataset changed in each way."""


@dataclass(frozen=True, slots=True)
class Part:
    """A cohort's rows in one file."""

    row_count: int
    text: bytes


@dataclass(frozen=True, slots=True)
class DeliveryParts:
    """A cohort's rows in one delivery, by file, and what was changed how often."""

    parts: dict[files.SampleFile, Part]
    changes: Changes = field(default_factory=dict)


@dataclass(slots=True)
class Records:
    """Claims and fills, of a whole cohort or of one delivery of it."""

    inpatient: list[InpatientClaim] = field(default_factory=list)
    outpatient: list[OutpatientClaim] = field(default_factory=list)
    carrier: list[CarrierClaim] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)


def make_cohort(options: GenerateOptions, cohort: int) -> list[DeliveryParts]:
    """Return the rows of cohort number *cohort*: the base first, then each later delivery."""
    places = range(cohort * COHORT_SIZE, min((cohort + 1) * COHORT_SIZE, options.beneficiaries))
    uniform = stream("desynpuf", options.seed, options.sample, cohort)
    people = draw_beneficiaries(
        options.seed, options.sample, places, options.beneficiaries, uniform
    )
    numbers = {kind: ClaimNumbers(options.sample, kind, cohort, uniform) for kind in ClaimKind}
    base = Records()
    amounts = AnnualAmounts()
    for person in people:
        base.inpatient += draw_inpatient_claims(person, numbers[ClaimKind.INPATIENT], uniform)
        base.outpatient += draw_outpatient_claims(person, numbers[ClaimKind.OUTPATIENT], uniform)
        base.carrier += draw_carrier_claims(person, numbers[ClaimKind.CARRIER], uniform)
        base.fills += draw_fills(person, numbers[ClaimKind.FILL], uniform)
    for claims in (base.inpatient, base.outpatient, base.carrier):
        for claim in claims:
            amounts.add(claim)
    everyone = [
        (person.beneficiary_id, coverage.year) for person in people for coverage in person.years
    ]
    half = (options.beneficiaries + 1) // 2
    return [DeliveryParts(_parts(people, base, everyone, amounts, half))]


def _parts(
    people: list[Beneficiary],
    records: Records,
    person_years: Iterable[PersonYear],
    amounts: AnnualAmounts,
    half: int,
) -> dict[files.SampleFile, Part]:
    """Return the rows of *records* and the summaries of *person_years*, empty parts left out.

    Persons before place *half* have their carrier claims in part A.
    """
    wanted = set(person_years)
    summaries: dict[int, list[str]] = {year: [] for year in files.SUMMARIES}
    for person in people:
        for coverage in person.years:
            person_year = (person.beneficiary_id, coverage.year)
            if person_year in wanted:
                summaries[coverage.year].append(
                    rows.beneficiary_row(person, coverage, amounts.of(person_year))
                )
    texts = {file: summaries[year] for year, file in files.SUMMARIES.items()}
    texts[files.CARRIER_A] = [
        rows.carrier_row(claim) for claim in records.carrier if claim.beneficiary.place < half
    ]
    texts[files.CARRIER_B] = [
        rows.carrier_row(claim) for claim in records.carrier if claim.beneficiary.place >= half
    ]
    texts[files.INPATIENT] = _segments(records.inpatient, rows.inpatient_rows)
    texts[files.OUTPATIENT] = _segments(records.outpatient, rows.outpatient_rows)
    texts[files.FILLS] = [rows.fill_row(fill) for fill in records.fills]
    return {
        file: Part(len(text), "".join(text).encode("ascii"))
        for file, text in texts.items()
        if text
    }


def _segments(claims: list[Record], text: Callable[[Record], list[str]]) -> list[str]:
    return [row for claim in claims for row in text(claim)]
