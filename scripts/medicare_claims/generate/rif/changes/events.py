"""What the rows of a change file say, and what is current after them.

Row order is the order of events. DELETE removes the whole record until a later INSERT or UPDATE;
each of the latter brings all of a record's lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from medicare_claims.generate.rif.records import (
    EnrollmentYear,
    Fill,
    InstitutionalClaim,
    Key,
    ProfessionalClaim,
)
from medicare_claims.generate.rif.rows import DELETE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medicare_claims.generate.rif.records import Record

AnyRecord = TypeVar("AnyRecord", InstitutionalClaim, ProfessionalClaim, Fill, EnrollmentYear)


class Event(NamedTuple):
    """A record's rows in a change file; *dml* is one of INSERT, UPDATE, DELETE."""

    dml: str
    record: Record


class Book(Generic[AnyRecord]):
    """The current records of one dataset, and the last versions of those deleted."""

    def __init__(self, records: Iterable[AnyRecord]) -> None:
        self.current: dict[Key, AnyRecord] = {record.key: record for record in records}
        self.deleted: dict[Key, AnyRecord] = {}

    def apply(self, dml: str, record: AnyRecord) -> None:
        """Make an event's outcome current."""
        if dml != DELETE:
            self.deleted.pop(record.key, None)
            self.current[record.key] = record
        elif record.key in self.current:
            self.deleted[record.key] = self.current.pop(record.key)
