"""Some hundred patients with their claims, or all providers: the rows of every delivery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from medicare_claims.generate.draws import stream
from medicare_claims.generate.feeds import claims as of_claims
from medicare_claims.generate.feeds import patients as of_patients
from medicare_claims.generate.feeds import providers as of_providers
from medicare_claims.generate.feeds.around import PRIMING, Around, Ids
from medicare_claims.generate.feeds.book import Book, FileKey
from medicare_claims.generate.feeds.calendar import delivery_day
from medicare_claims.generate.feeds.claims import draw_claim
from medicare_claims.generate.feeds.faults import CLAIM_FAULTS, PATIENT_FAULTS, PROVIDER_FAULTS
from medicare_claims.generate.feeds.patients import draw_patient
from medicare_claims.generate.feeds.providers import coming_numbers, draw_provider, provider_id
from medicare_claims.generate.feeds.records import CLAIMS, PATIENTS, PROVIDERS
from medicare_claims.generate.feeds.ways import CLAIM_WAYS, PATIENT_WAYS, PROVIDER_WAYS, change

if TYPE_CHECKING:
    from medicare_claims.generate.cohorts import ChangeCounts, Part
    from medicare_claims.generate.draws import Uniform
    from medicare_claims.generate.feeds.book import Planted
    from medicare_claims.generate.feeds.options import FeedsOptions
    from medicare_claims.generate.feeds.records import Claim, Patient, Provider

PROVIDERS_ALONE = 0
"""The number of the cohort that is no patients but all providers."""

_AWAITED = 0.5
"""The share of new patients whom, if there are such, claims already named."""


@dataclass(slots=True)
class MadeCohort:
    """A cohort's rows by file, the faults in them, and how many changes of which kind.

    *changes* are by delivery.
    """

    parts: dict[FileKey, Part] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    changes: dict[int, ChangeCounts] = field(default_factory=dict)


def make_cohort(options: FeedsOptions, number: int) -> MadeCohort:
    """Return cohort *number*: the providers (0), or patients with their claims (1 and on)."""
    if number == PROVIDERS_ALONE:
        return _make_providers(options)
    return _PatientCohort(options, number - 1).make()


def _deliveries(options: FeedsOptions) -> range:
    return range(PRIMING, PRIMING + options.deliveries + 1)


def _around(
    options: FeedsOptions, number: int, uniform: Uniform, ids: tuple[Ids, Ids, Ids]
) -> Around:
    previous = 0 if number == PRIMING else delivery_day(number - 1)
    coming = tuple(
        provider_id(options, place)
        for later in range(number + 1, _deliveries(options).stop)
        for place in coming_numbers(options, later)
    )
    return Around(number, previous, delivery_day(number), uniform, *ids, coming)


def _make_providers(options: FeedsOptions) -> MadeCohort:
    made = MadeCohort()
    uniform = stream("feeds", options.seed, PROVIDERS)
    book: Book[Provider] = Book(
        PROVIDERS, PROVIDER_FAULTS, of_providers.send_elsewhere, options.bad_share, options.seed
    )
    no_ids = (Ids("", 0), Ids("", 0), Ids("", 0))
    for number in _deliveries(options):
        around = _around(options, number, uniform, no_ids)
        book.changes.clear()
        if number != PRIMING:
            expected = options.providers * options.change_share
            change(book, PROVIDER_WAYS, None, expected, True, around)
            book.changes["new"] = options.new_providers
        for place in coming_numbers(options, number):
            book.add(draw_provider(options, place, around), around)
        made.parts[FileKey(number, PROVIDERS)] = book.finish(around)
        made.changes[number] = {PROVIDERS: dict(book.changes)}
    made.planted = book.planted
    return made


class _PatientCohort:
    """Patients and claims of one cohort, delivery by delivery."""

    def __init__(self, options: FeedsOptions, cohort: int) -> None:
        self._options = options
        self._is_first = cohort == 0
        self._uniform = stream("feeds", options.seed, options.patients, options.claims, cohort)
        self._patient_places = options.patients_of(cohort)
        self._claim_places = options.claims_of(cohort)
        turn = options.seed + cohort
        self._patients: Book[Patient] = Book(
            PATIENTS, PATIENT_FAULTS, of_patients.send_elsewhere, options.bad_share, turn
        )
        self._claims: Book[Claim] = Book(
            CLAIMS, CLAIM_FAULTS, of_claims.send_otherwise, options.bad_share, turn
        )
        self._last: dict[str, Claim] = {}
        self._awaited: list[str] = []
        # A cohort's later numbers are its own: no delivery sends more rows than so many.
        rows = 2 * (len(self._claim_places) + len(self._patient_places)) + 100
        later = cohort * rows * (options.deliveries + 1)
        prefix = options.id_prefix
        self._later_ids = (
            Ids(prefix + "C{:09d}", options.claims + later + 1),
            Ids(prefix + "P{:08d}", options.patients + later + 1),
            Ids(prefix + "D9{:08d}", later + 1),
        )

    def make(self) -> MadeCohort:
        """Return the rows of every delivery."""
        made = MadeCohort()
        for number in _deliveries(self._options):
            around = _around(self._options, number, self._uniform, self._later_ids)
            around.awaited_patients = self._awaited
            self._patients.changes.clear()
            self._claims.changes.clear()
            if number == PRIMING:
                self._prime(around)
            else:
                self._update(around)
            made.parts[FileKey(number, PATIENTS)] = self._patients.finish(around)
            made.parts[FileKey(number, CLAIMS)] = self._claims.finish(around)
            made.changes[number] = {
                PATIENTS: dict(self._patients.changes),
                CLAIMS: dict(self._claims.changes),
            }
        made.planted = self._patients.planted + self._claims.planted
        return made

    def _prime(self, around: Around) -> None:
        prefix = self._options.id_prefix
        for place in self._patient_places:
            self._patients.add(draw_patient(f"{prefix}P{place + 1:08d}", around), around)
        ids = Ids(prefix + "C{:09d}", self._claim_places.start + 1)
        around.claim_ids = ids
        for _ in self._claim_places:
            self._claims.add(self._draw_claim(around), around)

    def _update(self, around: Around) -> None:
        share = self._options.change_share
        change(
            self._patients,
            PATIENT_WAYS,
            lambda: self._draw_patient(around),
            share * len(self._patient_places),
            self._is_first,
            around,
        )
        self._meet_new_providers(around)
        change(
            self._claims,
            CLAIM_WAYS,
            lambda: self._draw_claim(around),
            share * len(self._claim_places),
            self._is_first,
            around,
        )

    def _draw_patient(self, around: Around) -> Patient:
        if self._awaited and around.uniform() < _AWAITED:
            patient = draw_patient(self._awaited.pop(0), around)
            self._meet(patient, around)
            return patient
        return draw_patient(around.patient_ids.next(), around)

    def _draw_claim(self, around: Around) -> Claim:
        patient = pick_last(self._patients, around)
        claim = draw_claim(self._options, patient, self._last.get(patient), around)
        self._last[patient] = claim
        return claim

    def _meet(self, patient: Patient, around: Around) -> None:
        """The claims that name *patient* are right from now on."""
        for entry in self._claims.unhealthy("orphan_beneficiary"):
            if entry.text == patient.record_id:
                entry.record = entry.record._replace(patient_id=patient.record_id)
                self._claims.resolve(entry, FileKey(around.number, PATIENTS))

    def _meet_new_providers(self, around: Around) -> None:
        """The claims that name the delivery's new providers are right from now on."""
        met = {
            provider_id(self._options, place)
            for place in coming_numbers(self._options, around.number)
        }
        for entry in self._claims.unhealthy("orphan_provider"):
            if entry.text in met:
                entry.record = entry.record._replace(provider_id=entry.text)
                self._claims.resolve(entry, FileKey(around.number, PROVIDERS))


def pick_last(patients: Book[Patient], around: Around) -> str:
    """Draw the id of a patient of *patients*; some see doctors more often than others."""
    chance = around.uniform()
    return patients.entries[int(chance * chance * len(patients.entries))].record.record_id
