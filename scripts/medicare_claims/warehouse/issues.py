"""Findings to review, as `quality.issues` holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.lake.engine import text_literal
from medicare_claims.warehouse.reading import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

SEVERITIES = ("error", "warning", "info")
"""How bad a finding is, the worst first."""

STATUSES = ("open", "waived", "resolved")

ALL_STATUSES = "all"

_SEVEREST_FIRST = "case severity when 'error' then 1 when 'warning' then 2 else 3 end, rule_id"
_ROW_ORDER = f"{_SEVEREST_FIRST}, source_system, table_name, record_key, column_name"


class WaiverError(ClaimsError):
    """A waiver cannot be read, so it waives nothing; the sentence names file, row and value."""


class IssuesFileError(ClaimsError):
    """The findings cannot be written where they were asked for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which findings are meant; None stands for every one."""

    rule_id: str | None = None
    severity: str | None = None
    table_name: str | None = None
    beneficiary_id: str | None = None
    status: str = "open"
    """One of `STATUSES`, or `ALL_STATUSES`; the summary by rule counts all of them."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many findings of one rule there are, by status, and what they mean."""

    rule_id: str
    severity: str
    open: int
    waived: int
    resolved: int
    message: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding; batches are named as in `quality.load_ledger`."""

    rule_id: str
    severity: str
    table_name: str
    record_key: str
    column_name: str
    observed_value: str
    first_seen_batch: str
    last_seen_batch: str
    status: str


class Issues:
    """The findings that *filters* mean, as they stand in an open warehouse."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        filters: Filters,
        *,
        today: date | None = None,
    ) -> None:
        """Choose the findings, waivers judged on *today* or else on the current day.

        Raises `WarehouseError` where the warehouse was built without findings, `WaiverError` where
        a waiver cannot be read, `UsageError` where no finding can be meant.
        """
        self._connection = connection
        _check_built(connection)
        _check_waivers(connection)
        _check_known(connection, filters)
        if today is not None:
            connection.execute("set variable today = ?", [today])
        wanted = {
            "rule_id": filters.rule_id,
            "severity": filters.severity,
            "table_name": filters.table_name,
            "beneficiary_id": filters.beneficiary_id,
        }
        conditions = [f"{column} = ?" for column, value in wanted.items() if value is not None]
        # Kept, for the view goes through every fact.
        connection.execute(
            f"create temp table found as from quality.issues where {_all_of(conditions)}",
            [value for value in wanted.values() if value is not None],
        )
        _check_table(connection, filters.table_name)
        connection.execute(
            "create temp view listed as from found"
            + (
                f" where status = {text_literal(filters.status)}"
                if filters.status != ALL_STATUSES
                else ""
            )
        )

    def by_rule(self) -> list[RuleCount]:
        """Return every rule that found something, in whatever status, the severest first."""
        rows = self._connection.execute(
            f"""
            select
                rule_id,
                severity,
                count(*) filter (status = 'open'),
                count(*) filter (status = 'waived'),
                count(*) filter (status = 'resolved'),
                rules.message,
                rules.meaning
            from found
            inner join reference.quality_rules as rules using (rule_id, severity)
            group by rule_id, severity, rules.message, rules.meaning
            order by {_SEVEREST_FIRST}
            """
        ).fetchall()
        return [RuleCount(*row) for row in rows]

    def count(self) -> int:
        """Return how many findings there are."""
        (row,) = self._connection.execute("select count(*) from listed").fetchall()
        return int(row[0])

    def first(self, limit: int) -> list[Issue]:
        """Return the first *limit* findings, the severest first."""
        rows = self._connection.execute(
            "select rule_id, severity, table_name, record_key, column_name, observed_value,"
            " first_seen_batch, last_seen_batch, status"
            f" from listed order by {_ROW_ORDER} limit ?",
            [limit],
        ).fetchall()
        return [Issue(*row) for row in rows]

    def write_csv(self, path: Path) -> None:
        """Write every finding to *path* with all columns of `quality.issues`; whole or not at all.

        Raises `IssuesFileError`.
        """
        partial = path.with_name(f".{path.name}.part")
        try:
            self._connection.execute(
                f"copy (from listed order by {_ROW_ORDER})"
                f" to {text_literal(str(partial))} (format csv, header true)"
            )
            partial.replace(path)
        except (OSError, duckdb.IOException) as error:
            partial.unlink(missing_ok=True)
            raise IssuesFileError(
                f"{path} cannot be written ({error}): name a file in a folder you may write to"
            ) from error


def _check_built(connection: duckdb.DuckDBPyConnection) -> None:
    built = connection.execute(
        "select count(*) from information_schema.tables"
        " where table_schema = 'quality' and table_name = 'issues'"
    ).fetchone()
    if built == (0,):
        raise WarehouseError("The warehouse holds no findings yet: run `claims build` first")


def _check_waivers(connection: duckdb.DuckDBPyConnection) -> None:
    bad = connection.execute(
        "select waiver_origin, file_row_number, problem from quality.waivers"
        " where problem is not null order by all"
    ).fetchall()
    if bad:
        listed = "; ".join(
            f"waivers.csv of the {origin}, row {row}: {problem}" for origin, row, problem in bad
        )
        raise WaiverError(f"{listed}. Correct the file and run `claims build`")


def _check_known(connection: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    """Refuse what no finding can have; a typing error would else read as nothing found."""
    rules = [
        rule
        for (rule,) in connection.execute(
            "select rule_id from reference.quality_rules order by 1"
        ).fetchall()
    ]
    _check_choice("--rule", filters.rule_id, rules)
    _check_choice("--severity", filters.severity, SEVERITIES)
    _check_choice("--status", filters.status, (*STATUSES, ALL_STATUSES))


def _check_table(connection: duckdb.DuckDBPyConnection, table_name: str | None) -> None:
    """Refuse a table without a finding of any kind; asked only where nothing was found."""
    if table_name is None or connection.execute("select 1 from found limit 1").fetchone():
        return
    tables = connection.execute("select distinct table_name from quality.issues order by 1")
    _check_choice("--table", table_name, [table for (table,) in tables.fetchall()])


def _check_choice(option: str, value: str | None, choices: Iterable[str]) -> None:
    if value is not None and value not in choices:
        raise UsageError(f"{option} {value}: give one of {', '.join(choices)}")


def _all_of(conditions: Iterable[str]) -> str:
    return " and ".join(conditions) or "true"
