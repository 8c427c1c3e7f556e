"""Dates that the sources write as text: read for what they are, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import dbt_status, dbt_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.home import Home


@pytest.mark.parametrize(
    ("macro", "written", "no_date"),
    [("to_date", "20080229", "20090229"), ("named_month_date", "29-Feb-2008", "29-Feb-2009")],
)
def test_text_that_is_no_date_fails_and_a_blank_is_none(
    macro: str, written: str, no_date: str, empty: Home, copy_of: Callable[[Home], Home]
) -> None:
    home = copy_of(empty)

    def status(text: str, wanted: str) -> int | None:
        """Run a query that fails where *text* is read as anything but *wanted*."""
        day = f"{{{{ {macro}('sent') }}}}"
        query = f"""
            select case when {day} is not distinct from {wanted} then 1 else error('other day') end
            from (select {text} as sent)
        """
        return dbt_status(home, ["show", "--inline", query])

    assert status(f"'{written}'", "date '2008-02-29'") == 0
    assert status(f"'{written}'", "date '2008-03-01'") == 1
    assert status("cast(null as varchar)", "null") == 0
    assert status(f"'{no_date}'", "null") == 1
    assert f"no date: {no_date}" in dbt_words(home)
