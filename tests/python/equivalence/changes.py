"""What a later delivery may do to a record: each kind of change makes versions to be delivered.

A change takes the versions of a record that were sent so far, oldest first, and returns the ones
to send, or none where it does not suit: a claim of one line cannot lose one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claim_files import BENEFICIARY, CARRIER, INPATIENT, PDE
from equivalence.people import YEARS
from equivalence.versions import INSTITUTIONAL, PERSON, SLOTS, Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

CODES = ("25000", "4280", "V5869", "4019", "99999")
CONDITIONS = ("SP_CHF", "SP_DIABETES", "SP_COPD")
STATES = ("05", "10", "33")


@dataclass(frozen=True)
class Around:
    """What a change may draw on."""

    chance: Random
    people: Sequence[str]


def corrected(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    return (_corrected(sent[-1], around),)


def shrunk(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    version = sent[-1]
    if version.dataset == CARRIER:
        filled = version.filled_slots()
        if len(filled) < 2:
            return ()
        return (version.having_slot(around.chance.choice(filled), {}),)
    if version.dataset in INSTITUTIONAL and len(version.rows) > 1:
        return (replace(version, rows=version.rows[:1]),)
    if version.dataset in INSTITUTIONAL:
        codes = [f"ICD9_DGNS_CD_{number}" for number in range(1, 11)]
        return (version.having(**dict.fromkeys(codes, "")),)
    return ()


def grown(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    version = sent[-1]
    if version.dataset == CARRIER:
        filled = version.filled_slots()
        empty = [slot for slot in range(1, SLOTS + 1) if slot not in filled]
        if not filled or not empty:
            return ()
        # Not always the next slot: a hole between lines is legal too.
        line = version.slot(around.chance.choice(filled)) | {"HCPCS_CD": "99213"}
        return (version.having_slot(around.chance.choice(empty[:2]), line),)
    if version.dataset in INSTITUTIONAL and len(version.rows) == 1:
        more = replace(version, rows=version.rows * 2)
        return (more.having(1, SEGMENT="2", CLM_FROM_DT="", CLM_THRU_DT="", CLM_PMT_AMT="7.00"),)
    return ()


def moved_to_another_year(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    version = sent[-1]
    columns = _dates(version)
    years = {version.value(column)[:4] for column in columns if version.value(column)}
    other = [year for year in YEARS if str(year) not in years]
    if not years or not other:
        return ()
    year = str(around.chance.choice(other))
    for row in range(len(version.rows)):
        for column in columns:
            # February 29 is no day of the other years.
            day = version.value(column, row)[4:].replace("0229", "0228")
            version = version.having(row, **{column: year + day if day else ""})
    return (version,)


def moved_to_another_person(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    version = sent[-1]
    if version.dataset == BENEFICIARY:
        return ()
    person = around.chance.choice([one for one in around.people if one != version.value(PERSON)])
    if len(version.rows) > 1 and around.chance.random() < 0.5:
        return (version.having(1, **{PERSON: person}),)
    return (version.having_everywhere(**{PERSON: person}),)


def undated(sent: Sequence[Version], _: Around) -> tuple[Version, ...]:
    version = sent[-1]
    columns = _dates(version)
    if not any(version.value(column) for column in columns):
        return ()
    return (version.having_everywhere(**dict.fromkeys(columns, "")),)


def sent_again(sent: Sequence[Version], _: Around) -> tuple[Version, ...]:
    return (sent[-1],)


def turned_back(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    """An older version comes after a newer one: late, or a correction taken back."""
    older = [version for version in sent[:-1] if version != sent[-1]]
    return (around.chance.choice(older),) if older else ()


def repeated(sent: Sequence[Version], _: Around) -> tuple[Version, ...]:
    return (sent[-1], sent[-1])


def contradicted(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    """Two versions in one delivery, neither of which holds all of the other's lines."""
    other = shrunk(sent, around) or grown(sent, around)
    return (_corrected(sent[-1], around), *other) if other else ()


def unreadable(sent: Sequence[Version], around: Around) -> tuple[Version, ...]:
    version = _corrected(sent[-1], around)
    columns = {BENEFICIARY.name: "MEDREIMB_IP", PDE.name: "SRVC_DT", INPATIENT.name: "CLM_PMT_AMT"}
    column = columns.get(version.dataset.name, "CLM_THRU_DT")
    return (replace(version.having(**{column: "20091345x"}), is_unreadable=True),)


DISAGREEING = {
    "corrected": corrected,
    "shrunk": shrunk,
    "grown": grown,
    "moved to another year": moved_to_another_year,
    "moved to another person": moved_to_another_person,
    "undated": undated,
    "turned back": turned_back,
    "contradicted": contradicted,
    "unreadable": unreadable,
}
AGREEING = {"sent again": sent_again, "repeated": repeated}
"""Changes that are none: whatever the order of such deliveries, the same is current."""

CHANGES = DISAGREEING | AGREEING


def _corrected(version: Version, around: Around) -> Version:
    chance = around.chance
    amount = f"{chance.randrange(1, 900)}.{chance.randrange(100):02d}"
    code = chance.choice(CODES)
    if version.dataset == BENEFICIARY:
        return version.having(
            **{chance.choice(CONDITIONS): chance.choice("12")},
            SP_STATE_CODE=chance.choice(STATES),
            MEDREIMB_IP=amount,
        )
    if version.dataset == PDE:
        return version.having(
            TOT_RX_CST_AMT=amount, PROD_SRVC_ID=f"{chance.randrange(10**11):011}"
        )
    if version.dataset in INSTITUTIONAL:
        return version.having(CLM_PMT_AMT=amount, ICD9_DGNS_CD_1=code, PRVDR_NUM="3913XU")
    filled = version.filled_slots()
    if not filled:
        return version.having(ICD9_DGNS_CD_1=code)
    changes = {
        "LINE_NCH_PMT_AMT": amount,
        "LINE_ICD9_DGNS_CD": code,
        "LINE_PRCSG_IND_CD": chance.choice("ADRS"),
    }
    slot = chance.choice(filled)
    return version.having_slot(slot, version.slot(slot) | changes)


def _dates(version: Version) -> list[str]:
    """Return the columns that tell when a claim or a fill was."""
    if version.dataset == PDE:
        return ["SRVC_DT"]
    if version.dataset == INPATIENT:
        return ["CLM_FROM_DT", "CLM_THRU_DT", "NCH_BENE_DSCHRG_DT"]
    return [] if version.dataset == BENEFICIARY else ["CLM_FROM_DT", "CLM_THRU_DT"]
