"""The columns of the nine files: as data.cms.gov has them, and as change files do.

Change files are in the richer layout of CMS's Beneficiary FHIR Data server: more columns, and
other names in the beneficiary file. Both hold the columns they share in one order.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from medicare_claims.generate.rif.codes import constants
from medicare_claims.layouts.rif import BFD, DATA_CMS_GOV, read_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DELIMITER = "|"
LINE_END = "\n"
_LINE_NUMBERS = ("LINE_NUM", "CLM_LINE_NUM")


class Layout(Enum):
    """Which of a file's two layouts; the value is its name in `layouts.rif`."""

    CMS = DATA_CMS_GOV
    CHANGES = BFD


class _Column(NamedTuple):
    name: str
    """What the layout calls it."""
    source: str
    """What data.cms.gov calls it, and the generator with it; else as *name*."""


def header(dataset: str, layout: Layout) -> str:
    """Return the header line."""
    return DELIMITER.join(column.name for column in _columns(dataset, layout)) + LINE_END


class Template:
    """Makes text of one dataset's columns in one layout: those of the claim, or of its lines.

    A column that nobody names and that is not constant is blank. Raises KeyError for a name that
    neither layout has.
    """

    def __init__(self, dataset: str, layout: Layout, of_lines: bool) -> None:
        self._dataset = dataset
        columns = _columns(dataset, layout)
        first = _first_of_line(columns)
        self._columns = columns[first:] if of_lines else columns[:first]
        self._forms: dict[tuple[str, ...], _Form] = {}

    def text(self, values: Mapping[str, str | int]) -> str:
        """Return *values* in their columns, without a line end."""
        names = tuple(values)
        form = self._forms.get(names)
        if form is None:
            form = self._forms[names] = self._form(names)
        # Half the time that `%(name)s` takes, which cuts each name out of the text anew.
        return form.text % form.fillings(values)

    def _form(self, names: tuple[str, ...]) -> _Form:
        known = {column.source for layout in Layout for column in _columns(self._dataset, layout)}
        unknown = set(names) - known
        if unknown:
            raise KeyError(f"{self._dataset} has no column {', '.join(sorted(unknown))}")
        fixed = constants(self._dataset)
        return _Form(
            DELIMITER.join(
                "%s" if column.source in names else fixed.get(column.source, "").replace("%", "%%")
                for column in self._columns
            ),
            itemgetter(*(column.source for column in self._columns if column.source in names)),
        )


class _Form(NamedTuple):
    text: str
    """The row, with `%s` in the columns to fill."""
    fillings: Callable[[Mapping[str, str | int]], tuple[str | int, ...]]
    """Takes what fills them, in order; they are always more than one."""


@cache
def _columns(dataset: str, layout: Layout) -> tuple[_Column, ...]:
    rows = [row for row in read_columns() if row["dataset"] == dataset]
    if layout is Layout.CMS:
        return tuple(
            _Column(row["cms_column"], row["cms_column"]) for row in rows if row["cms_column"]
        )
    rows = sorted(
        (row for row in rows if row["bfd_column"]), key=lambda row: int(row["bfd_position"])
    )
    return tuple(
        _Column(row["bfd_column"], row["cms_column"] or row["bfd_column"]) for row in rows
    )


def _first_of_line(columns: tuple[_Column, ...]) -> int:
    for place, column in enumerate(columns):
        if column.name in _LINE_NUMBERS:
            return place
    return len(columns)
