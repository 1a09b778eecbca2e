"""The minimum wages in force at a place on a day."""

from datetime import date
from typing import NamedTuple

from jiedui.catalog.models import Confidence, MinimumWage


class Least(NamedTuple):
    """The least that may be paid, whose figure it is, and how well it is known."""

    place: str
    since: date
    monthly: int | None
    hourly_fen: int | None
    notice: str
    is_sourced: bool


def wages_in_force(on):
    """Every figure in force on a day, by region; one query, for a whole list of places."""
    rows = MinimumWage.objects.in_force(on).select_related("region").order_by("valid_from")
    found = {}
    for row in rows:
        found.setdefault(row.region_id, []).append(row)
    return found


def least_pay(region_id, on, *, known=None):
    """What binds at this place: of the place itself, of its city, of its province.

    A province tells its lowest class and a city or county its own, so all of them bind and the
    highest decides. Of the sourced rows and of the weaker ones each the highest is answered,
    month and hour apart, since a page may tell one and not the other.
    """
    known = wages_in_force(on) if known is None else known
    above = {region_id, region_id // 100 * 100, region_id // 10_000 * 10_000}
    rows = [row for code in sorted(above) for row in known.get(code, ())]
    sourced = [row for row in rows if row.confidence == Confidence.SOURCED]
    weaker = [row for row in rows if row.confidence != Confidence.SOURCED]
    return [
        _least(row, name)
        for same in (sourced, weaker)
        for name in ("monthly", "hourly_fen")
        if (row := _highest(same, name))
    ]


def _highest(rows, name):
    told = [row for row in rows if getattr(row, name) is not None]
    return max(told, key=lambda row: getattr(row, name), default=None)


def _least(row, name):
    figures = {"monthly": None, "hourly_fen": None} | {name: getattr(row, name)}
    return Least(
        place=row.region.name,
        since=row.valid_from,
        notice=row.notice,
        is_sourced=row.confidence == Confidence.SOURCED,
        **figures,
    )
