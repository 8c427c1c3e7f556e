"""dbt, as a process that ends with the one that started it.

`python -m medicare_claims.warehouse.dbt_process ARGUMENTS` is `dbt ARGUMENTS` whose standard input
is a pipe that its parent holds open and never writes to. However the parent ends, `kill -9`
included, the pipe closes and dbt stops at once: what it was writing is rolled back, and the
warehouse is not held by a process that nobody knows of. So it does where a person presses Ctrl-C,
unless it was started in a way that ignores that, in the background of a script for instance.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

from dbt.cli.main import cli

_STOPPED = 130
_STANDARD_INPUT = 0


def main() -> None:
    """Run dbt, and watch the parent meanwhile."""
    # A log that a full disk does not take is not worth a traceback for each of its lines.
    logging.raiseExceptions = False
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _end)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv[0] = "dbt"
    cli()


def _end_with_parent() -> None:
    # Not sys.stdin: Python could not shut down while another thread is reading from it.
    os.read(_STANDARD_INPUT, 1)
    _end()


def _end(*_: object) -> None:
    os._exit(_STOPPED)


if __name__ == "__main__":
    main()
