"""`python -m medicare_claims.checks.layout PATHS`: what `sqlfluff lint PATHS` finds, in less time.

A file is a large tree of segments that lives until its last rule: Python's search for cycles
finds nothing in it, and costs a fifth of the time. And four rules of layout take the whole file
apart into blocks and the points between them; here it is done once. sqlfluff's own processes
import this as well, so both hold there, too. Not for `sqlfluff fix`: fixes change the tree.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from sqlfluff.cli.commands import lint
from sqlfluff.utils.reflow.sequence import ReflowSequence

if TYPE_CHECKING:
    from sqlfluff.core import FluffConfig
    from sqlfluff.core.parser import BaseSegment

_take_apart = ReflowSequence.from_root
_last: tuple[BaseSegment, FluffConfig, ReflowSequence] | None = None


def _once(root_segment: BaseSegment, config: FluffConfig) -> ReflowSequence:
    """Return the parts of a file; of the last one they are known.

    No rule changes them: each makes sequences of its own from what it was given.
    """
    global _last
    if _last is None or _last[0] is not root_segment or _last[1] is not config:
        _last = (root_segment, config, _take_apart(root_segment, config))
    return _last[2]


gc.disable()
ReflowSequence.from_root = staticmethod(_once)  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(lint())
