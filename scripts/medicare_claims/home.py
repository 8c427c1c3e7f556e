"""Where everything lives: the folder that `CLAIMS_HOME` names, `data/` by default."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "CLAIMS_HOME"
"""dbt reads the same variable in `profiles.yml`, so both always mean the same folder."""

DEFAULT_HOME = Path("data")


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one warehouse, all below *root*."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """Return the home that the environment names."""
        return cls(Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME))

    @property
    def raw(self) -> Path:
        """Downloaded and generated source files, as they were sent."""
        return self.root / "raw"

    @property
    def lake(self) -> Path:
        """Parquet files of every accepted row, and the ledger that lists them."""
        return self.root / "lake"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that dbt builds."""
        return self.root / "warehouse.duckdb"
