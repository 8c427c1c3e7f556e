"""The linter of SQL finds file by file what sqlfluff would."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / ".sqlfluff"

GOOD = "select code\nfrom lines\n"
FAULTS = {
    "spaces": ("select  code\nfrom lines\n", {"LT01"}),
    "indents": ("select code\nfrom lines\nwhere\n        code = 'a'\n", {"LT02"}),
    "keywords": ("select code\nfrom lines where code = 'a'\n", {"LT14"}),
    "long": (f"select code\nfrom lines\nwhere code = '{'a' * 100}'\n", {"LT05"}),
    "case": ("SELECT code\nfrom lines\n", {"CP01"}),
    "good": (GOOD, set()),
}


def test_each_file_is_told_its_own_faults(tmp_path: Path) -> None:
    configuration = CONFIGURATION.read_text(encoding="utf-8")
    (tmp_path / ".sqlfluff").write_text(configuration.replace("= dbt", "= raw"))
    for name, (sql, _) in FAULTS.items():
        (tmp_path / f"{name}.sql").write_text(sql)

    options = ("--disable-progress-bar", "--format", "json", "--processes", "1")
    checked = subprocess.run(
        [sys.executable, "-m", "medicare_claims.checks.layout", *options, "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 1, checked.stderr
    found = {
        Path(file["filepath"]).stem: {violation["code"] for violation in file["violations"]}
        for file in json.loads(checked.stdout)
    }
    assert found == {name: codes for name, (_, codes) in FAULTS.items()}
