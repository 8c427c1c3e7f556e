"""One cohort: its persons, their claims, and the text of the rows in every file and delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.cohorts import DeliveryParts, Part
from medicare_claims.generate.draws import stream
from medicare_claims.generate.rif.answer_key import AnswerKey
from medicare_claims.generate.rif.beneficiaries import draw_beneficiaries
from medicare_claims.generate.rif.changes.events import Event
from medicare_claims.generate.rif.changes.ways import Surroundings
from medicare_claims.generate.rif.deliveries import Ledger
from medicare_claims.generate.rif.draws import (
    DATASETS,
    draw_covered_day,
    draw_record,
    draw_records,
)
from medicare_claims.generate.rif.files import ANSWER_KEY, RifFile, file_of
from medicare_claims.generate.rif.identifiers import COHORT_SIZE, ClaimNumbers
from medicare_claims.generate.rif.layout import Layout
from medicare_claims.generate.rif.rows import INSERT, record_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.rif.options import RifOptions
    from medicare_claims.generate.rif.records import Beneficiary, Claim, Fill, Record


def make_cohort(options: RifOptions, cohort: int) -> list[DeliveryParts[RifFile]]:
    """Return the rows of cohort number *cohort*: the base first, then each later delivery."""
    places = range(cohort * COHORT_SIZE, min((cohort + 1) * COHORT_SIZE, options.beneficiaries))
    key = ("rif", options.seed, options.first_year, options.last_year, cohort)
    uniform = stream(*key)
    people = draw_beneficiaries(options, places, uniform)
    numbers = ClaimNumbers(options.seed, cohort, uniform)
    records: list[Record] = [year for person in people for year in person.years]
    records += _draw_base(people, numbers, cohort == 0, uniform)
    made = [DeliveryParts(_parts(Event(INSERT, record) for record in records))]
    ledger = Ledger(records, options, cohort)
    for number in range(1, options.deliveries + 1):
        around = Surroundings(tuple(people), numbers, stream(*key, "delivery", number))
        delivery = ledger.deliver(around)
        made.append(DeliveryParts(_parts(delivery.events, Layout.CHANGES), delivery.counts))
    if options.with_answer_key:
        made[0].parts[ANSWER_KEY] = _answer_key(ledger.current())
    return made


def _draw_base(
    people: list[Beneficiary], numbers: ClaimNumbers, at_least_one: bool, uniform: Uniform
) -> list[Claim | Fill]:
    """Draw the claims and fills; *at_least_one* of every dataset, however few the persons."""
    records = [record for person in people for record in draw_records(person, numbers, uniform)]
    if at_least_one:
        found = {file_of(record).dataset for record in records}
        records += [
            draw_record(dataset, people[0], draw_covered_day(people[0], uniform), numbers, uniform)
            for dataset in DATASETS
            if dataset not in found
        ]
    return records


def _parts(events: Iterable[Event], layout: Layout = Layout.CMS) -> dict[RifFile, Part]:
    texts: dict[RifFile, list[str]] = {}
    for dml, record in events:
        texts.setdefault(file_of(record), []).extend(record_rows(record, layout, dml))
    return {file: _part_of(rows) for file, rows in texts.items()}


def _part_of(rows: list[str]) -> Part:
    return Part(len(rows), "".join(rows).encode("ascii"))


def _answer_key(records: Iterable[Record]) -> Part:
    answer_key = AnswerKey()
    for record in records:
        answer_key.add(record)
    return _part_of(answer_key.rows())
