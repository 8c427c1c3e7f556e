"""One later delivery of a cohort: what changes in each dataset, and what is current after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from medicare_claims.generate.rif.changes import enrollment, fills, institutional, professional
from medicare_claims.generate.rif.changes.events import Book, Event
from medicare_claims.generate.rif.changes.ways import Change, change
from medicare_claims.generate.rif.identifiers import COHORT_SIZE
from medicare_claims.generate.rif.institutional import INSTITUTIONAL
from medicare_claims.generate.rif.professional import PROFESSIONAL
from medicare_claims.generate.rif.records import (
    EnrollmentYear,
    Fill,
    InstitutionalClaim,
    ProfessionalClaim,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medicare_claims.generate.cohorts import ChangeCounts
    from medicare_claims.generate.rif.changes.ways import Surroundings
    from medicare_claims.generate.rif.options import RifOptions
    from medicare_claims.generate.rif.records import Record


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is delivered, in the order of the rows, and how many changes of which kind."""

    events: tuple[Event, ...]
    counts: ChangeCounts


class Ledger:
    """A cohort's records of all datasets, as the deliveries up to now leave them."""

    def __init__(self, records: Iterable[Record], options: RifOptions, cohort: int) -> None:
        self._share = options.change_share
        self._at_least_once = cohort == 0
        beyond = COHORT_SIZE * (options.cohorts + cohort)
        self._enrollment_revisions = enrollment.revisions_for(
            options.seed, range(beyond, beyond + COHORT_SIZE)
        )
        everything = list(records)
        self._years = Book(each for each in everything if isinstance(each, EnrollmentYear))
        self._fills = Book(each for each in everything if isinstance(each, Fill))
        self._institutional = {
            dataset: Book(
                each
                for each in everything
                if isinstance(each, InstitutionalClaim) and each.dataset == dataset
            )
            for dataset in INSTITUTIONAL
        }
        self._professional = {
            dataset: Book(
                each
                for each in everything
                if isinstance(each, ProfessionalClaim) and each.dataset == dataset
            )
            for dataset in PROFESSIONAL
        }

    def deliver(self, around: Surroundings) -> Delivery:
        """Change some records of every dataset and return what to deliver."""
        share, at_least_once = self._share, self._at_least_once
        changes: dict[str, list[Change]] = {
            self._enrollment_revisions.dataset: change(
                self._years, self._enrollment_revisions, share, at_least_once, around
            )
        }
        for dataset, institutional_book in self._institutional.items():
            changes[dataset] = change(
                institutional_book,
                institutional.revisions_of(dataset),
                share,
                at_least_once,
                around,
            )
        for dataset, professional_book in self._professional.items():
            changes[dataset] = change(
                professional_book,
                professional.revisions_of(dataset),
                share,
                at_least_once,
                around,
            )
        changes[fills.REVISIONS.dataset] = change(
            self._fills, fills.REVISIONS, share, at_least_once, around
        )
        return Delivery(
            tuple(event for made in changes.values() for one in made for event in one.events),
            {dataset: Counter(one.name for one in made) for dataset, made in changes.items()},
        )

    def current(self) -> Iterator[Record]:
        """Return every record that is current."""
        books: list[Iterable[Record]] = [
            self._years.current.values(),
            self._fills.current.values(),
            *(book.current.values() for book in self._institutional.values()),
            *(book.current.values() for book in self._professional.values()),
        ]
        return chain.from_iterable(books)
