"""Whose rows a file holds: how a file whose name does not tell its sample finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.lake.engine import engine, path_literals
from medicare_claims.lake.shape import rows_sql

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from medicare_claims.lake.header import Header
    from medicare_claims.lake.ledger import Delivery
    from medicare_claims.lake.staging import Staged

BENEFICIARY_DATASET = "beneficiary_summary"
BENEFICIARY_COLUMN = "desynpuf_id"

LOOKED_AT_ROWS = 100_000
"""A file is of one sample, so its first rows tell as much as all of them."""


def samples_of(
    staged: Staged, header: Header, deliveries: Sequence[Delivery], lake: Path
) -> set[int]:
    """Return the samples whose loaded beneficiaries the staged rows belong to.

    CMS puts a person into one sample only.
    """
    samples = {
        delivery.batch_sequence: delivery.sample
        for delivery in deliveries
        if delivery.is_committed and delivery.dataset == BENEFICIARY_DATASET
    }
    files = [
        lake / file
        for delivery in deliveries
        if delivery.batch_sequence in samples
        for file in delivery.data_files
    ]
    if not files or not staged.pieces:
        return set()
    with engine(staged.folder / "spilled") as connection:
        batches = connection.execute(
            f"select distinct batch_sequence from read_parquet({path_literals(files)}) "
            f"where {BENEFICIARY_COLUMN} in (select {BENEFICIARY_COLUMN} "
            f"from ({rows_sql(staged, header)}) limit {LOOKED_AT_ROWS})"
        ).fetchall()
    found = {samples[batch_sequence] for (batch_sequence,) in batches}
    return {sample for sample in found if sample is not None}
