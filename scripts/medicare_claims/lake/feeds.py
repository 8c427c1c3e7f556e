"""Deliveries of a feed: as what a file was delivered, on which day, and in which order they load.

The command line tells, else the file's name, else that of the zip or of the folder it lies in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.lake.header import dataset_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.lake.outcome import LoadOptions
    from medicare_claims.lake.sources import Source
    from medicare_claims.layouts.layout import Dataset

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(-?)(\d\d)\2(\d\d)(?!\d)")


class FeedStage(Enum):
    """As what a file of a feed is delivered; the value is the word for it in a name."""

    PRIMING = "priming"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class FeedFile:
    """As what one file was delivered, and when.

    *told_stage* and *told_on* are what its name says, None where that says nothing or two things.
    *is_dated* is false where neither name nor command line tell the day.
    """

    stage: FeedStage
    delivered_on: date
    told_stage: FeedStage | None
    told_on: date | None
    is_dated: bool


def feed_file(source: Source, options: LoadOptions, loaded_on: date) -> FeedFile:
    """Return as what *source* was delivered, and when: undated, on the day of loading.

    Raises `UsageError` for a name that tells no stage or both, several days or one that is not in
    the calendar, where *options* do not tell either.
    """
    stages = _stages_told(source)
    told_stage = stages[0] if len(stages) == 1 else None
    stage = options.feed_stage or told_stage
    if stage is None:
        problem = "says both that it is" if stages else "does not say whether it is"
        raise UsageError(
            f"{source.label}: its name {problem} a priming {'and' if stages else 'or'} an update; "
            "load it with --priming or --update"
        )
    days = _days_told(source)
    told_on = days[0] if len(days) == 1 else None
    if options.delivered_on is None and days and told_on is None:
        problem = "several days" if len(days) > 1 else "a day that is not in the calendar"
        raise UsageError(
            f"{source.label}: its name tells {problem}; load it with --delivered-on YYYY-MM-DD"
        )
    delivered_on = options.delivered_on or told_on
    return FeedFile(
        stage, delivered_on or loaded_on, told_stage, told_on, delivered_on is not None
    )


def in_delivery_order(
    sources: Sequence[Source], datasets: Sequence[Dataset], options: LoadOptions, loaded_on: date
) -> list[Source]:
    """Return *sources* as they are to be loaded: primings first, then by day and kind.

    What has no place in that order, for it will be refused or passed over, comes first. Files of
    one day and kind stay as they are.

    Raises `UsageError` where *options* are one thing for files whose names tell different ones.
    """
    kinds = {dataset.name: place for place, dataset in enumerate(datasets)}
    first, placed = [], []
    for source in sources:
        dataset = dataset_of(source, datasets)
        try:
            file = feed_file(source, options, loaded_on) if dataset else None
        except ClaimsError:
            file = None
        if dataset and file:
            is_update = file.stage is FeedStage.UPDATE
            placed.append(((is_update, file.delivered_on, kinds[dataset.name]), source, file))
        else:
            first.append(source)
    _check_options([file for _, _, file in placed], options)
    placed.sort(key=lambda entry: entry[0])
    return first + [source for _, source, _ in placed]


def feed_notes(
    file: FeedFile, dataset: Dataset, earlier: Sequence[Delivery], loaded_on: date
) -> tuple[str, ...]:
    """Return what a person should know of a delivery that follows the *earlier* ones."""
    notes = []
    if file.told_stage not in (None, file.stage):
        notes.append(f"loaded as {_article(file.stage)} although its name says otherwise")
    if file.told_on not in (None, file.delivered_on):
        notes.append(
            f"loaded as delivered on {file.delivered_on} although its name says {file.told_on}"
        )
    if not file.is_dated:
        notes.append(
            f"its name tells no day: taken as delivered on {file.delivered_on}, the day of loading"
        )
    if file.delivered_on > loaded_on:
        notes.append(f"delivered on {file.delivered_on}, a day yet to come")
    same = [d for d in earlier if d.is_committed and d.dataset == dataset.name]
    primings = [d for d in same if d.feed_stage == FeedStage.PRIMING.value]
    updates = [d for d in same if d.feed_stage == FeedStage.UPDATE.value]
    if file.stage is FeedStage.UPDATE and not primings:
        notes.append(f"no priming of {dataset.name} is loaded yet")
    if file.stage is FeedStage.PRIMING and primings:
        notes.append(
            f"a priming of {dataset.name} is loaded already, {primings[-1].batch_id}; this one is "
            "taken as newer versions of its records"
        )
    if file.stage is FeedStage.PRIMING and updates:
        notes.append(
            f"updates of {dataset.name} were loaded before it; it wins where dates are equal"
        )
    latest = max((d.delivered_on for d in same if d.delivered_on), default="")
    if latest > file.delivered_on.isoformat():
        notes.append(
            f"{dataset.name} delivered up to {latest} are loaded already; versions that are older "
            "than theirs enter the history only"
        )
    return tuple(notes)


def _article(stage: FeedStage) -> str:
    return "a priming" if stage is FeedStage.PRIMING else "an update"


def _check_options(files: Sequence[FeedFile], options: LoadOptions) -> None:
    """Refuse one day or one stage for files whose names tell different ones."""
    days = {file.told_on for file in files if file.told_on}
    if options.delivered_on and len(days) > 1:
        raise UsageError(
            f"--delivered-on {options.delivered_on} cannot be meant for files whose names tell "
            f"{', '.join(map(str, sorted(days)))}; load them one by one"
        )
    stages = {file.told_stage for file in files if file.told_stage}
    if options.feed_stage and len(stages) > 1:
        raise UsageError(
            f"--{options.feed_stage.value} cannot be meant for primings and updates at once; "
            "load them one by one"
        )


def _stages_told(source: Source) -> list[FeedStage]:
    for name in _names(source):
        stages = [stage for stage in FeedStage if stage.value in name.lower()]
        if stages:
            return stages
    return []


def _days_told(source: Source) -> list[date | None]:
    """Return the days that the first name with any tells, None for one out of the calendar."""
    for name in _names(source):
        written = {(year, month, day) for year, _, month, day in _DAY.findall(name)}
        if written:
            return [_day(*map(int, parts)) for parts in sorted(written)]
    return []


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _names(source: Source) -> list[str]:
    """Return the names that may tell stage and day, the file's own first."""
    folders = (PurePosixPath(source.member or "").parent.name, source.path.parent.name)
    return list(chain(source.names[:1], folders[:1], source.names[1:], folders[1:]))
