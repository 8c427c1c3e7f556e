"""The entrance of the docs site: what the public tables hold, and where to read on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE = """
:root { color-scheme: light dark; --line: #8884; --link: #0b62a8; --quiet: #666; }
@media (prefers-color-scheme: dark) { :root { --link: #7cbcf5; --quiet: #aaa; } }
body { font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.8rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .4rem; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
p { margin: .3rem 0; max-width: 46rem; }
.doors { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.5rem 0; }
.doors a { flex: 1 1 18rem; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
.doors strong { display: block; font-size: 1.1rem; }
.doors span, .count { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .45rem .8rem .45rem 0; vertical-align: top; }
td:first-child { white-space: nowrap; font-family: ui-monospace, monospace; font-size: .9rem; }
.count { white-space: nowrap; text-align: right; padding-right: 0; }
"""

LAYER_TITLES = {
    "marts": "Marts: a member's year",
    "core": "Core: the star",
    "quality": "Quality: what to review",
}


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table that others build on, as the entrance shows it."""

    unique_id: str
    layer: str
    name: str
    description: str
    column_count: int


def index_page(tables: Sequence[PublicTable]) -> str:
    """Return the page as HTML that needs nothing beside it but the site's other two pages.

    Column lineage opens at the first of *tables*.
    """
    layers = [layer for layer in LAYER_TITLES if any(table.layer == layer for table in tables)]
    sections = "\n".join(
        _section(layer, [table for table in tables if table.layer == layer]) for layer in layers
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Medicare Claims Warehouse</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Medicare Claims Warehouse</h1>
<p>Raw CMS claim files in; an audited star schema and member-year marts out.</p>
<div class="doors">
<a href="models.html"><strong>Models</strong>
<span>Every table and column, what it means, how it is tested and made.</span></a>
<a href="{_lineage(tables[0])}"><strong>Column lineage</strong>
<span>Which columns a number comes from, back to the field of CMS's file.</span></a>
</div>
{sections}
</body>
</html>
"""


def _section(layer: str, tables: Sequence[PublicTable]) -> str:
    rows = "\n".join(_row(table) for table in tables)
    return f"<h2>{LAYER_TITLES[layer]}</h2>\n<table>\n{rows}\n</table>"


def _row(table: PublicTable) -> str:
    described = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(table.description))
    return (
        f'<tr><td><a href="models.html#!/model/{escape(table.unique_id)}">'
        f"{escape(table.layer)}.{escape(table.name)}</a></td>"
        f"<td>{described}</td>"
        f'<td class="count">{table.column_count} columns<br>'
        f'<a href="{_lineage(table)}">lineage</a></td></tr>'
    )


def _lineage(table: PublicTable) -> str:
    return f"lineage.html?model={escape(table.unique_id)}&amp;parents=1"
