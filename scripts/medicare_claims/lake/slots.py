"""The SQL that turns a wide record's numbered columns into a list of its filled slots.

A slot is filled up to the last one that holds anything but blanks and zero amounts. The amounts
of the slots after that are kept as text, so that the record as sent can be rebuilt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.lake.checks import AMOUNT_PATTERN
from medicare_claims.lake.engine import text_literals
from medicare_claims.layouts.layout import Kind

if TYPE_CHECKING:
    from medicare_claims.layouts.layout import RepeatedGroup

USUAL_ZERO = "0.00"
"""How CMS writes an empty slot's amount."""

_USUAL = f"'{USUAL_ZERO}'"
_ZEROS = f"('0', '{USUAL_ZERO}')"


def with_filled_slots(rows: str, group: RepeatedGroup) -> str:
    """Return the query of *rows* with `filled_slots` added, 0 where nothing is filled.

    Most often every empty slot's amount is 0.00 (`is_usual`); then one look at each column does.
    Else every slot is looked at again, for all ways to write nothing.
    """
    slots = range(group.slots, 0, -1)
    touched = " ".join(f"when {_is_touched(group, slot)} then {slot}" for slot in slots)
    usual = " ".join(f"when {slot} then {_is_filled(group, slot)}" for slot in slots)
    filled = " ".join(f"when {_is_filled(group, slot)} then {slot}" for slot in slots)
    rows = f"select *, case {touched} else 0 end as touched_slots from ({rows})"
    rows = f"select *, case touched_slots {usual} else true end as is_usual from ({rows})"
    return (
        f"select *, case when is_usual then touched_slots else case {filled} else 0 end end "
        f"as filled_slots from ({rows})"
    )


def lines_sql(group: RepeatedGroup) -> str:
    """Return the list of the filled slots: structs of `line_number` and the group's columns."""
    whens = []
    structs: list[str] = []
    for slot in range(1, group.slots + 1):
        values = ", ".join(
            f"'{column.lake_name}': {column.lake_name}_{slot}" for column in group.columns
        )
        structs.append(f"{{'line_number': {slot}::smallint, {values}}}")
        whens.append(f"when {slot} then [{', '.join(structs)}]")
    return f"case filled_slots {' '.join(whens)} else [] end"


def empty_slot_amounts_sql(group: RepeatedGroup) -> str:
    """Return the amounts of the slots after the filled ones: slot by slot, comma between them."""
    usual, as_sent = [], []
    for filled in range(group.slots):
        empty = range(filled + 1, group.slots + 1)
        names = [f"{name}_{slot}" for slot in empty for name in _amounts(group)]
        usual.append(",".join([USUAL_ZERO] * len(names)))
        values = ", ".join(f"coalesce({name}, '')" for name in names)
        as_sent.append(f"when {filled} then concat_ws(',', {values})")
    return (
        f"case when is_usual then {text_literals(usual)}[filled_slots + 1] "
        f"else case filled_slots {' '.join(as_sent)} end end"
    )


def readable_slots_sql(group: RepeatedGroup) -> str:
    """Return the condition that every amount can be read; a group holds codes and amounts only.

    An empty slot's amounts are zero or blank by definition. One pattern over the others is three
    times as fast as one for each; line feeds part them, which no value holds.
    """
    whens = []
    names: list[str] = []
    for slot in range(1, group.slots + 1):
        names += [f"{name}_{slot}" for name in _amounts(group)]
        whens.append(f"when {slot} then concat_ws(chr(10), {', '.join(names)})")
    amounts = f"case filled_slots {' '.join(whens)} else '' end"
    return f"regexp_full_match({amounts}, '({AMOUNT_PATTERN}(\\n|$))*')"


def _is_touched(group: RepeatedGroup, slot: int) -> str:
    return " or ".join(
        f"{column.lake_name}_{slot} is distinct from {_USUAL}"
        if column.kind is Kind.AMOUNT
        else f"{column.lake_name}_{slot} is not null"
        for column in group.columns
    )


def _is_filled(group: RepeatedGroup, slot: int) -> str:
    return " or ".join(
        f"coalesce({column.lake_name}_{slot} not in {_ZEROS}, false)"
        if column.kind is Kind.AMOUNT
        else f"{column.lake_name}_{slot} is not null"
        for column in group.columns
    )


def _amounts(group: RepeatedGroup) -> list[str]:
    return [column.lake_name for column in group.amounts]
