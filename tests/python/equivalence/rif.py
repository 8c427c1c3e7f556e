"""Series of RIF's files and changes, and where what is current of them stands.

The files are the generator's: a release and deliveries of changes to it. Here they are split, put
in another order, sent again and taken back, with builds on the way.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from equivalence.disorder import in_disorder, in_halves
from rif_files import current_after, deliveries, key_of, line_of, read

from medicare_claims.generate.rif import RifOptions, generate_rif

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from equivalence.disorder import FileCourse
    from equivalence.oracle import Delivered

DELIVERIES = 4
SPLIT_SHARE, AGAIN_SHARE, LATE_SHARE, BUILD_SHARE = 0.1, 0.05, 0.2, 0.05


def lay_out_rif(seed: int, folder: Path) -> FileCourse:
    """Write the files of a series below *folder* and return its steps."""
    chance = random.Random(seed)
    generate_rif(
        RifOptions(
            seed=seed,
            beneficiaries=40,
            first_year=2016,
            last_year=2018,
            deliveries=DELIVERIES,
            change_share=0.25,
        ),
        folder,
    )
    kinds: Counter[str] = Counter()
    paths: list[Path] = []
    for place in deliveries(folder):
        for changes in json.loads((place / "manifest_rif.json").read_text())["changes"].values():
            kinds.update(changes)
        files = sorted(place.glob("*.csv"))
        for path in chance.sample(files, len(files)):
            paths += _halves(path, chance) if chance.random() < SPLIT_SHARE else [path]
    return in_disorder(paths, kinds, chance, late=LATE_SHARE, again=AGAIN_SHARE, built=BUILD_SHARE)


def _halves(path: Path, chance: random.Random) -> list[Path]:
    """Split a file in two; all rows of a record stay together."""
    record_halves: dict[tuple[str, ...], int] = {}
    keys = [key_of(_kind(path), row) for row in read(path)]
    return in_halves(path, [record_halves.setdefault(key, chance.randrange(2)) for key in keys])


def current_rif(delivered: Iterable[Delivered]) -> frozenset[tuple[str, ...]]:
    """Return the current rows as `CURRENT_ROWS` words them."""
    sent: dict[str, list[list[dict[str, str]]]] = defaultdict(list)
    for delivery in sorted(delivered, key=lambda one: one.batch_sequence):
        places = enumerate(read(delivery.path), start=1)
        sent[_kind(delivery.path)].append(
            [{**row, _PLACE: f"{delivery.batch_sequence}:{number}"} for number, row in places]
        )
    return frozenset(
        (kind, "@".join(key), str(line_of(row)), row[_PLACE])
        for kind, files in sent.items()
        for key, lines in current_after(kind, files).items()
        for row in lines
    )


def _kind(path: Path) -> str:
    return path.stem.split("_")[0]


_PLACE = "delivery and row"

CURRENT_ROWS = """
select claim_type, claim_id, line_number::varchar, batch_sequence || ':' || source_row_number
from core.fact_claim_line
union all
select 'pde', fill_id, '0', batch_sequence || ':' || source_row_number
from core.fact_prescription_fill
union all
select
    'beneficiary',
    beneficiary_id || '@' || claim_year,
    '0',
    batch_sequence || ':' || source_row_number
from core.fact_beneficiary_year
"""
