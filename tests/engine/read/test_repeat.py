"""The same post again: decided pairs of public weekly lists and of invented rewordings."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jiedui.engine.read import Notice, likeness, prints

_SHEET = Path(__file__).with_name("repeats.jsonl")
CASES = [json.loads(line) for line in _SHEET.read_text(encoding="utf-8").splitlines()]
TEXT = "照料失能老人起居，协助进食、翻身、洗浴和服药，每班写护理记录，配合护士量血压测血糖。"


def notice(told):
    return Notice(told["title"], told["text"], *told["pay"], told["place"], told["firm"])


def judged(case):
    return likeness(notice(case["one"]), notice(case["other"]))


def test_the_sheet_holds_repeats_and_posts_that_only_look_alike():
    again = [case["again"] for case in CASES]
    assert sum(again) >= 40
    assert again.count(False) >= 40


def test_no_two_posts_are_taken_for_one():
    """An officer who is told of repeats that are none stops looking."""
    wrong = [case["source"] for case in CASES if not case["again"] and judged(case).kind]
    assert wrong == []


def test_the_repeats_of_the_weekly_lists_are_found():
    public = [case for case in CASES if case["again"] and case["source"] != "invented"]
    missed = [case["source"] for case in public if not judged(case).kind]
    assert len(missed) <= len(public) // 50


@pytest.mark.parametrize("case", [case for case in CASES if "kind" in case])
def test_invented_pairs_are_told_apart_by_kind(case):
    assert judged(case).kind == case["kind"]


@pytest.mark.parametrize("case", CASES[::7])
def test_it_does_not_matter_which_comes_first(case):
    assert judged(case) == likeness(notice(case["other"]), notice(case["one"]))


def test_another_pay_or_another_town_is_another_post():
    post = Notice("护理员", TEXT, 4500, 6000, "嘉善县惠民街道", "康乐")
    assert likeness(post, post).kind == "same"
    assert likeness(post, Notice("护理员", TEXT, 7000, 8000, "嘉善县惠民街道", "康乐")).kind == ""
    assert likeness(post, Notice("护理员", TEXT, 4500, 6000, "嘉善县西塘镇", "康乐")).kind == ""
    assert likeness(post, Notice("护理员", TEXT, 4500, 6000, "惠民街道", "康乐")).kind == "same"


def test_nearly_the_same_text_shares_a_print():
    again = prints("护理员", TEXT.replace("每班", "每天"))
    assert set(prints("护理员", TEXT)) & set(again)
    assert prints("护理员", "包吃包住，月薪5000元") == ()
    assert all(0 <= key < 2**63 for key in again)


@given(some.text(max_size=300), some.text(max_size=20))
def test_any_text_has_an_answer(text, title):
    post = Notice(title, text)
    assert prints(title, text) == prints(title, text)
    assert likeness(post, post).score == 100
