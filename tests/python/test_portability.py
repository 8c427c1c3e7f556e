"""The guard that keeps models to SQL that DuckDB and Spark share."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from medicare_claims.checks.shared_sql import DISPATCHED_FROM, DISPATCHED_TO, findings

if TYPE_CHECKING:
    from pathlib import Path

SHARED = """
with

numbered_lines as (

    select
        *,
        row_number() over (
            partition by claim_key order by paid_amount desc nulls last
        ) as line_rank,
        cast(date_trunc('month', service_date) as date) as service_month
    from core.fact_claim_line
    where (source_system, claim_id) in (select source_system, claim_id from touched)

),

codes as (

    select claim_key, numbered_column, diagnosis_code
    from claims unpivot (diagnosis_code for numbered_column in (code_01, code_02))

)

select
    claim_key,
    lines.line_icd9_dgns_cd as code,
    count(distinct case when paid_amount > 0 then claim_key end) as paid_claim_count,
    sum(paid_amount) filter (where is_countable) as paid_amount,
    max_by(claim_id, paid_amount) as costliest_claim_id
from numbered_lines
left join codes using (claim_key)
group by all
"""


def test_shared_sql_is_not_complained_about():
    assert findings(SHARED) == []


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select paid::integer from lines", "::"),
        ("select paid from lines qualify row_number() over (order by paid) = 1", "qualify"),
        ("select * from lines asof join rates on lines.day >= rates.day", "asof"),
        ("select * exclude (paid) from lines", "* exclude"),
        ("select lines.* exclude (paid) from lines", "* exclude"),
        ("select * replace (0 as paid) from lines", "* replace"),
        ("select distinct on (claim) claim, paid from lines", "distinct on"),
        ("select 1 as paid union all by name select 2 as paid", "all by"),
        ("select * from (from lines) as all_lines", "( from"),
        ("select list(paid) from lines", "list("),
        ("select list (paid) from lines", "list("),
        ("select array_agg(paid order by day) from lines", "array_agg("),
        ("select string_agg(code, ',') from lines", "string_agg("),
        ("select [paid, allowed] from lines", "["),
        ("select codes[1] from claims", "["),
        ("select {'paid': 1} from lines", "{"),
        ("select unnest(codes) from claims", "unnest("),
        ("select strptime(day, '%Y%m%d') from lines", "strptime("),
        ("select date_diff('day', begun, ended) from stays", "date_diff("),
        ("select datediff('day', begun, ended) from stays", "datediff("),
        ("select arg_max(code, paid) from lines", "arg_max("),
        ("select quantile_cont(paid, 0.5) from lines", "quantile_cont("),
        ("select sha256(claim) from lines", "sha256("),
        ("select regexp_matches(code, '^E') from lines", "regexp_matches("),
        ("select * from generate_series(1, 5) as numbers", "generate_series("),
        ("select * from read_parquet('lines.parquet')", "read_parquet("),
        ("select concat(code, name) from lines", "concat("),
        ("select paid // 2 from lines", "/ /"),
        ("select paid ^ 2 from lines", "^"),
        ("select cast(paid as varchar) from lines", "varchar )"),
        ("select cast(paid as text) from lines", "text )"),
        ("select cast(paid as hugeint) from lines", "hugeint"),
        ("select cast(paid as uinteger) from lines", "uinteger"),
        ("select cast(day as timestamptz) from lines", "timestamptz"),
        ("select cast(day as timestamp with time zone) from lines", "timestamp with"),
        ('select "paid" from lines', '"paid"'),
    ],
)
def test_sql_that_spark_lacks_is_found(sql, found):
    assert found in [finding.found for finding in findings(sql)]


def test_a_text_that_spark_cannot_parse_is_found():
    (finding,) = findings("select paid\nfrom lines\nwhere code ~ '^E'")
    assert finding.line == 3
    assert finding.found == "~"


def test_words_in_texts_and_comments_do_not_count():
    assert findings("select 'qualify x::int [1]' as note -- list(paid)\nfrom lines") == []


def test_a_dispatched_macro_may_say_what_its_engine_wants_and_lines_still_count():
    inner = f"{DISPATCHED_FROM}explode_outer(codes){DISPATCHED_TO}"
    outer = f"{DISPATCHED_FROM}\nto_date({inner}, 'yyyyMMdd')\n{DISPATCHED_TO}"
    assert findings(f"select {outer} as day from lines") == []
    (finding,) = findings(f"select {outer} as day,\npaid::integer from lines")
    assert finding.line == 4


def test_a_dispatched_macro_must_still_parse_in_spark():
    assert findings(f"select {DISPATCHED_FROM}{{'paid': 1}}{DISPATCHED_TO} as paid from lines")


def write_project(folder: Path, models: dict[str, str]) -> None:
    """Write a dbt project with one macro that each engine spells its own way."""
    files = {
        "dbt_project.yml": "name: small\nprofile: small\n"
        "flags: {send_anonymous_usage_stats: false}\n",
        "profiles.yml": "small: {target: here, outputs: {here: {type: duckdb, path: w.duckdb}}}\n",
        "macros/first_item.sql": (
            "{% macro first_item(list) %}"
            "{{ return(adapter.dispatch('first_item', 'small')(list)) }}{% endmacro %}\n"
            "{% macro default__first_item(list) %}{{ list }}[1]{% endmacro %}\n"
            "{% macro spark__first_item(list) %}element_at({{ list }}, 1){% endmacro %}\n"
        ),
        **{f"models/{name}.sql": text for name, text in models.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run_check(project: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("DBT_")}
    return subprocess.run(
        [sys.executable, "-m", "medicare_claims.checks.portability"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_projects_models_are_read_as_spark_would_get_them_also_when_incremental(tmp_path):
    claims = "select cast({{ first_item('codes') }} as {{ dbt.type_string() }}) as code from lines"
    lines = (
        "{{ config(materialized = 'incremental') }}\n"
        "select code from {{ ref('claims') }}\n"
        "{% if is_incremental() %}where code > '{{ run_query('select 1').rows[0][0] }}'"
        " and code::integer > 1{% endif %}\n"
    )
    write_project(tmp_path, {"claims": claims, "lines": lines})

    checked = run_check(tmp_path)

    assert checked.returncode == 1, checked.stderr
    assert checked.stdout.splitlines() == [
        "models/lines.sql, incremental build, line 3: `::`; write cast(... as ...)",
        "portability: 3 texts of models, 1 findings",
    ]
    rendered = tmp_path / "target/spark/first/compiled/small/models/claims.sql"
    assert "element_at(codes, 1)" in rendered.read_text()


def test_a_project_that_does_not_compile_is_an_error_and_no_success(tmp_path):
    write_project(tmp_path, {"claims": "select {{ no_such_macro() }}"})

    checked = run_check(tmp_path)

    assert checked.returncode == 1
    assert "no_such_macro" in checked.stdout + checked.stderr
