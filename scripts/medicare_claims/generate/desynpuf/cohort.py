"""One cohort: its persons, their claims, and the text of the rows in every file and delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.cohorts import DeliveryParts, Part
from medicare_claims.generate.desynpuf import files, rows
from medicare_claims.generate.desynpuf.answer_key import AnnualAmounts, PersonYear
from medicare_claims.generate.desynpuf.beneficiaries import draw_beneficiaries
from medicare_claims.generate.desynpuf.carrier import draw_carrier_claims
from medicare_claims.generate.desynpuf.changes.ways import Surroundings
from medicare_claims.generate.desynpuf.deliveries import deliver
from medicare_claims.generate.desynpuf.fills import draw_fills
from medicare_claims.generate.desynpuf.identifiers import COHORT_SIZE, ClaimKind, ClaimNumbers
from medicare_claims.generate.desynpuf.inpatient import draw_inpatient_claims
from medicare_claims.generate.desynpuf.outpatient import draw_outpatient_claims
from medicare_claims.generate.desynpuf.records import Beneficiary, Records
from medicare_claims.generate.draws import Uniform, stream

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from medicare_claims.generate.desynpuf.options import GenerateOptions


def make_cohort(options: GenerateOptions, cohort: int) -> list[DeliveryParts[files.SampleFile]]:
    """Return the rows of cohort number *cohort*: the base first, then each later delivery."""
    places = range(cohort * COHORT_SIZE, min((cohort + 1) * COHORT_SIZE, options.beneficiaries))
    key = ("desynpuf", options.seed, options.sample, cohort)
    uniform = stream(*key)
    people = draw_beneficiaries(
        options.seed, options.sample, places, options.beneficiaries, uniform
    )
    numbers = {kind: ClaimNumbers(options.sample, kind, cohort, uniform) for kind in ClaimKind}
    current = _draw_base(people, numbers, uniform)
    amounts = AnnualAmounts()
    for claim in current.claims():
        amounts.add(claim)
    everyone = {
        (person.beneficiary_id, coverage.year) for person in people for coverage in person.years
    }
    half = (options.beneficiaries + 1) // 2
    made = [DeliveryParts(_parts(people, current, everyone, amounts, half))]
    with_claims = tuple(person for person in people if person.use_of_care)
    for number in range(1, options.deliveries + 1):
        around = Surroundings(with_claims, numbers, stream(*key, "delivery", number))
        share = options.change_share(number)
        delivery = deliver(current, amounts, share, cohort == 0, around)
        summaries = delivery.person_years if options.with_summary else frozenset()
        parts = _parts(people, delivery.records, summaries, amounts, half)
        made.append(DeliveryParts(parts, delivery.counts))
    return made


def _draw_base(
    people: list[Beneficiary], numbers: Mapping[ClaimKind, ClaimNumbers], uniform: Uniform
) -> Records:
    base = Records()
    for person in people:
        base.inpatient += draw_inpatient_claims(person, numbers[ClaimKind.INPATIENT], uniform)
        base.outpatient += draw_outpatient_claims(person, numbers[ClaimKind.OUTPATIENT], uniform)
        base.carrier += draw_carrier_claims(person, numbers[ClaimKind.CARRIER], uniform)
        base.fills += draw_fills(person, numbers[ClaimKind.FILL], uniform)
    return base


def _parts(
    people: list[Beneficiary],
    records: Records,
    person_years: Collection[PersonYear],
    amounts: AnnualAmounts,
    half: int,
) -> dict[files.SampleFile, Part]:
    """Return the rows of *records* and the summaries of *person_years*, empty parts left out.

    Persons before place *half* have their carrier claims in part A.
    """
    summaries: dict[int, list[str]] = {year: [] for year in files.SUMMARIES}
    for person in people:
        for coverage in person.years:
            person_year = (person.beneficiary_id, coverage.year)
            if person_year in person_years:
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
    texts[files.INPATIENT] = [
        row for claim in records.inpatient for row in rows.inpatient_rows(claim)
    ]
    texts[files.OUTPATIENT] = [
        row for claim in records.outpatient for row in rows.outpatient_rows(claim)
    ]
    texts[files.FILLS] = [rows.fill_row(fill) for fill in records.fills]
    return {
        file: Part(len(text), "".join(text).encode("ascii"))
        for file, text in texts.items()
        if text
    }
