from datetime import date
from random import Random

import pytest
from stdnum.cn import ric, uscc

from jiedui.clockwork.demo import names, people, posts

ON = date(2026, 3, 2)


@pytest.fixture(scope="module")
def households():
    return people.county(Random(7), on=ON)


def column(rows, header, name):
    return [row[header.index(name)] for row in rows]


def test_the_same_seed_makes_the_same_county(households):
    again = people.county(Random(7), on=ON)

    assert people.ledger(again) == people.ledger(households)
    assert posts.market(Random(7), on=ON) == posts.market(Random(7), on=ON)


def test_it_has_the_size_of_a_few_hundred_households(households):
    rows = people.ledger(households)
    wanting = column(rows, people.HEADER, "是否有就业意愿").count("是")
    everybody = len(rows) + sum(household.children for household in households)

    assert len(households) == 400
    assert 1000 <= everybody <= 1400
    assert 600 <= wanting <= 800


def test_identity_numbers_are_valid_unique_and_of_an_unassigned_range(households):
    numbers = column(people.ledger(households), people.HEADER, "身份证号码")

    assert all(ric.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert all(980 <= int(number[14:17]) <= 995 for number in numbers)


def test_sexes_and_ages_follow_the_survey(households):
    rows = people.ledger(households)
    men = column(rows, people.HEADER, "性别").count("男") / len(rows)
    ages = [ON.year - int(number[6:10]) for number in column(rows, people.HEADER, "身份证号码")]
    young = sum(age <= 40 for age in ages) / len(ages)

    assert 0.50 <= men <= 0.68  # couples pull the 62.4 per cent of the survey towards a half
    assert 0.38 <= young <= 0.50
    assert min(ages) >= 16


def test_couples_who_leave_together_name_each_other(households):
    pairs = [
        (row, other)
        for household in households
        for row in household.people
        for other in household.people
        if row.get("同行人") == other["姓名"] and row is not other
    ]
    assert len(pairs) >= 20
    assert all(other["同行人"] == row["姓名"] for row, other in pairs)


def test_employers_have_valid_codes_and_names_of_their_own():
    rows = posts.market(Random(7), on=ON)
    codes = {
        row[posts.HEADER.index("统一社会信用代码")]: row[posts.HEADER.index("用人单位")]
        for row in rows
        if row[posts.HEADER.index("统一社会信用代码")]
    }

    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes.values())) == len(codes)
    assert 80 <= len(rows) <= 140


def test_some_ads_are_unlawful_and_most_are_not():
    words = [sentence for _rule, sentence in posts.UNLAWFUL]
    texts = column(posts.market(Random(7), on=ON), posts.HEADER, "岗位职责及要求")
    unlawful = sum(any(word in text for word in words) for text in texts)

    assert 5 <= unlawful <= len(texts) // 3


def test_tibetan_names_carry_the_point_in_the_ways_offices_type_it():
    random = Random(7)
    made = {names.name(random, "藏族", "女") for _ in range(300)}

    assert any("·" in name for name in made)
    assert any("•" in name or "・" in name for name in made)
