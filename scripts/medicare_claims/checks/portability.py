"""`python -m medicare_claims.checks.portability`: do the models keep to SQL that Spark shares?

Renders every model of the project in the working folder as Spark would get it, first build and
incremental one, and lists what `medicare_claims.checks.shared_sql` finds. Exit status: 0 nothing,
1 findings or a project that dbt cannot compile.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from medicare_claims.checks.shared_sql import findings
from medicare_claims.checks.spark_rendering import rendered_models
from medicare_claims.errors import ClaimsError


def main() -> int:
    """Check the project in the working folder, print what is found, return the exit status."""
    target = Path(os.environ.get("DBT_TARGET_PATH", "target"))
    model_count = finding_count = 0
    try:
        for model in rendered_models(target):
            model_count += 1
            for finding in findings(model.sql):
                finding_count += 1
                print(f"{model.path}, {model.kind} build, {finding}")
    except ClaimsError as error:
        print(f"portability: {error}", file=sys.stderr)
        return error.exit_status
    print(f"portability: {model_count} texts of models, {finding_count} findings")
    return 1 if finding_count else 0


if __name__ == "__main__":
    sys.exit(main())
