"""Towns that a map names for orientation, whether the graph speaks of them or not: a coast is far from most of China.

They are those of the reference table (``ontology/reference/places.tsv``): prefectures and municipalities of China,
larger cities abroad.
"""

from functools import cache
from typing import Final, NamedTuple

from kg import reference

#: Levels of the table whose places are towns.
TOWNS: Final = ("prefecture", "city")
#: Municipalities and other cities that are divisions of the first level themselves (GB/T 2260).
FIRST_LEVEL: Final = ("110000", "120000", "310000", "500000", "810000", "820000")


class Landmark(NamedTuple):
    """A town: how early it is named, then where it is and what it is called."""

    rank: int
    """0 for seats of provinces, and for the city of a country abroad that the table has first, which is its largest."""
    order: int
    """Place in the table."""
    latitude: float
    longitude: float
    english: str
    chinese: str

    def name(self, language: str) -> str:
        """What it is called in ``language``."""
        return self.chinese if language == "zh" else self.english


@cache
def landmarks() -> tuple[Landmark, ...]:
    """All of them, the larger ones first."""
    found, countries = [], set()
    for order, place in enumerate(reference.places().values()):
        if not place.latitude or not (place.level in TOWNS or place.code in FIRST_LEVEL):
            continue
        large = place.code in FIRST_LEVEL or place.code.endswith("0100")
        if place.level == "city" and place.parent not in countries:
            countries.add(place.parent)
            large = True
        at = float(place.latitude), float(place.longitude)
        found.append(Landmark(int(not large), order, *at, place.name, place.chinese))
    return tuple(sorted(found))
