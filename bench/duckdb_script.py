"""Run an SQL script on the files that are measured on: `python duckdb_script.py SQL INPUTS.json`.

The lists of paths in the JSON object become variables, `carrier` for instance `carrier_files`. The
script writes its answer to the folder it is run in.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import duckdb


def main(script: Path, inputs: Path) -> None:
    """Run *script* on the files that *inputs* lists."""
    files: dict[str, list[str]] = json.loads(inputs.read_text(encoding="utf-8"))
    with duckdb.connect(
        config={
            "memory_limit": os.environ["CLAIMS_MEMORY_LIMIT"],
            "temp_directory": "spilled",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    ) as connection:
        for kind, paths in files.items():
            literals = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
            connection.execute(f"set variable {kind}_files = [{literals}]")
        connection.execute(script.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
