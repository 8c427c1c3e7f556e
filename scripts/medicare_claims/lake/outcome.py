"""What is asked of a load, and what comes of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from medicare_claims.errors import ClaimsError
    from medicare_claims.lake.feeds import FeedStage
    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.lake.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """What the command line says about the files. It wins over what their names tell.

    *again* loads a file although its content is loaded already.
    """

    sample: int | None = None
    year: int | None = None
    is_partial: bool = False
    again: bool = False
    feed_stage: FeedStage | None = None
    delivered_on: date | None = None


class Result(Enum):
    """What became of a file."""

    LOADED = "loaded"
    KNOWN = "already loaded"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    *delivery* is the one committed, or the earlier one of a file that is known. *error* says why
    a file was skipped or refused. *notes* are words that a person should see.
    """

    source: Source
    result: Result
    delivery: Delivery | None = None
    error: ClaimsError | None = None
    notes: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """What the command exits with on account of this file."""
        return self.error.exit_status if self.error and self.result is Result.REFUSED else 0


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told how a load goes on.

    *on_start* gets each source, *on_bytes* how many unpacked bytes were read since the last call,
    *on_write* the number of rows about to be written, *on_outcome* what became of the file.
    *on_wait* is called when another load holds the lock.
    """

    on_start: Callable[[Source], None] = lambda _: None
    on_bytes: Callable[[int], None] = lambda _: None
    on_write: Callable[[int], None] = lambda _: None
    on_outcome: Callable[[Outcome], None] = lambda _: None
    on_wait: Callable[[], None] = lambda: None
