"""How far it is, straight from seat to seat, and what the sheet of seats promises."""

import csv

import pytest

from jiedui.catalog.actions import SHEETS
from jiedui.catalog.models import Edition, Region, Seat
from jiedui.catalog.queries import away_from, kilometres, seats

pytestmark = pytest.mark.django_db

BEIJING, GUANGZHOU, LHASA = (116.41, 39.90), (113.27, 23.13), (91.13, 29.66)


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


def region(code):
    return Region.objects.get(pk=code)


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        # A degree on a great circle of the mean sphere is 111.19 km.
        ((100.0, 0.0), (101.0, 0.0), 111.19),
        ((100.0, 30.0), (100.0, 31.0), 111.19),
        ((100.0, 60.0), (101.0, 60.0), 55.6),
        (BEIJING, GUANGZHOU, 1888),
        (LHASA, LHASA, 0),
    ],
)
def test_a_great_circle_is_as_long_as_known(here, there, told):
    assert kilometres(here, there) == pytest.approx(told, rel=0.002, abs=0.01)
    assert kilometres(there, here) == kilometres(here, there)


def test_the_pair_of_the_story_lies_sixteen_hundred_kilometres_apart():
    assert away_from(region(513225)).to(region(330421)) == pytest.approx(1594, abs=1)


def test_a_town_counts_as_its_county():
    town = Region.objects.filter(level="town", prefix=330421).first()

    assert away_from(town).to(region(330421)) == 0


def test_nothing_is_told_where_the_seat_is_not_known():
    assert away_from(region(659013)).to(region(330421)) is None


def test_a_new_edition_of_the_seats_is_heard():
    """The points in memory are good for one edition only."""
    before = seats()[513225]
    Seat.objects.filter(region=513225).update(longitude="103.00")
    assert seats()[513225] == before  # same edition: nobody loaded anything

    Edition.objects.filter(sheet="seats").update(digest="another")
    assert seats()[513225] == (103.0, before[1])


def rows(name):
    with (SHEETS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_seat_is_one_of_a_region_and_only_fourteen_are_unknown():
    regions = {row["code"]: row["name"] for row in rows("regions") if row["level"] != "town"}
    told = {row["region"]: row for row in rows("seats")}

    assert len(told) == len(rows("seats")) == 3200
    assert {row["region"]: row["name"] for row in told.values()}.items() <= regions.items()
    assert len(regions.keys() - told.keys()) == 14
    assert all(row["source"] for row in told.values())


def test_no_county_lies_farther_from_its_city_than_the_map_allows():
    """A slip of a digit would throw a county across the country."""
    parents = {row["code"]: row["parent"] for row in rows("regions")}
    points = {
        row["region"]: (float(row["longitude"]), float(row["latitude"])) for row in rows("seats")
    }
    far = {
        code: round(kilometres(point, points[parents[code]]))
        for code, point in points.items()
        if parents[code] in points and not parents[code].endswith("0000")
    }
    # 额济纳旗 lies 524 km from 巴彦浩特, 措勤县 504 km from 噶尔县: they are the farthest.
    assert max(far.values()) < 525, sorted(far.items(), key=lambda one: -one[1])[:5]
