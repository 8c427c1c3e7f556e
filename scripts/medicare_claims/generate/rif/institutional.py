"""Drawing claims of hospitals, nursing homes and agencies: five datasets, one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, rounded, urn
from medicare_claims.generate.rif.amounts import draw_amount, share_of
from medicare_claims.generate.rif.calendar import PROCESSED
from medicare_claims.generate.rif.codes import diagnoses, drgs, hcpcs, procedures
from medicare_claims.generate.rif.identifiers import Institution, draw_institution
from medicare_claims.generate.rif.records import (
    HHA,
    HOSPICE,
    INPATIENT,
    OUTPATIENT,
    SNF,
    Beneficiary,
    Cents,
    Day,
    InstitutionalClaim,
    InstitutionalLine,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from medicare_claims.generate.draws import Uniform

INSTITUTIONAL = (INPATIENT, OUTPATIENT, SNF, HHA, HOSPICE)

TOTAL = "0001"
"""The revenue center of a total line; CMS's release also has it as an ordinary code."""
EMERGENCY = "0450"
MOST_DIAGNOSES = 25

_PAID_BY_NOBODY = urn({" ": 975, "B": 8, "N": 9, "P": 8})
"""Why Medicare does not pay the claim; blank: it does."""
_IS_EMERGENCY = 0.8
_STAYS = urn({(1, 1): 30, (2, 2): 10, (3, 3): 8, (5, 5): 6, (9, 9): 3, (2, 0): 6, (0, 1): 6})
"""Nights and covered days of stays; the last two kinds are odd, and stays all the same."""
_WITHOUT_OTHER_LINES = 0.6
_OUTPATIENT_CENTERS = ("0250", "0300", "0320", "0420", "0450", "0510", "0636", "0761", TOTAL)
_WITH_BLOOD = 0.004
_WITH_PRIMARY_PAYER = 0.03
_OUTPATIENT_COINSURANCE = (0, 0, 0, 0, 1000, 1000, 1000, 2000, 2000, 2000)
_LONGEST_HOSPICE = 120


def draw_institutional_claim(
    dataset: str, person: Beneficiary, claim_id: str, day: Day, uniform: Uniform
) -> InstitutionalClaim:
    """Draw a claim of *person* that begins on *day*."""
    return _DRAWS[dataset](person, claim_id, day, uniform)


def _inpatient(
    person: Beneficiary, claim_id: str, day: Day, uniform: Uniform
) -> InstitutionalClaim:
    # Most are visits to the emergency room that CMS's release has among the stays.
    is_emergency = uniform() < _IS_EMERGENCY
    nights, covered_days = (0, 0) if is_emergency else pick(_STAYS, uniform)
    through = min(day + nights, person.last_day)
    paid = draw_amount(60, 30_000, uniform)
    return _claim(
        INPATIENT,
        person,
        claim_id,
        (day, through, day, through),
        person.hospital,
        paid,
        paid,
        draw_lines(INPATIENT, 1 + int(uniform() * 2.5), day, through, paid, uniform)
        if not is_emergency
        else _emergency_lines(day, paid, uniform),
        uniform,
    )._replace(
        covered_days=covered_days,
        coinsurance=share_of(paid, 14) if uniform() < 0.6 else 0,
        deductible=6618 if uniform() < 0.03 else 0,
        drg=pick(drgs(), uniform),
        admission_source=pick(("4", "4", "4", "2", "2", "5", "5", "1"), uniform),
        procedures=()
        if is_emergency
        else tuple(pick(procedures("inpatient"), uniform) for _ in range(rounded(1.2, uniform))),
    )


def _outpatient(
    person: Beneficiary, claim_id: str, day: Day, uniform: Uniform
) -> InstitutionalClaim:
    paid = draw_amount(20, 3_000, uniform)
    chance = uniform()
    count = 1 if uniform() < _WITHOUT_OTHER_LINES else 2 + int(chance * chance * 10)
    return _claim(
        OUTPATIENT,
        person,
        claim_id,
        (day, day, day, day),
        person.hospital,
        paid,
        paid,
        draw_lines(OUTPATIENT, count, day, day, paid, uniform),
        uniform,
    )._replace(
        coinsurance=pick(_OUTPATIENT_COINSURANCE, uniform),
        deductible=draw_amount(5, 185, uniform) if uniform() < 0.02 else 0,
        procedures=tuple(
            pick(procedures("outpatient"), uniform) for _ in range(rounded(0.03, uniform))
        ),
    )


def _snf(person: Beneficiary, claim_id: str, day: Day, uniform: Uniform) -> InstitutionalClaim:
    count = 4 + int(uniform() * 40)
    charge = 43_140 * count
    paid = share_of(charge, 80) if uniform() < 0.9 else 0
    # The whole stay is dated on its first day, in CMS's release, and ends with the week.
    return _claim(
        SNF,
        person,
        claim_id,
        (day, day, day, PROCESSED[day]),
        draw_institution(SNF, person.state, uniform),
        paid,
        charge,
        draw_lines(SNF, count, day, day, charge, uniform),
        uniform,
    )._replace(
        covered_days=1,
        coinsurance=share_of(charge, 20) if paid else 0,
        admission_source=pick(("1", "2", "4"), uniform),
        procedures=tuple(pick(procedures("snf"), uniform) for _ in range(8 + int(uniform() * 18))),
    )


def _hha(person: Beneficiary, claim_id: str, day: Day, uniform: Uniform) -> InstitutionalClaim:
    visits = 1 + int(uniform() * 4.2)
    charge = 43_140 * visits
    return _claim(
        HHA,
        person,
        claim_id,
        (day, day, day, day),
        draw_institution(HHA, person.state, uniform),
        share_of(charge, 80),
        charge,
        draw_lines(HHA, visits + 1, day, day, charge, uniform),
        uniform,
    )


def _hospice(person: Beneficiary, claim_id: str, day: Day, uniform: Uniform) -> InstitutionalClaim:
    chance = uniform()
    through = min(day + int(chance * chance * _LONGEST_HOSPICE), person.last_day)
    charge = draw_amount(400, 40_000, uniform)
    return _claim(
        HOSPICE,
        person,
        claim_id,
        (day, through, day, PROCESSED[through]),
        draw_institution(HOSPICE, person.state, uniform),
        charge,
        charge,
        draw_lines(HOSPICE, 2 + int(uniform() * 42), day, through, charge, uniform),
        uniform,
    )._replace(covered_days=through - day + 1)


_DRAWS: dict[str, Callable[[Beneficiary, str, Day, Uniform], InstitutionalClaim]] = {
    INPATIENT: _inpatient,
    OUTPATIENT: _outpatient,
    SNF: _snf,
    HHA: _hha,
    HOSPICE: _hospice,
}


def _claim(
    dataset: str,
    person: Beneficiary,
    claim_id: str,
    days: tuple[Day, Day, Day, Day],
    institution: Institution,
    paid: Cents,
    charge: Cents,
    lines: tuple[InstitutionalLine, ...],
    uniform: Uniform,
) -> InstitutionalClaim:
    from_day, through_day, admission_day, discharge_day = days
    primary_payer = draw_amount(5, 400, uniform) if uniform() < _WITH_PRIMARY_PAYER else 0
    return InstitutionalClaim(
        dataset=dataset,
        beneficiary=person,
        claim_id=claim_id,
        from_day=from_day,
        through_day=through_day,
        admission_day=admission_day,
        discharge_day=discharge_day,
        institution=institution,
        paid=paid,
        charge=charge,
        primary_payer=primary_payer,
        deductible=0,
        coinsurance=0,
        blood_deductible=draw_amount(20, 300, uniform) if uniform() < _WITH_BLOOD else 0,
        covered_days=0,
        drg="",
        admission_source="",
        diagnoses=draw_diagnoses(person, uniform),
        external_cause=pick(diagnoses("external"), uniform),
        procedures=(),
        non_payment_reason=pick(_PAID_BY_NOBODY, uniform),
        is_final=True,
        lines=lines,
    )


def draw_diagnoses(person: Beneficiary, uniform: Uniform) -> tuple[str, ...]:
    """Return a claim's diagnoses: first its own, then some that *person* has anyway."""
    known = person.conditions[: 1 + int(uniform() * len(person.conditions))]
    principal = pick(diagnoses("institutional"), uniform)
    return tuple(dict.fromkeys((principal, *known)))[:MOST_DIAGNOSES]


def draw_lines(
    dataset: str, count: int, first: Day, last: Day, charge: Cents, uniform: Uniform
) -> tuple[InstitutionalLine, ...]:
    """Return *count* lines numbered from 1; those of a home health claim end in a total line."""
    lines = []
    for number in range(1, count + 1):
        if dataset == HHA and number == count and count > 1:
            lines.append(InstitutionalLine(number, TOTAL, last, "", charge, 0))
            continue
        day = first + (last - first) * (number - 1) // count
        own = charge if count == 1 else 43_140 if uniform() < 0.7 else draw_amount(1, 800, uniform)
        # CMS's release does not make its lines add up to the claim, but for home health.
        if dataset == HHA:
            own = charge // (count - 1)
        lines.append(
            InstitutionalLine(
                number,
                _center(dataset, count, uniform),
                day,
                _procedure(dataset, uniform),
                own,
                share_of(own, 20) if uniform() < 0.3 else 0,
            )
        )
    return tuple(lines)


def _emergency_lines(day: Day, charge: Cents, uniform: Uniform) -> tuple[InstitutionalLine, ...]:
    lines = draw_lines(INPATIENT, 1 + int(uniform() * 3), day, day, charge, uniform)
    return (lines[0]._replace(revenue_center=EMERGENCY, hcpcs="99221"), *lines[1:])


def _center(dataset: str, count: int, uniform: Uniform) -> str:
    if dataset == OUTPATIENT:
        return TOTAL if count == 1 else pick(_OUTPATIENT_CENTERS, uniform)
    return pick(_CENTERS[dataset], uniform)


_CENTERS = {
    INPATIENT: (TOTAL, "0120", "0250", "0300", "0360"),
    SNF: ("0120", "0120", "0120", "0120", TOTAL, TOTAL, TOTAL, "0022"),
    HHA: ("0551", "0551", "0551", "0023", "0023", "0421", "0421"),
    HOSPICE: urn({"0551": 82, "0571": 13, TOTAL: 5}),
}


def _procedure(dataset: str, uniform: Uniform) -> str:
    return pick(hcpcs(dataset.removesuffix("_claims")), uniform)
