"""Processes to be killed, and when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from itertools import count
from typing import TYPE_CHECKING, NoReturn

from building import forked
from claim_files import load_all

from medicare_claims.home import HOME_VARIABLE, Home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

CHANGES_TO_FILES = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir"})
"""Audit events of what Python does to files and folders, besides opening a file to write."""

PATIENCE = 300
"""Seconds after which a process that does not come to the point is a failure."""


def claims(
    home: Home, *arguments: str | Path, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """Start `claims` in a process group of its own; both of its streams come as one.

    It hears Ctrl-C, also where the tests were started in the background and do not.
    """

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if before:
            before()

    return subprocess.Popen(
        [sys.executable, "-m", "medicare_claims", *map(str, arguments)],
        # Of a log that tests read again and again, the few lines that they look for.
        env={**os.environ, HOME_VARIABLE: str(home.root), "DBT_LOG_LEVEL_FILE": "info"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=prepare,
        start_new_session=True,
    )


def wait_until(is_reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait for *process* to come to a point; it must not end before."""
    began = time.monotonic()
    while not is_reached():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.005)


def kill_group(process: subprocess.Popen[str]) -> None:
    """End *process* and all its children at once, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def is_group_gone(process: subprocess.Popen[str]) -> bool:
    """Whether no process of the group is left, the first one aside if it was not waited for."""
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def loads_killed_at_each_change(folder: Path, files: Sequence[Path]) -> list[Home]:
    """Load *files* again and again, each time killed one change to a file later than before.

    Return the homes in which that happened, below *folder*; in the last one nothing was killed.
    """
    process = forked(_load_again_and_again, folder, files)
    process.start()
    process.join()
    assert process.exitcode == 0
    return [Home(folder / str(number)) for number in range(1, len(list(folder.iterdir())) + 1)]


def _load_again_and_again(folder: Path, files: Sequence[Path]) -> None:
    for event in count(1):
        child = os.fork()
        if child == 0:
            _load_until(Home(folder / str(event)), files, event)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise SystemExit(os.waitstatus_to_exitcode(status))


def _load_until(home: Home, files: Sequence[Path], last_event: int) -> NoReturn:
    home.root.mkdir(parents=True)
    events = 0

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal events
        if _is_change(event, arguments) and str(arguments[0]).startswith(str(home.root)):
            events += 1
            if events == last_event:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(listen)
    try:
        load_all(home, *files)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _is_change(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in CHANGES_TO_FILES
