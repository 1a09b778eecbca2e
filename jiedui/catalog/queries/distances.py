"""How far is it from one place to another, as the crow flies?"""

import math
from collections.abc import Mapping
from functools import lru_cache

from jiedui.catalog.models import Seat
from jiedui.catalog.queries.editions import edition_of

EARTH = 6371.0  # mean radius, km


def kilometres(here, there):
    """The great circle between two points (longitude, latitude), in kilometres.

    The haversine form: exact enough over a street and over a continent, and never asked
    for the arc of a number beyond 1.
    """
    east, north = (math.radians(there[i] - here[i]) for i in (0, 1))
    across = math.cos(math.radians(here[1])) * math.cos(math.radians(there[1]))
    half = math.sin(north / 2) ** 2 + across * math.sin(east / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


@lru_cache(maxsize=2)
def _kept_seats(edition) -> Mapping[int, tuple[float, float]]:
    rows = Seat.objects.values_list("region_id", "longitude", "latitude")
    return {code: (float(east), float(north)) for code, east, north in rows}


def seats():
    """{code of a county, city or province: (longitude, latitude) of its seat}."""
    edition = edition_of("seats")
    return _kept_seats(edition) if edition else _kept_seats.__wrapped__(edition)


class Away:
    """How far places lie from one home, straight from seat to seat.

    A town counts as its county: the list of seats ends there.
    """

    def __init__(self, home, points):
        self.home, self._points = home, points
        self._here = self._point(home.pk, home.prefix)

    def _point(self, *codes):
        return next((self._points[code] for code in codes if code in self._points), None)

    def to(self, region):
        """Kilometres, or None where one of the two seats is not known."""
        return self.to_code(region.pk, region.prefix)

    def to_code(self, *codes):
        there = self._point(*codes)
        return kilometres(self._here, there) if self._here and there else None


def away_from(home):
    """The distances from a home; ask it for as many places as there are on a page."""
    return Away(home, seats())
