"""Addresses: invented streets in real cities, with a ZIP code of the city's area."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medicare_claims.generate.draws import pick

if TYPE_CHECKING:
    from medicare_claims.generate.draws import Uniform

_CITIES = (
    *(("AL", "Birmingham", "352"), ("AL", "Mobile", "366"), ("AK", "Anchorage", "995")),
    *(("AZ", "Phoenix", "850"), ("AZ", "Tucson", "857"), ("AR", "Little Rock", "722")),
    *(("CA", "Los Angeles", "900"), ("CA", "San Diego", "921"), ("CA", "Sacramento", "958")),
    *(("CO", "Denver", "802"), ("CO", "Colorado Springs", "809"), ("CT", "Hartford", "061")),
    *(("CT", "New Haven", "065"), ("DE", "Wilmington", "198"), ("DC", "Washington", "200")),
    *(("FL", "Miami", "331"), ("FL", "Tampa", "336"), ("FL", "Orlando", "328")),
    *(("GA", "Atlanta", "303"), ("GA", "Savannah", "314"), ("HI", "Honolulu", "968")),
    *(("ID", "Boise", "837"), ("IL", "Chicago", "606"), ("IL", "Springfield", "627")),
    *(("IN", "Indianapolis", "462"), ("IA", "Des Moines", "503"), ("KS", "Wichita", "672")),
    *(("KY", "Louisville", "402"), ("LA", "New Orleans", "701"), ("LA", "Baton Rouge", "708")),
    *(("ME", "Portland", "041"), ("MD", "Baltimore", "212"), ("MA", "Boston", "021")),
    *(("MA", "Worcester", "016"), ("MI", "Detroit", "482"), ("MI", "Grand Rapids", "495")),
    *(("MN", "Minneapolis", "554"), ("MS", "Jackson", "392"), ("MO", "St. Louis", "631")),
    *(("MO", "Kansas City", "641"), ("MT", "Billings", "591"), ("NE", "Omaha", "681")),
    *(("NV", "Las Vegas", "891"), ("NH", "Manchester", "031"), ("NJ", "Newark", "071")),
    *(("NM", "Albuquerque", "871"), ("NY", "New York", "100"), ("NY", "Buffalo", "142")),
    *(("NC", "Charlotte", "282"), ("NC", "Raleigh", "276"), ("ND", "Fargo", "581")),
    *(("OH", "Columbus", "432"), ("OH", "Cleveland", "441"), ("OK", "Tulsa", "741")),
    *(("OR", "Portland", "972"), ("PA", "Philadelphia", "191"), ("PA", "Pittsburgh", "152")),
    *(("PR", "San Juan", "009"), ("RI", "Providence", "029"), ("SC", "Charleston", "294")),
    *(("SD", "Sioux Falls", "571"), ("TN", "Nashville", "372"), ("TN", "Memphis", "381")),
    *(("TX", "Houston", "770"), ("TX", "Dallas", "752"), ("TX", "El Paso", "799")),
    *(("UT", "Salt Lake City", "841"), ("VT", "Burlington", "054"), ("VA", "Richmond", "232")),
    *(("WA", "Seattle", "981"), ("WA", "Spokane", "992"), ("WV", "Charleston", "253")),
    *(("WI", "Milwaukee", "532"), ("WI", "Madison", "537"), ("WY", "Cheyenne", "820")),
)
_STREETS = (
    *("Alderfen", "Barleymow", "Candlewick", "Dovecote", "Elmstead", "Foxglove", "Gristmill"),
    *("Hawkshead", "Inkberry", "Jackdaw", "Kingfisher", "Lapwing", "Millrace", "Nightjar"),
    *("Orchardleigh", "Pennywort", "Quince Tree", "Ropewalk", "Saddleback", "Tollgate"),
    *("Umberfield", "Vinegar Hill", "Weavers", "Yellowhammer"),
)
_STREET_KINDS = ("Avenue", "Court", "Drive", "Lane", "Road", "Street", "Way")
_LOWER_CASE_SHARE = 0.02
_FLAT_SHARE = 0.15
_LONG_ZIP_SHARE = 0.1


class Address(NamedTuple):
    """Where somebody lives or works, as sent."""

    street: str
    city: str
    state: str
    zipcode: str


def draw_address(uniform: Uniform) -> Address:
    """Draw an address; a state in lower case and a ZIP+4 are as right as any other."""
    state, city, area = pick(_CITIES, uniform)
    street = (
        f"{1 + int(uniform() * 9_899)} {pick(_STREETS, uniform)} {pick(_STREET_KINDS, uniform)}"
    )
    if uniform() < _FLAT_SHARE:
        street += f" Apt {1 + int(uniform() * 40)}"
    zipcode = f"{area}{int(uniform() * 100):02d}"
    if uniform() < _LONG_ZIP_SHARE:
        zipcode += f"-{1 + int(uniform() * 9_998):04d}"
    if uniform() < _LOWER_CASE_SHARE:
        state = state.lower()
    return Address(street, city, state, zipcode)
