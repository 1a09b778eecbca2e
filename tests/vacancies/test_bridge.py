"""The reader with the catalogue's words, and its answer in the published shape."""

import json

import pytest

from jiedui.vacancies import bridge
from jiedui.vacancies.models import Level

AD = (
    "嘉善云帆服饰有限公司招聘缝纫工10名，月薪5000-7000元，包吃包住，18-45岁，"
    "初中以上文化，限女性，工作地点嘉善县。"
)
CONTRACT = [
    "title", "occupation", "headcount", "pay", "age", "age_by_sex", "education", "board",
    "lodging", "place", "posts", "findings",
]  # fmt: skip


@pytest.fixture
def reading(catalogue):
    return bridge.reading_json(bridge.read_ad(text=AD))


def test_a_reading_has_exactly_the_published_keys(reading):
    assert list(reading) == CONTRACT
    assert set(reading["occupation"]) == {"code", "name", "alternatives"}
    assert set(reading["pay"]) == {"low", "high", "period", "monthly_low", "monthly_high"}
    assert all(
        list(finding) == ["rule", "words", "basis", "rewording"] for finding in reading["findings"]
    )
    assert json.loads(json.dumps(reading)) == reading


def test_what_is_said_is_read(reading):
    assert (reading["title"], reading["headcount"], reading["posts"]) == ("缝纫工", 10, 1)
    assert (reading["pay"]["low"], reading["pay"]["high"], reading["pay"]["period"]) == (
        5000,
        7000,
        "month",
    )
    assert (reading["age"], reading["education"]) == ({"min": 18, "max": 45}, "junior")
    assert (reading["board"], reading["lodging"]) == (True, True)
    assert str(reading["place"]) == "330421"
    assert "sex" in {finding["rule"] for finding in reading["findings"]}


def test_cells_are_read_as_well_as_text(catalogue):
    finding = bridge.read_ad(cells={"job_title": "电工", "headcount": "2", "pay": "面议"})

    told = bridge.reading_json(finding)
    assert (told["title"], told["headcount"], told["pay"]) == ("电工", 2, None)


def test_what_is_left_out_is_no_objection(catalogue):
    finding = bridge.read_ad(text="招电工")

    assert "incomplete" in finding.rules
    assert bridge.objections(finding) == ()


def test_objections_carry_level_basis_and_wording(catalogue):
    [sex] = [one for one in bridge.objections(bridge.read_ad(text=AD)) if one.rule == "sex"]

    assert (sex.level, sex.words) == (Level.PROHIBIT, "限女性")
    assert sex.basis
    assert sex.rewording


def test_amended_terms_are_judged_by_their_own_words(catalogue):
    assert not bridge.objections_to({"title": "缝纫工", "duties": "缝制成衣"})
    rules = {one.rule for one in bridge.objections_to({"title": "缝纫工", "duties": "限男性"})}
    assert "sex" in rules
    rules = {one.rule for one in bridge.objections_to({"title": "缝纫工"}, said="需交押金500元")}
    assert "deposit" in rules


def test_the_catalogues_words_are_gathered_once(catalogue, django_assert_num_queries):
    bridge.lexicon()

    with django_assert_num_queries(0):
        assert bridge.lexicon() is bridge.lexicon()
