"""Words that the law does not allow, made lawful by one press."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jiedui.engine.read import LAWFUL, RULES, Case, judge, reword
from tests.engine.read.test_sentences import SENTENCES

_ADS = [
    json.loads(line)["input"].get("raw_text") or ""
    for name in ("decided", "invented")
    for line in Path(__file__).with_name(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]


def offending(text):
    return [b for b in judge(Case(text=text)).breaches if b.rule in LAWFUL and b.words]


def pressed(text, times=12):
    """The text after every finding's button has been pressed, again and again."""
    for _time in range(times):
        for breach in offending(text):
            text = reword(text, breach.rule, breach.words)
    return text


@pytest.mark.parametrize(
    ("text", "rule", "words", "after"),
    [
        ("缝纫工10名，限女性，会平车。", "sex", "限女性", "缝纫工10名，男女不限，会平车。"),
        ("男女不限，18-45岁，长白班", "age", "18-45岁", "男女不限，年满16周岁，长白班"),
        ("包吃住。五官端正，长白班", "looks", "五官端正", "包吃住。长白班"),
        ("入职交服装押金300元，离职退还。包住", "deposit", "服装押金300元",
         "入职不收取任何费用。包住"),
        ("身份证由公司统一保管；包吃", "documents", "身份证由公司统一保管",
         "证件查验后当场归还；包吃"),
        ("已婚已育优先，缴纳五险", "marital", "已婚已育优先", "缴纳五险"),
    ],
)  # fmt: skip
def test_the_lawful_wording_takes_the_place_of_the_words(text, rule, words, after):
    assert reword(text, rule, words) == after


def test_the_words_of_a_lawful_sentence_stay():
    assert reword("男女不限，男，包吃住", "sex", "男") == "男女不限，包吃住"


def test_words_that_do_not_stand_there_change_nothing():
    assert reword("包吃包住", "sex", "限女性") == "包吃包住"
    assert reword("来源：58同城", "repost", "58同城") == "来源：58同城"


@pytest.mark.parametrize("rule", sorted(set(SENTENCES) & set(LAWFUL)))
def test_every_unlawful_sentence_can_be_mended_by_pressing(rule):
    left = [words for words in SENTENCES[rule]["+"] if offending(pressed(words, times=6))]
    assert left == []


def test_real_ads_can_be_mended_by_pressing():
    unlawful = [text for text in _ADS if text and offending(text)]
    left = [text for text in unlawful if offending(pressed(text))]
    assert len(unlawful) >= 250
    assert len(left) <= len(unlawful) // 100


@given(some.text(max_size=120), some.sampled_from(sorted(RULES)), some.text(max_size=8))
def test_any_text_has_an_answer(text, rule, words):
    assert isinstance(reword(text, rule, words), str)
