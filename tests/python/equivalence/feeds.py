"""Series of an insurer's feeds, and what must be current and valid of them, in plain Python.

The files are the generator's: a priming delivery and updates of it, with rows that go back in time
and rows that are wrong. Here they are split, put in another order, sent again and taken back, with
builds on the way.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from equivalence.disorder import in_disorder, in_halves
from feeds_judging import (
    KEYS,
    STATES,
    WORDS,
    Judged,
    current_of,
    day,
    feed_file,
    files_below,
    money,
    word,
)

from medicare_claims.generate.feeds import FeedsOptions, generate_feeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from equivalence.disorder import FileCourse
    from equivalence.oracle import Delivered
    from feeds_judging import Sent

DELIVERIES = 3
SPLIT_SHARE, AGAIN_SHARE, LATE_SHARE, BUILD_SHARE = 0.15, 0.1, 0.3, 0.1

ALWAYS, FOREVER = date(1900, 1, 1), date(9999, 12, 31)
PLACE = ("address", "city", "state", "zipcode")


def lay_out_feeds(seed: int, folder: Path) -> FileCourse:
    """Write the files of a series below *folder* and return its steps."""
    chance = random.Random(seed)
    generate_feeds(
        FeedsOptions(
            seed=seed,
            patients=80,
            providers=20,
            claims=300,
            deliveries=DELIVERIES,
            change_share=0.5,
            bad_share=0.08,
        ),
        folder,
    )
    kinds: Counter[str] = Counter()
    for manifest in folder.glob("delivery_*/manifest_feeds.json"):
        for changes in json.loads(manifest.read_text())["changes"].values():
            kinds.update(changes)
    paths: list[Path] = []
    for file in files_below(folder):
        is_split = chance.random() < SPLIT_SHARE
        paths += _halves(file.path, chance) if is_split else [file.path]
    return in_disorder(paths, kinds, chance, late=LATE_SHARE, again=AGAIN_SHARE, built=BUILD_SHARE)


def _halves(path: Path, chance: random.Random) -> list[Path]:
    """Split a file in two, row by row: a record may stand in both."""
    rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
    return in_halves(path, [chance.randrange(2) for _ in range(rows)])


@dataclass(frozen=True)
class CurrentFeeds:
    """What the warehouse must hold, as the queries of `QUERIES` word it."""

    rows: frozenset[tuple[Any, ...]]
    patients: frozenset[tuple[Any, ...]]
    providers: frozenset[tuple[Any, ...]]
    visits: frozenset[tuple[Any, ...]]
    member_years: frozenset[tuple[Any, ...]]


@dataclass(frozen=True)
class _Version:
    """What holds from *begins* to *ends*; *text* names columns by the source's names."""

    begins: date
    ends: date
    text: dict[str, str]


def current_feeds(delivered: Iterable[Delivered]) -> CurrentFeeds:
    """Return what must be current after *delivered*."""
    judged = Judged(
        feed_file(one.path, one.batch_sequence)
        for one in sorted(delivered, key=lambda one: one.batch_sequence)
    )
    claims = [sent for key, sent in judged.current.items() if key.startswith(KEYS["claims"])]
    named = {
        sent.values["patient_id"]
        for key, versions in judged.sent.items()
        if key.startswith(KEYS["claims"])
        for sent in versions
    }
    histories = {
        key.removeprefix(KEYS["patients"]): _history(
            versions, ("fname", "lname"), PLACE, "date_of_residence"
        )
        for key, versions in judged.sent.items()
        if key.startswith(KEYS["patients"])
    }
    patients = {
        (patient_id, version.begins, version.ends, *_patient_text(version), birth)
        for patient_id, history in histories.items()
        for birth in [_newest_birth(judged.sent[KEYS["patients"] + patient_id])]
        for version in history
    } | {(each, ALWAYS, FOREVER, *(None,) * 7) for each in named - histories.keys()}
    visits = set()
    for claim in claims:
        history = histories.get(claim.values["patient_id"], [])
        visits.add(_visit(claim, history))
    return CurrentFeeds(
        frozenset((key, sent.file.number, sent.row) for key, sent in judged.current.items()),
        frozenset(patients),
        frozenset(_providers(judged)),
        frozenset(visits),
        frozenset((visit[1], visit[3]) for visit in visits),
    )


def _history(
    versions: Sequence[Sent], others: tuple[str, ...], place: tuple[str, ...], place_date: str
) -> list[_Version]:
    """Return who somebody was when, from every row there ever was, the first one back to 1900."""
    rows = [
        current_of([sent for sent in versions if sent.version == each])
        for each in sorted({sent.version for sent in versions})
    ]
    told: list[tuple[date, dict[str, str]]] = []
    text = {}
    for row in rows:
        before, text = text, {name: _known(name, row.values[name]) for name in (*others, *place)}
        if not told:
            told.append((ALWAYS, text))
        elif text != before:
            has_moved = any(text[name] != before[name] for name in place)
            since = day(row.values[place_date]) if has_moved else None
            told.append((max(since or row.version, ALWAYS), text))
    standing: list[tuple[date, dict[str, str]]] = []
    for number, (begins, text) in enumerate(told):
        is_overruled = any(later <= begins for later, _ in told[number + 1 :])
        if not is_overruled and not (standing and standing[-1][1] == text):
            standing.append((begins, text))
    ends = [begins for begins, _ in standing[1:]] + [FOREVER]
    return [
        _Version(begins, end, text) for (begins, text), end in zip(standing, ends, strict=True)
    ]


def _known(column: str, text: str) -> str:
    if column == "state":
        return text.upper()
    if column == "specialty_code":
        return word(text) if word(text) in WORDS[column] else ""
    return text


def _patient_text(version: _Version) -> tuple[str | None, ...]:
    text = version.text
    state = text["state"] if text["state"] in STATES else None
    names = ("fname", "lname", "address", "city", "zipcode")
    return (*(text[name] or None for name in names), state)


def _newest_birth(versions: Sequence[Sent]) -> date | None:
    return day(current_of(versions).values["date_of_birth"])


def _providers(judged: Judged) -> Iterator[tuple[Any, ...]]:
    described = set()
    for key, versions in judged.sent.items():
        if not key.startswith(KEYS["providers"]):
            continue
        provider_id = key.removeprefix(KEYS["providers"])
        described.add(provider_id)
        names = ("fname", "lname", "facility_name", "address", "city", "zipcode", "specialty_code")
        others = ("fname", "lname", "specialty_code")
        for version in _history(versions, others, ("facility_name", *PLACE), "start_date"):
            text = (version.text[name] or None for name in names)
            yield (f"feeds_provider:{provider_id}", version.begins, version.ends, *text)
    named = {
        sent.values["provider_id"]
        for key, versions in judged.sent.items()
        if key.startswith(KEYS["claims"])
        for sent in versions
    }
    for provider_id in named - described - {""}:
        yield (f"feeds_provider:{provider_id}", ALWAYS, FOREVER, *(None,) * 7)


def _visit(claim: Sent, history: Sequence[_Version]) -> tuple[Any, ...]:
    values = claim.values
    served = day(values["date_of_service"])
    dated = served or day(values["claim_date"])
    year = dated.year if dated else 0
    on = max(served or date(max(year, 1900), 1, 1), ALWAYS)
    begins = next((v.begins for v in history if v.begins <= on < v.ends), ALWAYS)
    cost, percent = money(values["total_cost"]), values["coverage_type"]
    allowed = paid = Decimal(0)
    if cost is not None and cost >= 0 and percent in WORDS["coverage_type"]:
        allowed = cost
        cent = Decimal("0.01")
        paid = (cost * int(percent) / 100).quantize(cent, rounding=ROUND_HALF_UP)
    provider_id = values["provider_id"]
    return (
        values["claim_id"],
        values["patient_id"],
        f"feeds_provider:{provider_id}" if provider_id else "unknown",
        year,
        f"feeds:{values['patient_id']}@{begins}",
        *(allowed, paid, allowed - paid),
        {"1": True, "0": False}.get(values["billed"]),
        *(claim.file.number, claim.row),
    )


QUERIES = {
    "rows": """
select 'feeds:patient:' || patient_id, batch_sequence, source_row_number
from feeds.current_patients
union all
select 'feeds:provider:' || provider_id, batch_sequence, source_row_number
from feeds.current_providers
union all
select 'feeds:visit:' || claim_id, batch_sequence, source_row_number
from feeds.current_claims
""",
    "patients": """
select
    beneficiary_id, valid_from, valid_to, first_name, last_name, address, city, zipcode,
    state_abbreviation, birth_date
from core.dim_beneficiary
where source_system = 'feeds'
""",
    "providers": """
select
    provider_key, valid_from, valid_to, first_name, last_name, facility_name, address, city,
    zipcode, specialty_code
from core.dim_provider_version
where source_system = 'feeds'
""",
    "visits": """
select
    claim_id, beneficiary_id, billing_provider_key, claim_year, beneficiary_key, allowed_amount,
    paid_amount, beneficiary_responsibility_amount, is_billed, batch_sequence, source_row_number
from core.fact_claim_line
where claim_type = 'visit'
""",
    "member_years": "select beneficiary_id, claim_year from marts.member_year_spend",
}
"""What a warehouse holds, in the words of `CurrentFeeds`."""
