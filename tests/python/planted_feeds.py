"""Small feeds in which a fault of each kind is planted, and a later delivery that mends some."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from feed_files import row, write_feed
from loading import NOON

from medicare_claims.lake.load import LoadOptions, load_files
from medicare_claims.layouts.feeds import CLAIMS, DATASETS, PATIENTS, PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from medicare_claims.home import Home

patient, provider, visit = (partial(row, feed) for feed in (PATIENTS, PROVIDERS, CLAIMS))


def planted_feeds(folder: Path) -> list[Path]:
    """A delivery of 2024-01-02, its claims an update of a priming that never came."""
    patients = [
        patient(),
        patient(patient_id="P2", fname=""),
        patient(patient_id="P3", date_of_birth="1980-02-30"),
        patient(patient_id="P4", date_of_birth="2024-01-03"),
        patient(patient_id="P5", date_of_residence="1950-02-27"),
        patient(patient_id="P6", date_of_residence="2024-01-03"),
        patient(patient_id="P7", state="ZZ"),
        patient(patient_id="P8", zipcode="1220"),
        patient(patient_id="P9", lname="Before"),
        patient(patient_id="P9", lname="After"),
        patient(patient_id=""),
    ]
    providers = [
        provider(),
        provider(provider_id="D2", specialty_code="orthopaedist"),
        provider(provider_id="D3", start_date="1 June"),
    ]
    claims = [
        visit(),
        visit(claim_id="C2", provider_id=""),
        visit(claim_id="C3", date_of_service="2023-12-03"),
        visit(claim_id="C4", visit_type="surgry"),
        visit(claim_id="C5", total_cost="-5.00"),
        visit(claim_id="C6", total_cost="ten"),
        visit(claim_id="C7", coverage_type=""),
        visit(claim_id="C8", patient_id="P99"),
        visit(claim_id="C9", provider_id="D99"),
        visit(claim_id="C10", billed="no"),
        visit(claim_id="C11", provider_id="D98"),
    ]
    return [
        write_feed(folder / "patients_priming_2024-01-02.csv", PATIENTS, *patients),
        write_feed(folder / "providers_priming_2024-01-02.csv", PROVIDERS, *providers),
        write_feed(folder / "claims_update_2024-01-02.csv", CLAIMS, *claims),
    ]


def mending_feeds(folder: Path) -> list[Path]:
    """A delivery of 2024-02-01: mended, still wrong, too late, and without whose claim it is."""
    day = {"last_modified_date": "2024-01-31"}
    patients = [
        patient(lname="Late", last_modified_date="2023-12-30"),
        patient(patient_id="P3", **day),
        patient(patient_id="P99", **day),
    ]
    claims = [
        visit(patient_id=""),
        visit(claim_id="C4", visit_type="Surgery", **day),
        visit(claim_id="C6", total_cost="eleven", **day),
        visit(claim_id="C9", **day),
    ]
    return [
        write_feed(folder / "patients_update_2024-02-01.csv", PATIENTS, *patients),
        write_feed(folder / "claims_update_2024-02-01.csv", CLAIMS, *claims),
    ]


def load_feeds(home: Home, paths: Sequence[Path]) -> None:
    """Load feeds into *home* and insist that no file was refused."""
    outcomes = load_files(home, paths, DATASETS, LoadOptions(), loaded_at=NOON)
    assert [str(outcome.error) for outcome in outcomes if outcome.error] == []
