"""Drawing patients, and what becomes of them: they move, change their names, are sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.feeds.calendar import day_of
from medicare_claims.generate.feeds.names import draw_first_name, draw_last_name
from medicare_claims.generate.feeds.places import draw_address
from medicare_claims.generate.feeds.records import Patient

if TYPE_CHECKING:
    from medicare_claims.generate.feeds.around import Around

_FIRST_BIRTH, _LAST_BIRTH = day_of(1931, 1, 1), day_of(2019, 12, 31)
_FIRST_MODIFIED = day_of(2022, 1, 1)
_MOVED_UP_TO = 200
_MISTAKEN = 0.2
_OLDER_UP_TO = 300


def draw_patient(patient_id: str, around: Around) -> Patient:
    """Draw a patient whom no delivery before *around* knew."""
    birth_day = around.day_between(_FIRST_BIRTH, _LAST_BIRTH)
    modified_day = around.day_between(max(_FIRST_MODIFIED, around.previous + 1), around.today)
    return Patient(
        patient_id,
        draw_first_name(around.uniform),
        draw_last_name(around.uniform),
        birth_day,
        draw_address(around.uniform),
        around.day_between(birth_day, modified_day),
        modified_day,
    )


def move(patient: Patient, around: Around) -> Patient:
    """Give *patient* a new address; some moved long before anybody says so.

    Now and then the address known before turns out to have been none by then: the new one holds
    since an earlier day.
    """
    chance = around.uniform()
    residence_day = around.today - int(chance * chance * _MOVED_UP_TO)
    if around.uniform() < _MISTAKEN:
        least = max(patient.birth_day, patient.residence_day - _MOVED_UP_TO)
        residence_day = around.day_between(least, patient.residence_day)
    elif residence_day <= patient.residence_day:
        residence_day = around.day_between(patient.residence_day + 1, around.today)
    return patient._replace(
        address=draw_address(around.uniform),
        residence_day=residence_day,
        modified_day=around.modified_after(patient.modified_day),
    )


def rename(patient: Patient, around: Around) -> Patient:
    """Give *patient* a new last name."""
    return patient._replace(
        last_name=draw_last_name(around.uniform),
        modified_day=around.modified_after(patient.modified_day),
    )


def confirm(patient: Patient, around: Around) -> Patient:
    """Return the same in a version of today's."""
    return patient._replace(modified_day=around.modified_after(patient.modified_day))


def look_back(patient: Patient, around: Around) -> Patient:
    """Return an older version of *patient*, at an older address."""
    modified_day = patient.modified_day - 1 - int(around.uniform() * _OLDER_UP_TO)
    return patient._replace(
        address=draw_address(around.uniform),
        residence_day=around.day_between(patient.birth_day, modified_day),
        modified_day=modified_day,
    )


def send_elsewhere(patient: Patient, around: Around) -> Patient:
    """Return *patient* as of the same day at another address, for a file that says both."""
    return patient._replace(address=draw_address(around.uniform))
