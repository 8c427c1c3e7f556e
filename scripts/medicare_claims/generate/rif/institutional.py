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
_EMERGENCY_VISIT = "99221"
_CHARGE_OF_A_LINE = 43_140
"""What most lines of CMS's release charge."""
_DEDUCTIBLE = 6_618

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
    lines = draw_lines(INPATIENT, 1 + int(uniform() * 2.7), day, through, paid, uniform)
    if is_emergency:
        first = lines[0]._replace(revenue_center=EMERGENCY, hcpcs=_EMERGENCY_VISIT)
        lines = (first, *lines[1:])
    return _claim(
        INPATIENT,
        person,
        claim_id,
        uniform,
        days=(day, through, day, through),
        institution=person.hospital,
        paid=paid,
        charge=paid,
        lines=lines,
    )._replace(
        covered_days=covered_days,
        coinsurance=share_of(paid, 14) if uniform() < 0.6 else 0,
        deductible=_DEDUCTIBLE if uniform() < 0.03 else 0,
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
        uniform,
        days=(day, day, day, day),
        institution=person.hospital,
        paid=paid,
        charge=paid,
        lines=draw_lines(OUTPATIENT, count, day, day, paid, uniform),
    )._replace(
        coinsurance=pick(_OUTPATIENT_COINSURANCE, uniform),
        deductible=draw_amount(5, 185, uniform) if uniform() < 0.02 else 0,
        procedures=tuple(
            pick(procedures("outpatient"), uniform) for _ in range(rounded(0.03, uniform))
        ),
    )


def _snf(person: Beneficiary, claim_id: str, day: Day, uniform: Uniform) -> InstitutionalClaim:
    count = 4 + int(uniform() * 40)
    charge = _CHARGE_OF_A_LINE * count
    paid = share_of(charge, 80) if uniform() < 0.9 else 0
    # The whole stay is dated on its first day, in CMS's release, and ends with the week.
    return _claim(
        SNF,
        person,
        claim_id,
        uniform,
        days=(day, day, day, PROCESSED[day]),
        institution=draw_institution(SNF, person.state, uniform),
        paid=paid,
        charge=charge,
        lines=draw_lines(SNF, count, day, day, charge, uniform),
    )._replace(
        covered_days=1,
        coinsurance=share_of(charge, 20) if paid else 0,
        admission_source=pick(("1", "2", "4"), uniform),
        procedures=tuple(pick(procedures("snf"), uniform) for _ in range(8 + int(uniform() * 18))),
    )


def _hha(person: Beneficiary, claim_id: str, day: Day, uniform: Uniform) -> InstitutionalClaim:
    visits = 1 + int(uniform() * 4.2)
    charge = _CHARGE_OF_A_LINE * visits
    return _claim(
        HHA,
        person,
        claim_id,
        uniform,
        days=(day, day, day, day),
        institution=draw_institution(HHA, person.state, uniform),
        paid=share_of(charge, 80),
        charge=charge,
        lines=draw_lines(HHA, visits + 1, day, day, charge, uniform),
    )


def _hospice(person: Beneficiary, claim_id: str, day: Day, uniform: Uniform) -> InstitutionalClaim:
    chance = uniform()
    through = min(day + int(chance * chance * _LONGEST_HOSPICE), person.last_day)
    charge = draw_amount(400, 40_000, uniform)
    return _claim(
        HOSPICE,
        person,
        claim_id,
        uniform,
        days=(day, through, day, PROCESSED[through]),
        institution=draw_institution(HOSPICE, person.state, uniform),
        paid=charge,
        charge=charge,
        lines=draw_lines(HOSPICE, 2 + int(uniform() * 42), day, through, charge, uniform),
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
    uniform: Uniform,
    *,
    days: tuple[Day, Day, Day, Day],
    institution: Institution,
    paid: Cents,
    charge: Cents,
    lines: tuple[InstitutionalLine, ...],
) -> InstitutionalClaim:
    """Return what the kinds have in common; *days*: from, through, admission, discharge."""
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
        own = _line_charge(dataset, count, charge, uniform)
        lines.append(
            InstitutionalLine(
                number,
                _center(dataset, count, uniform),
                first + (last - first) * (number - 1) // count,
                pick(hcpcs(dataset.removesuffix("_claims")), uniform),
                own,
                share_of(own, 20) if uniform() < 0.3 else 0,
            )
        )
    return tuple(lines)


def _line_charge(dataset: str, count: int, charge: Cents, uniform: Uniform) -> Cents:
    """Return what one of *count* lines charges: they seldom add up to *charge*, as in CMS's."""
    if dataset == HHA:
        return charge // max(count - 1, 1)
    if count == 1:
        return charge
    return _CHARGE_OF_A_LINE if uniform() < 0.7 else draw_amount(1, 800, uniform)


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
