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


def kilometres_between(here, there):
    """Straight from seat to seat; None where one of the two is not known. A town counts as its
    county: the list of seats ends there."""
    known = seats()
    points = [known.get(region.pk, known.get(region.prefix)) for region in (here, there)]
    return kilometres(*points) if all(points) else None
