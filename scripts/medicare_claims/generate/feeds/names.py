"""Names of persons and facilities, put together from invented parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.generate.draws import pick

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform

_FIRST_NAMES = (
    *("Adalene", "Alaric", "Anselma", "Ariadna", "Bastien", "Beatrix", "Benedetta", "Bertrand"),
    *("Callista", "Caspian", "Celestine", "Corwin", "Dagny", "Delphine", "Desmond", "Dorothea"),
    *("Edmonda", "Eleazar", "Elspeth", "Emeric", "Fabiola", "Fenella", "Florian", "Galadne"),
    *("Gideon", "Ginevra", "Gustavo", "Hadassa", "Halcyon", "Hermina", "Ignacio", "Ingeborg"),
    *("Isandro", "Jessamy", "Jocasta", "José", "Kasimir", "Katriona", "Kerensa", "Lavinia"),
    *("Leopold", "Lisandra", "Lucasta", "Magnolia", "Marcelo", "Merivale", "Mirela", "Nathaniel"),
    *("Nerissa", "Octavio", "Ondine", "Ophira", "Percival", "Philippa", "Quillon", "Rafaela"),
    *("Renée", "Rosalind", "Rutger", "Sabela", "Severin", "Sidony", "Solveig", "Tamsin"),
    *("Thaddeus", "Tindra", "Ulrika", "Valeria", "Verity", "Vidalia", "Wendeline", "Wilhelm"),
    *("Xanthe", "Yolanda", "Yoshiko", "Zephyrine", "Zoë", "Zuleika"),
)
_SURNAME_BEGINNINGS = (
    *("Abern", "Aldersh", "Ashcr", "Bellam", "Birchh", "Blackth", "Brannock", "Calverd"),
    *("Carrow", "Chesselm", "Coldstr", "Cranm", "Daventr", "Dunholl", "Eastmarch", "Elderk"),
    *("Fairwold", "Farthing", "Fennim", "Galbr", "Glastenb", "Greyst", "Haverst", "Hollinr"),
    *("Inglef", "Kestr", "Kirkh", "Lanterm", "Larkens", "Loxl", "Marchb", "Merrid"),
    *("Netherc", "Oakensh", "Penhall", "Quarring", "Ravensb", "Rookw", "Saltm", "Silverth"),
    *("Stannard", "Tamarb", "Thistlew", "Underh", "Vantr", "Wetherc", "Whitl", "Yarrowm"),
)
_SURNAME_ENDS = (
    *("aby", "acre", "elby", "ember", "enfold", "erley", "erwick", "esby", "ingham", "ington"),
    *("olme", "ombe", "orne", "orpe", "osse", "otter", "ow", "owden", "ullen", "yard"),
)
_OLD_SURNAMES = ("O'Brannagh", "de la Cuerva", "Núñez-Albar", "D'Arvelle", "van den Hoeck")
_FACILITY_NAMES = (
    *("Alderbrook", "Bayhaven", "Cedarvale", "Copperline", "Eastlight", "Fernmoor", "Harborgate"),
    *("Juniper Hill", "Larchmont Spring", "Mapleford", "Northgate", "Palisade View", "Quarryside"),
    *("Riverbend", "St. Brennach", "Summerfield", "Three Oaks", "Westerly", "Willowmere"),
)
_FACILITY_KINDS = (
    *("Clinic", "Medical Center", "Family Practice", "Orthopedics", "Hospital", "Health Group"),
    *("Heart Institute", "Physical Therapy", "Associates, P.C.", "Surgery Center, LLC"),
)
_OLD_SURNAME_SHARE = 0.03


def draw_first_name(uniform: Uniform) -> str:
    """Draw a person's first name."""
    return pick(_FIRST_NAMES, uniform)


def draw_last_name(uniform: Uniform) -> str:
    """Draw a person's last name; some have an apostrophe, a blank, a hyphen or an accent."""
    if uniform() < _OLD_SURNAME_SHARE:
        return pick(_OLD_SURNAMES, uniform)
    return pick(_SURNAME_BEGINNINGS, uniform) + pick(_SURNAME_ENDS, uniform)


def draw_facility_name(uniform: Uniform) -> str:
    """Draw a facility's name; some hold a comma, so their value is quoted."""
    return f"{pick(_FACILITY_NAMES, uniform)} {pick(_FACILITY_KINDS, uniform)}"
