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
    """A day as the source writes it (`DateFormat`), or blank."""
    YEAR = "year"
    """A year from 1900 to 2099, four digits, or blank."""
    AMOUNT = "amount"
    """Dollars with at most twelve digits and two decimals, signed, or blank."""
    QUANTITY = "quantity"
    """A decimal number, or blank."""
    INTEGER = "integer"
    """A whole number, or blank."""
    SMALL_INTEGER = "small_integer"
    """A whole number of at most four digits, which fits a smallint, or blank."""
    LINE_NUMBER = "line_number"
    """The place of a line or segment within its claim: a whole number from 1 to 9999."""


class DateFormat(Enum):
    """How a source writes a day; the value is the way to say so to a person."""

    YYYYMMDD = "YYYYMMDD"
    DD_MON_YYYY = "DD-Mon-YYYY"
    """The English month in three letters of any case."""
    ISO = "YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a source writes its values.

    *has_quotes* tells CSV from files in which quotes are plain characters. *pads_blanks* tells
    that a value of blanks only is as good as none; it is kept as sent all the same.
    *keeps_unreadable* tells that a value which cannot be read leaves its row in the lake: blanks
    around a value mean nothing, and only a row without its identity is rejected.
    """

    delimiter: str = ","
    date: DateFormat = DateFormat.YYYYMMDD
    has_quotes: bool = True
    pads_blanks: bool = False
    keeps_unreadable: bool = False


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
class Layout:
    """One of the headers that a dataset's files come with.

    *fields* are its names in file order, each with the lake's column that it fills; None for one
    that has no column of its own and is kept in `extra_columns`.
    """

    name: str
    fields: tuple[tuple[str, Column | None], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The header as it is written."""
        return tuple(name for name, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of source file.

    *head* are its plain columns, *group* the repeated ones that follow them, if any.
    *year_columns* are the dates, or the year itself, that give a row its claim year, the first one
    filled; a dataset without any takes the year from the file's name, a feed from its delivery.

    *version_column* is the date that tells which of two rows of a record is newer, where not the
    order of deliveries alone does.

    *layouts* are the headers it comes with, where they are not simply its columns. A column that a
    layout lacks may stand in its files all the same, under the column's own name. *has_samples*
    tells whether CMS cut the source into samples, *is_feed* whether its files are deliveries of a
    day, a priming or an update.
    """

    source_system: str
    name: str
    head: tuple[Column, ...]
    year_columns: tuple[str, ...]
    group: RepeatedGroup | None = None
    format: FileFormat = FileFormat()
    version_column: str | None = None
    layouts: tuple[Layout, ...] = ()
    has_samples: bool = True
    is_feed: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column in the order of the lake."""
        return self.head + (self.group.in_file_order() if self.group else ())

    @property
    def identity(self) -> tuple[Column, ...]:
        """The columns that tell which version of which record a row is."""
        return tuple(
            column
            for column in self.head
            if column.is_required or column.name == self.version_column
        )

    @property
    def known_layouts(self) -> tuple[Layout, ...]:
        """The headers that its files come with, one at least."""
        return self.layouts or (Layout("", tuple((c.name, c) for c in self.columns)),)

    def names_in(self, layout: str | None) -> dict[str, str]:
        """Return how the header of *layout* spells each lake column that it names."""
        return {
            column.lake_name: name
            for known in self.known_layouts
            if known.name == (layout or "")
            for name, column in known.fields
            if column
        }

    @property
    def amounts(self) -> tuple[Column, ...]:
        """The plain columns of dollars; those of the group are the group's."""
        return _amounts(self.head)

    @property
    def is_yearly(self) -> bool:
        """Whether one file holds one year, told by its name alone."""
        return not self.year_columns and not self.is_feed


def _amounts(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.kind is Kind.AMOUNT)
