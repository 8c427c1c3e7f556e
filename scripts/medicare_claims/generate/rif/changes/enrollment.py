"""How the years of beneficiary files change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick
from medicare_claims.generate.rif.beneficiaries import other_county
from medicare_claims.generate.rif.changes.ways import Revisions, draw_person
from medicare_claims.generate.rif.identifiers import beneficiary_ids
from medicare_claims.generate.rif.records import BENEFICIARIES, EnrollmentYear

if TYPE_CHECKING:
    from medicare_claims.generate.rif.changes.ways import Surroundings

CORRECTED_ESRD = "corrected_esrd"
CORRECTED_COUNTY = "corrected_county"
_RACES = tuple("123456")
CORRECTED_RACE = "corrected_race"


def revisions_for(seed: int, places_beyond: range) -> Revisions[EnrollmentYear]:
    """Return how years change; a new one is of a person at one of *places_beyond* the cohorts."""

    def draw_new(around: Surroundings) -> EnrollmentYear:
        place = pick(tuple(places_beyond), around.uniform)
        (beneficiary_id,) = beneficiary_ids(seed, [place], around.uniform)
        like = pick(draw_person(around).years, around.uniform)
        return like._replace(beneficiary_id=beneficiary_id)

    return Revisions(
        dataset=BENEFICIARIES,
        draw_new=draw_new,
        revise={CORRECTED_ESRD: _esrd, CORRECTED_COUNTY: _county, CORRECTED_RACE: _race},
        shorten=lambda year: year,
        twice=CORRECTED_COUNTY,
        replaced=CORRECTED_ESRD,
        not_final=None,
    )


def _esrd(year: EnrollmentYear, _: Surroundings) -> EnrollmentYear:
    return year._replace(has_esrd=not year.has_esrd)


def _county(year: EnrollmentYear, around: Surroundings) -> EnrollmentYear:
    return year._replace(county=other_county(year.county, around.uniform))


def _race(year: EnrollmentYear, around: Surroundings) -> EnrollmentYear:
    races = tuple(race for race in _RACES if race != year.race)
    return year._replace(race=pick(races, around.uniform))
