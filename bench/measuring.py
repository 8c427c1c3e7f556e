"""What a process costs: seconds of the clock, of the processors, and the greatest memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAUNCHER = Path(__file__).with_name("launcher.py")
SHOWN_LINES = 15


class BenchError(ClaimsError):
    """Something could not be measured, or must not be; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took, its children included.

    *wall* and *cpu* are seconds, the latter user and system time of all of them. *peak_bytes* is
    the greatest resident memory of the one that took most.
    """

    wall: float
    cpu: float
    peak_bytes: int


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of *costs*, each figure by itself; of memory the greatest."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        max(cost.peak_bytes for cost in costs),
    )


def measure(
    command: Sequence[str | Path],
    *,
    folder: Path,
    scratch: Path,
    environment: Mapping[str, str] | None = None,
) -> Cost:
    """Run *command* in *folder* and return what it cost.

    What it prints goes to `output.txt` in *scratch*. Raises BenchError if it fails.
    """
    cost, output = scratch / "cost.json", scratch / "output.txt"
    cost.unlink(missing_ok=True)
    with output.open("wb") as printed:
        done = subprocess.run(
            [sys.executable, "-I", "-S", LAUNCHER, cost, *command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=printed,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode:
        lines = output.read_text(encoding="utf-8", errors="replace").splitlines()
        words = " ".join(str(part) for part in command[:6])
        raise BenchError(
            f"{words} … ended with exit status {done.returncode}; it printed, at last:\n"
            + "\n".join(lines[-SHOWN_LINES:])
        )
    figures = json.loads(cost.read_text(encoding="utf-8"))
    return Cost(figures["wall"], figures["cpu"], figures["peak_bytes"])
