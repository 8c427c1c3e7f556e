"""Run a command and write down what it cost: `python launcher.py COST.json COMMAND ARGUMENT…`.

A process of its own, and a small one: the kernel takes the peak memory of a process for no less
than that of the one it was forked from.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

KIBIBYTE = 1024


def main(cost: Path, command: list[str]) -> int:
    """Run *command*, write seconds and bytes of it and its children to *cost*."""
    begun = time.perf_counter()
    # dbt stops when its standard input closes, so it is held open, and nothing is written to it.
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    costs = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * (1 if sys.platform == "darwin" else KIBIBYTE),
    }
    cost.write_text(json.dumps(costs), encoding="utf-8")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
