"""What a run was made on and with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "polars")


def describe_machine() -> str:
    """Return processors, memory and system in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{os.cpu_count()} cores of {_processor()}, {memory / 2**30:.0f} GiB of memory, "
        f"{platform.system()} {platform.release()}"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that do the work."""
    return {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def commit(project: Path) -> str:
    """Return the commit that is measured, `-dirty` where it was changed; empty without git."""
    done = subprocess.run(
        ["git", "-C", project, "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
