"""Rows of the lake, found again by delivery and row number, as the source sent them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import duckdb

from medicare_claims.errors import ClaimsError
from medicare_claims.lake.engine import path_literals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from medicare_claims.home import Home
    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.layouts.layout import Dataset

Place = tuple[int, int]
"""Where a row is from: batch_sequence and source_row_number."""


class RecordError(ClaimsError):
    """A data file that the ledger lists is missing or damaged."""


def read_raw_records(
    home: Home,
    places: Iterable[Place],
    deliveries: Mapping[int, Delivery],
    datasets: Sequence[Dataset],
) -> dict[Place, dict[str, str]]:
    """Return the filled columns of each row, by the names of the source's own header.

    *deliveries* are keyed by `batch_sequence`. Blank columns are left out, and the zero amounts of
    a wide record's empty slots.

    Raises `RecordError` where a data file cannot be read, or does not hold the row.
    """
    wanted = defaultdict(list)
    for batch_sequence, row_number in places:
        wanted[batch_sequence].append(row_number)
    kinds = {(dataset.source_system, dataset.name): dataset for dataset in datasets}
    records: dict[Place, dict[str, str]] = {}
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        for batch_sequence, row_numbers in wanted.items():
            delivery = deliveries[batch_sequence]
            dataset = kinds[delivery.source_system, delivery.dataset]
            files = [home.lake / file for file in delivery.data_files]
            try:
                rows = connection.execute(
                    f"select * from read_parquet({path_literals(files)}, union_by_name = true)"
                    f" where source_row_number in ({', '.join(map(str, row_numbers))})"
                ).fetchall()
            except duckdb.Error as error:
                raise RecordError(
                    f"the data files of {delivery.batch_id} cannot be read ({error}); restore them"
                    " from a copy, or retract the delivery and load its file again"
                ) from error
            names = [column[0] for column in connection.description or ()]
            for row in rows:
                values = dict(zip(names, row, strict=True))
                place = (batch_sequence, values["source_row_number"])
                records[place] = _as_sent(values, dataset, delivery.layout)
            lost = [number for number in row_numbers if (batch_sequence, number) not in records]
            if lost:
                raise RecordError(
                    f"row {lost[0]} of {delivery.source_file} is not in the lake's files of"
                    f" {delivery.batch_id}: restore them from a copy"
                )
    return records


def _as_sent(values: Mapping[str, Any], dataset: Dataset, layout: str | None) -> dict[str, str]:
    names = dataset.names_in(layout)
    group = dataset.group
    slots = {line["line_number"]: line for line in values[group.name]} if group else {}
    sent = {
        names.get(column.lake_name, column.name): values.get(column.lake_name)
        for column in dataset.head
    }
    if group:
        for slot, line in sorted(slots.items()):
            for column in group.columns:
                sent[f"{column.name}_{slot}"] = line[column.lake_name]
    sent.update(values.get("extra_columns") or {})
    return {name: value for name, value in sent.items() if value is not None}
