"""The project as dbt knows it once parsed. The fork server imports this, and each run of dbt in a
test is born with it: importing dbt and parsing take more than half of a small build's time."""

from __future__ import annotations

import gc
import os
import pprint
import tempfile
from typing import TYPE_CHECKING

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner
from dbt.config.runtime import load_profile
from dbt.contracts.files import FileHash
from dbt.parser.manifest import extended_mashumaro_encoder
from dbt_common.context import set_invocation_context
from remembering import compile_templates, remember

from medicare_claims.home import HOME_VARIABLE, Home
from medicare_claims.warehouse.dbt import project_folder, target_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg


def run(
    home: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    changes: Sequence[tuple[str, str, str]],
) -> None:
    """Run dbt on *home* in this process and exit with its status; its words go to `dbt.txt`.

    *changes* are made to what dbt has parsed: of a file, one text into another. Its results are
    written, but what it has parsed, which is large, only where *arguments* say so.
    """
    with (home / "dbt.txt").open("w") as words:
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    for change in changes:
        _change(*change)
    # Tests fill the cores already; those of the commands try what runs on several threads.
    os.environ["CLAIMS_THREADS"] = "1"
    os.environ.update(environment)
    os.environ[HOME_VARIABLE] = str(home.resolve())
    command, *options = arguments
    # dbt would word each event for its log, and then see that nobody wants to hear of it.
    invoked = ["--log-level", "none", command, "--no-write-json", *options, *_flags(home)]
    result = dbtRunner(manifest=MANIFEST, callbacks=[_print_error]).invoke(invoked)
    if result.exception:
        print(result.exception, flush=True)
    if isinstance(result.result, RunExecutionResult):
        result.result.write(str(home / "target" / "run_results.json"))
    DuckDBConnectionManager.close_all_connections()  # and the warehouse is one file
    raise SystemExit(0 if result.success else 1)


def _print_error(event: EventMsg) -> None:
    if event.info.level == "error":
        print(event.info.msg, flush=True)


def _change(file: str, before: str, after: str) -> None:
    """Change the model or macro of *file* that holds *before*; it must stand there once."""
    models = [node for node in MANIFEST.nodes.values() if node.original_file_path == file]
    macros = [macro for macro in MANIFEST.macros.values() if macro.original_file_path == file]
    texts = [(model, "raw_code") for model in models] + [(macro, "macro_sql") for macro in macros]
    found = sum(getattr(node, name).count(before) for node, name in texts)
    if found != 1:
        raise ValueError(f"{file} holds the text to change {found} times: {before}")
    for node, name in texts:
        setattr(node, name, getattr(node, name).replace(before, after))


def leave_parsed(home: Path) -> None:
    """Leave in *home* what dbt would leave there if it had parsed the project for it.

    dbt takes up what it has parsed only where it is of the same connection, and so of the same
    home. Where it is not, dbt parses anew: that takes longer, but nothing else.
    """
    set_invocation_context({**os.environ, HOME_VARIABLE: str(home.resolve())})
    connection = load_profile(str(project_folder()), {}).credentials.connection_info()
    MANIFEST.state_check.profile_hash = FileHash.from_contents(pprint.pformat(sorted(connection)))
    target = target_folder(Home(home))
    target.mkdir(parents=True, exist_ok=True)
    parsed = MANIFEST.to_msgpack(extended_mashumaro_encoder)
    (target / "partial_parse.msgpack").write_bytes(parsed)


def _flags(home: Path | str) -> list[str]:
    project = str(project_folder())
    return [
        *("--project-dir", project, "--profiles-dir", project),
        *("--target-path", f"{home}/target", "--log-path", f"{home}/logs"),
        *("--log-level-file", "none"),
    ]


def _parse() -> Manifest:
    with tempfile.TemporaryDirectory() as folder:
        os.environ[HOME_VARIABLE] = folder
        result = dbtRunner().invoke(["--quiet", "parse", "--no-write-json", *_flags(folder)])
    if result.exception:
        raise result.exception
    return result.result


remember()
MANIFEST = _parse()
compile_templates(MANIFEST)
gc.collect()
gc.freeze()  # or each run would look through all of it again and again
