"""Homes in the state that a measurement starts from.

dbt keeps what it has parsed for one path of the warehouse, so all work is done in one folder, and
its states are copied aside and back.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from medicare_claims.home import Home

if TYPE_CHECKING:
    from pathlib import Path


class Homes:
    """The home that is worked in, and its states by name, below *folder*; what was there goes."""

    def __init__(self, folder: Path) -> None:
        self._states = folder / "states"
        self.home = Home(folder / "home")
        for path in (self._states, self.home.root):
            if path.exists():
                shutil.rmtree(path)
        self._states.mkdir(parents=True)
        self.home.root.mkdir()

    def keep(self, state: str) -> None:
        """Keep the home as it is now as *state*."""
        _copy(self.home.root, self._states / state)

    def take(self, state: str) -> None:
        """Make the home what it was when *state* was kept."""
        _copy(self._states / state, self.home.root)

    def forget(self) -> None:
        """Remove all states: they are large."""
        shutil.rmtree(self._states)


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    # As a reflink where the file system can, which costs nothing.
    subprocess.run(["cp", "-a", source, target], check=True)
