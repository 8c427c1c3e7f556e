"""What the last good build was made of: where that is as it was, there is nothing to build.

A fingerprint of all that a build's result depends upon is left beside dbt's own results when a
build passed: the project's text, the deliveries and waivers, the settings, the versions of the
engines, and the warehouse file as the build left it. Whatever writes to the warehouse in between,
plain `dbt run` included, changes that file, and so the next build looks at everything again.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from medicare_claims.home import HOME_VARIABLE
from medicare_claims.warehouse.dbt import project_folder, target_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medicare_claims.home import Home

_FILE = "last_good_build.json"
_PROJECT = (
    *("dbt_project.yml", "profiles.yml", "waivers.csv"),
    *("macros", "models", "seeds", "tests/generic", "tests/singular"),
)
_ENGINES = ("dbt-core", "dbt-duckdb", "duckdb")
_SETTINGS = ("CLAIMS_", "DBT_")


def ingredients(home: Home) -> str:
    """Return a hash of what a build of *home* is made of, the warehouse it builds upon aside.

    Of 64 hexadecimal digits. To be taken before the build, for a load may go on meanwhile.
    """
    digest = hashlib.sha256()
    for path in filter(Path.is_file, _files(home)):
        digest.update(f"{path}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    settings = sorted(
        (name, value)
        for name, value in os.environ.items()
        if name.startswith(_SETTINGS) and name != HOME_VARIABLE
    )
    engines = {name: version(name) for name in _ENGINES}
    digest.update(json.dumps([settings, engines, str(home.root.resolve())]).encode())
    return digest.hexdigest()


def remember(home: Home, made_of: str) -> None:
    """Leave word that a build *made_of* these passed and left the warehouse as it is now."""
    word = json.dumps([made_of, *_state(home.warehouse)])
    # Where the disk has no room for it, the next build looks at everything again.
    with suppress(OSError):
        _record(home).write_text(word, encoding="utf-8")


def forget(home: Home) -> None:
    """Know of no good build, until the next one."""
    _record(home).unlink(missing_ok=True)


def is_current(home: Home, made_of: str) -> bool:
    """Return whether the last good build had these ingredients and its warehouse is untouched."""
    try:
        recorded = json.loads(_record(home).read_text(encoding="utf-8"))
        return bool(recorded == [made_of, *_state(home.warehouse)])
    except (FileNotFoundError, ValueError):  # nothing there, or nothing that was written whole
        return False


def _record(home: Home) -> Path:
    return target_folder(home) / _FILE


def _files(home: Home) -> Iterator[Path]:
    for name in _PROJECT:
        path = project_folder() / name
        yield from sorted([path, *path.rglob("*")])
    yield from (home.lake / "ledger.jsonl", home.root / "waivers.csv")


def _state(warehouse: Path) -> tuple[int, int]:
    found = warehouse.stat()
    return found.st_size, found.st_mtime_ns
