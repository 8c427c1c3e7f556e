"""Drawing claims of physicians (carrier) and of suppliers (durable medical equipment)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick, urn
from medicare_claims.generate.rif.amounts import draw_amount, draw_line_charge, share_of
from medicare_claims.generate.rif.codes import diagnoses, hcpcs
from medicare_claims.generate.rif.records import (
    CARRIER,
    DME,
    Beneficiary,
    Day,
    ProfessionalClaim,
    ProfessionalLine,
)

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform

PROFESSIONAL = (CARRIER, DME)
MOST_DIAGNOSES = 12
MOST_LINES = {CARRIER: 10, DME: 3}

_PROCESSING_INDICATORS = urn({"A": 955, "R": 8, "S": 8, "C": 6, "N": 6, "O": 6, "M": 6, "B": 5})
_DENIAL_CODES = urn({"1": 965, "0": 25, "": 10})
"""`0` says that the claim is denied."""
_SUPPLIES_PRIMARY_PAYER = 100
"""One dollar on every line, in CMS's release."""
_WITH_PRIMARY_PAYER = 0.01
_WITH_DEDUCTIBLE = 0.006
_WITH_HCPCS = 0.2
_WITH_DIAGNOSIS = 0.5
_DEDUCTIBLE = 13_680
_NOTHING_ALLOWED = 0.4
"""Of reprocessed lines and those of a secondary payer: those with nothing allowed do not count."""


def draw_professional_claim(
    dataset: str, person: Beneficiary, claim_id: str, day: Day, uniform: Uniform
) -> ProfessionalClaim:
    """Draw a claim of *person* for *day*."""
    codes = draw_diagnoses(person, uniform)
    count = 1 + int(uniform() * MOST_LINES[dataset])
    return ProfessionalClaim(
        dataset=dataset,
        beneficiary=person,
        claim_id=claim_id,
        day=day,
        physician=pick(person.physicians, uniform),
        supplier=person.hospital,
        denial_code=pick(_DENIAL_CODES, uniform),
        diagnoses=codes,
        is_final=True,
        lines=draw_lines(dataset, range(1, count + 1), codes, uniform),
    )


def draw_diagnoses(person: Beneficiary, uniform: Uniform) -> tuple[str, ...]:
    """Return a claim's diagnoses: first its own, then some that *person* has anyway."""
    known = person.conditions[: int(uniform() * (len(person.conditions) + 1))]
    principal = pick(diagnoses("professional"), uniform)
    return tuple(dict.fromkeys((principal, *known)))[:MOST_DIAGNOSES]


def draw_lines(
    dataset: str, numbers: range, codes: tuple[str, ...], uniform: Uniform
) -> tuple[ProfessionalLine, ...]:
    """Return lines with *numbers*; *codes* are the claim's diagnoses."""
    draw = _supply if dataset == DME else _service
    return tuple(draw(number, codes, uniform) for number in numbers)


def _service(number: int, codes: tuple[str, ...], uniform: Uniform) -> ProfessionalLine:
    allowed = draw_line_charge(uniform)
    deductible = min(allowed, _DEDUCTIBLE) if uniform() < _WITH_DEDUCTIBLE else 0
    with_primary_payer = not deductible and uniform() < _WITH_PRIMARY_PAYER
    primary_payer = share_of(allowed, 30) if with_primary_payer else 0
    indicator = pick(_PROCESSING_INDICATORS, uniform)
    return ProfessionalLine(
        number,
        pick(hcpcs("carrier"), uniform) if uniform() < _WITH_HCPCS else "",
        10 + int(uniform() * 12),
        0 if indicator in ("R", "S") and uniform() < _NOTHING_ALLOWED else allowed,
        share_of(allowed - deductible, 80) - primary_payer,
        deductible,
        primary_payer,
        indicator,
        pick(codes, uniform) if uniform() < _WITH_DIAGNOSIS else "",
    )


def _supply(number: int, codes: tuple[str, ...], uniform: Uniform) -> ProfessionalLine:
    allowed = pick((5479, 5479, 5479, 738), uniform)
    if uniform() < 0.3:
        allowed = draw_amount(3, 1_500, uniform)
    return ProfessionalLine(
        number,
        pick(hcpcs("dme"), uniform),
        1 + int(uniform() * 8),
        allowed,
        share_of(allowed, 80),
        0,
        _SUPPLIES_PRIMARY_PAYER,
        pick(_PROCESSING_INDICATORS, uniform),
        pick(codes, uniform),
    )
