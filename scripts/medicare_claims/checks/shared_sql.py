"""The SQL that DuckDB 1.5 and Spark 3.5 share: what a model's text may say.

DuckDB runs the models at every build, so only Spark needs a guard. It has two halves: the whole
text must parse in sqlglot's Spark dialect, and the text that is not a dispatched macro's must keep
to what both engines have. sqlglot alone is too kind: it reads `::`, `qualify`, lists in brackets
and every function name as Spark's, too.

Not seen from a text: where nulls sort, the type of an average, what a date minus a date is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlglot
from sqlglot.dialects.spark import Spark
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Iterator

DISPATCHED_FROM = "/*dispatched:*/"
DISPATCHED_TO = "/*:dispatched*/"
"""What stands around the text of a dispatched macro, which is each engine's own."""


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


# Functions with one meaning in both. A name may be added once it has been looked up in Spark 3.5:
# `concat` is missing because it skips nulls in DuckDB alone, `floor` because the types differ.
FUNCTIONS = _words(
    """
    abs array_contains avg bool_and bool_or cast coalesce concat_ws count count_if
    date_trunc day dense_rank extract first_value greatest lag last_day last_value lead
    least left length levenshtein lower lpad ltrim make_date max max_by md5 median min min_by month
    ntile nullif percentile_cont power quarter rank replace right round row_number rpad
    rtrim split_part substr substring sum trim try_cast upper year
    """
)

TYPES_WITH_SIZE = _words("char decimal numeric varchar")

# Words that a parenthesis may follow without being a function's name.
CLAUSES = _words(
    """
    all and any as between by case distinct else except exists filter from group having in
    intersect join not on or over select some then union unpivot using values when where
    within
    """
)

# What only DuckDB reads, or each engine reads in its own way, and what to write instead.
NOT_SHARED = {
    ("::",): "cast(... as ...)",
    ("qualify",): "a CTE that numbers the rows and a where",
    ("asof",): "a join on the range, with a CTE that numbers the candidates",
    ("*", "exclude"): "the columns by name",
    ("*", "replace"): "the columns by name",
    ("distinct", "on"): "a CTE that numbers the rows and a where",
    ("union", "by"): "the columns by name, in one order",
    ("all", "by"): "the columns by name, in one order",
    ("(", "from"): "select * from ...",
    ("[",): "a dispatched macro: lists are written and counted differently",
    ("{",): "a dispatched macro: structs are written differently",
    ("->",): "a dispatched macro: lambdas and JSON paths are written differently",
    ("->>",): "a dispatched macro: JSON paths are written differently",
    ("^",): "power(..., ...); Spark reads ^ as exclusive or",
    ("/", "/"): "a dispatched macro: Spark writes div",
    ("varchar", ")"): "{{ dbt.type_string() }}",
    ("text", ")"): "{{ dbt.type_string() }}",
    ("timestamptz",): "a timestamp in UTC",
    ("timestamp", "with"): "a timestamp in UTC",
    ("hugeint",): "bigint or decimal(38, 0)",
    ("uhugeint",): "bigint or decimal(38, 0)",
    ("ubigint",): "bigint or decimal(38, 0)",
    ("uinteger",): "bigint",
    ("usmallint",): "integer",
    ("utinyint",): "smallint",
    ("glob",): "like",
    ("similar",): "like",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in a rendered text, by line from 1, that Spark does not read as DuckDB does."""

    line: int
    found: str
    instead: str

    def __str__(self) -> str:
        """Tell the place and the way out in one line."""
        return f"line {self.line}: `{self.found}`; write {self.instead}"


def findings(sql: str) -> list[Finding]:
    """Return what *sql*, one statement as Spark would get it, says that the engines do not share.

    The text between `DISPATCHED_FROM` and `DISPATCHED_TO` only has to parse.
    """
    found = list(_not_shared(_without_dispatched(sql)))
    return found or list(_not_parsed(sql.replace(DISPATCHED_FROM, "").replace(DISPATCHED_TO, "")))


def _without_dispatched(sql: str) -> str:
    # Innermost first, for one dispatched macro may call another; lines keep their numbers.
    mark_from, mark_to = re.escape(DISPATCHED_FROM), re.escape(DISPATCHED_TO)
    innermost = re.compile(f"{mark_from}((?:(?!{mark_from}).)*?){mark_to}", re.DOTALL)
    count = 1
    while count:
        sql, count = innermost.subn(lambda match: "dispatched" + "\n" * match[1].count("\n"), sql)
    return sql


def _not_shared(sql: str) -> Iterator[Finding]:
    try:
        tokens = Spark().tokenize(sql)
    except SqlglotError as error:
        yield _unreadable(error)
        return
    words = [sql[token.start : token.end + 1].lower() for token in tokens]
    for position, (token, word) in enumerate(zip(tokens, words, strict=True)):
        if word.startswith('"'):
            yield Finding(token.line, word, "the name without quotes, which Spark reads as a text")
        for phrase, instead in NOT_SHARED.items():
            if tuple(words[position : position + len(phrase)]) == phrase:
                yield Finding(token.line, " ".join(phrase), instead)
        if _is_called(word, words[position + 1 : position + 2]):
            yield Finding(
                token.line,
                f"{word}(",
                "a function of both engines, or a dispatched macro; if Spark 3.5 has this one with"
                " the same meaning, add it to FUNCTIONS in checks/shared_sql.py",
            )


def _is_called(word: str, following: list[str]) -> bool:
    return (
        following == ["("]
        and word.isidentifier()
        and word not in FUNCTIONS
        and word not in CLAUSES
        and word not in TYPES_WITH_SIZE
    )


def _not_parsed(sql: str) -> Iterator[Finding]:
    try:
        sqlglot.parse_one(sql, read=Spark)
    except SqlglotError as error:
        yield _unreadable(error)


def _unreadable(error: SqlglotError) -> Finding:
    place: dict[str, object] = next(iter(getattr(error, "errors", [])), {})
    line = place.get("line")
    return Finding(
        line if isinstance(line, int) else 1,
        str(place.get("highlight") or ""),
        f"what Spark can parse ({place.get('description') or error})",
    )
