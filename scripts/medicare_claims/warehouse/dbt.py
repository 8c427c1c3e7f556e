"""Run dbt on the project, as a process of its own.

In the same process dbt would keep the warehouse open, and nothing else could read it. The process
ends with this one, see `dbt_process`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medicare_claims.errors import ClaimsError
from medicare_claims.home import DEFAULT_HOME, HOME_VARIABLE
from medicare_claims.warehouse.reading import check_free

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from medicare_claims.home import Home

TEST_SCOPE_VARIABLE = "CLAIMS_TEST_SCOPE"
"""What tests of facts and marts look at: every row, or (`changed`) what was never tested yet."""

_PASSED = frozenset({"success", "pass", "no-op"})
"""An exposure has nothing to run: dbt calls that a no-op."""
_SKIPPED = "skipped"


class DbtError(ClaimsError):
    """dbt could not start, or stopped before it ran a single model."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one model, seed or test."""

    unique_id: str
    status: str
    message: str
    rows: int | None
    """Rows that a failed test found."""
    seconds: float
    sql: str = ""
    """What ran; for a test, the query of the rows that break its rule."""

    @property
    def name(self) -> str:
        """The node's own name."""
        return self.unique_id.split(".")[2]

    @property
    def is_test(self) -> bool:
        """Whether it checks something, rather than building it."""
        return self.unique_id.startswith(("test.", "unit_test."))

    @property
    def has_failed(self) -> bool:
        """Whether it ran and did not pass; a warning is no failure."""
        return self.status not in _PASSED and self.status not in (_SKIPPED, "warn")

    @property
    def is_skipped(self) -> bool:
        """Whether something before it failed."""
        return self.status == _SKIPPED


def project_folder() -> Path:
    """Return the folder of `dbt_project.yml`: the current one, else the one this code lies in."""
    here = Path.cwd()
    return here if (here / "dbt_project.yml").is_file() else Path(__file__).resolve().parents[3]


def target_folder(home: Home) -> Path:
    """Return where dbt leaves its results.

    The default home shares `target/` with plain `dbt build`; another one has its own, for dbt
    would parse the project anew at each change from one to the other.
    """
    if home.root.resolve() == DEFAULT_HOME.resolve():
        return project_folder() / "target"
    return home.root.resolve() / "target"


def run_dbt(
    home: Home,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    quiet: bool = True,
) -> int:
    """Run dbt with *arguments* on *home*; return its exit status.

    A quiet run prints errors and warnings alone. Raises `WarehouseError` where another process has
    the warehouse open, and `DbtError` where *home* cannot be written to or dbt was killed.
    """
    project = project_folder()
    target = target_folder(home)
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        target.mkdir(parents=True, exist_ok=True)
        (target / "run_results.json").unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(home, error) from error
    check_free(home)
    command = [
        # dbt's semaphores end with it; when it is stopped, a helper of Python's would complain.
        *(sys.executable, "-W", "ignore:resource_tracker", "-P"),
        *("-m", "medicare_claims.warehouse.dbt_process"),
        *(["--quiet"] if quiet else []),
        *arguments,
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(target), "--log-path", str(target.parent / "logs")),
    ]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            env={
                **os.environ,
                HOME_VARIABLE: str(home.root.resolve()),
                **(environment or {}),
            },
        )
    except OSError as error:
        raise DbtError(f"dbt could not be started ({error}): run `make setup`") from error
    with process:
        try:
            status = process.wait()
        except KeyboardInterrupt:
            process.kill()
            raise
    if status < 0:
        raise DbtError(
            f"dbt was ended from outside ({signal.Signals(-status).name}), for lack of memory"
            " perhaps; what it had finished stays, and the next build goes on from there"
        )
    return status


def unwritable(home: Home, error: OSError) -> DbtError:
    """Return what to say of a home that cannot be written to."""
    return DbtError(
        f"{home.root} cannot be written to ({error}): name another folder in {HOME_VARIABLE}"
    )


def read_results(home: Home) -> list[NodeResult]:
    """Return what the last run left in `run_results.json`."""
    path = target_folder(home) / "run_results.json"
    try:
        results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError) as error:
        raise DbtError(f"dbt left no results in {path}: see what it printed above") from error
    return [
        NodeResult(
            unique_id=result["unique_id"],
            status=result["status"],
            message=result["message"] or "",
            rows=result["failures"],
            seconds=result["execution_time"],
            sql=result.get("compiled_code") or "",
        )
        for result in results
    ]
