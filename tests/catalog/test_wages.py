"""Minimum wages: what binds at a place on a day, and how well it is known."""

import csv
from datetime import date

import pytest

from jiedui.catalog.actions import SHEETS
from jiedui.catalog.models import MinimumWage, Region
from jiedui.catalog.queries import least_pay, wages_in_force

pytestmark = pytest.mark.django_db

JIASHAN, CHUNAN, LUCHENG, HAISHU = 330421, 330127, 330302, 330203


def monthly(region, on):
    return [one for one in least_pay(region, on) if one.monthly is not None]


def test_a_county_is_held_to_the_class_its_city_chose(catalogue):
    on = date(2026, 3, 2)

    [month] = monthly(JIASHAN, on)
    [hour] = [one for one in least_pay(JIASHAN, on) if one.hourly_fen is not None]

    assert (month.place, month.monthly, month.since) == ("嘉兴市", 2430, date(2026, 1, 1))
    assert (hour.hourly_fen, hour.is_sourced) == (2300, True)


def test_the_day_before_the_older_figure_is_in_force(catalogue):
    [before] = monthly(JIASHAN, date(2025, 12, 31))

    assert (before.place, before.monthly) == ("浙江省", 2010)


def test_where_a_newer_lowest_class_overtakes_an_older_figure_it_binds(catalogue):
    city = Region.objects.get(pk=330300)
    MinimumWage.objects.create(
        region=city, valid_from=date(2021, 8, 1), monthly=2070, confidence="sourced"
    )

    [found] = [one for one in monthly(330300, date(2026, 3, 2)) if one.is_sourced]

    assert (found.place, found.monthly) == ("浙江省", 2180)


def test_a_weaker_figure_is_told_beside_the_sourced_one(catalogue):
    told = {one.is_sourced: one.monthly for one in monthly(LUCHENG, date(2026, 3, 2))}

    assert told == {True: 2180, False: 2490}


def test_month_and_hour_may_come_from_two_rows(catalogue):
    siming = [
        (one.place, one.monthly, one.hourly_fen) for one in least_pay(350203, date(2026, 3, 2))
    ]

    assert siming == [("思明区", 2265, None), ("福建省", None, 2000)]


def test_where_nothing_is_known_nothing_binds(catalogue):
    assert least_pay(650100, date(2026, 3, 2)) == []
    assert least_pay(JIASHAN, date(2019, 1, 1)) == []


def test_a_whole_list_of_places_costs_one_question(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        known = wages_in_force(date(2026, 3, 2))
        for region in (JIASHAN, CHUNAN, LUCHENG, HAISHU):
            assert least_pay(region, date(2026, 3, 2), known=known)


def rows():
    with (SHEETS / "minimum_wages.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_row_names_its_page_and_the_region_of_its_code(catalogue):
    names = dict(Region.objects.values_list("code", "name"))
    for row in rows():
        assert row["source"], row
        assert names[int(row["region"])] == row["name"]


def test_no_row_lies_below_the_lowest_class_of_its_province(catalogue):
    on = date(2026, 3, 2)
    known = wages_in_force(on)
    for code, found in known.items():
        for row in found:
            [province] = [one for one in known[code // 10_000 * 10_000] if one.monthly]
            if row.valid_from >= province.valid_from and row.monthly:
                assert row.monthly >= province.monthly, row


def test_figures_of_one_region_rise_and_do_not_overlap():
    standing = {}
    for row in sorted(rows(), key=lambda row: (row["region"], row["valid_from"])):
        last = standing.get(row["region"])
        if last:
            assert last["valid_until"], row
            assert last["valid_until"] < row["valid_from"], row
            assert int(last["monthly"]) < int(row["monthly"]), row
        standing[row["region"]] = row
