"""The words a layout is written in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a column's text must be able to become; codes are never judged, only kept."""

    IDENTIFIER = "identifier"
    """Any text but a blank: without it a row belongs to nobody."""
    CODE = "code"
    """Any text, leading zeros and unlisted values included."""
    DATE = "date"
    """YYYYMMDD, or blank."""
    AMOUNT = "amount"
    """Dollars with at most two decimals, signed, or blank."""
    QUANTITY = "quantity"
    """A decimal number, or blank."""
    INTEGER = "integer"
    """A whole number, or blank."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a source file; *name* as the header spells it.

    A row whose *is_required* column is blank is rejected.
    """

    name: str
    kind: Kind
    is_required: bool = False

    @property
    def lake_name(self) -> str:
        """The column's name in the lake and in dbt."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class RepeatedGroup:
    """Columns that a wide record repeats once per slot: `NAME_1` to `NAME_<slots>`.

    The file holds them column by column (all slots of the first, then of the second, …).
    *name* is the list column that the lake keeps them in.
    """

    name: str
    slots: int
    columns: tuple[Column, ...]

    def in_file_order(self) -> tuple[Column, ...]:
        """Return the group's columns as the header spells and orders them."""
        return tuple(
            Column(f"{column.name}_{slot}", column.kind)
            for column in self.columns
            for slot in range(1, self.slots + 1)
        )

    @property
    def amounts(self) -> tuple[Column, ...]:
        """The group's columns of dollars, without a slot's number."""
        return _amounts(self.columns)


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of source file.

    *head* are its plain columns, *group* the repeated ones that follow them, if any.
    *year_columns* are the dates that give a row its claim year, the first one filled; a dataset
    without any takes the year from the file's name.
    """

    source_system: str
    name: str
    head: tuple[Column, ...]
    year_columns: tuple[str, ...]
    group: RepeatedGroup | None = None
    delimiter: str = ","

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column in file order."""
        return self.head + (self.group.in_file_order() if self.group else ())

    @property
    def amounts(self) -> tuple[Column, ...]:
        """The plain columns of dollars; those of the group are the group's."""
        return _amounts(self.head)

    @property
    def is_yearly(self) -> bool:
        """Whether one file holds one year, told by its name alone."""
        return not self.year_columns


def _amounts(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.kind is Kind.AMOUNT)
