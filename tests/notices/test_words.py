"""The words of every message: complete in both languages, short, and nothing else than declared."""

import re

import pytest

from jiedui.notices.models import Kind
from jiedui.notices.queries import TEMPLATES, said, sms_text, wire_values, words_of
from jiedui.notices.queries.words import FOLDER, LANGUAGES, ONE_SMS, holes_of

TYPICAL = {
    "code": "482913",
    "url": "https://jd.jzg.gov.cn/a/Xk3v9Qw2Lp8",
    "count": "12",
    "place": "嘉善县",
    "post": "辅警（嘉善县公安局）",
    "pay": "4500-6000元/月",
    "reason": "用人单位选了别人",
    "office": "九寨沟县人社局",
    "title": "2026年春季需求函",
    "request": "公共部门编外岗位28人",
    "day": "2026-06-30",
    "employer": "嘉善云帆实业有限公司",
    "about": "帮我选岗位",
}
EVERY = pytest.mark.parametrize("template", sorted(TEMPLATES))
EACH = pytest.mark.parametrize("language", LANGUAGES)
# Words of the office that nobody says at a kitchen table.
STIFF = ("贵方", "兹", "予以", "相关", "敬请", "届时", "务必", "逾期", "材料不完整", "候选人")


@EVERY
@EACH
def test_a_template_says_its_declared_values_and_nothing_else(template, language):
    words, declared = words_of(template, language), set(TEMPLATES[template].values)

    assert holes_of(words.body) == declared
    assert holes_of(words.heading) <= declared
    assert words.heading
    assert "\n" not in words.body
    values = {name: TYPICAL[name] for name in declared}
    text = said(template, values, language=language).body
    assert "{" not in text
    assert all(value in text for value in values.values())


@EACH
def test_no_file_lies_about_that_nobody_sends(language):
    files = {path.stem for path in (FOLDER / language).iterdir()}
    assert files == set(TEMPLATES)


@EVERY
def test_one_sms_holds_it(template):
    asked = TEMPLATES[template]
    if asked.by_wire:
        text = sms_text(template, {n: TYPICAL[n] for n in asked.values}, language="zh")
        assert text.startswith("【结对】")
        assert len(text) <= ONE_SMS, (len(text), text)


@EVERY
def test_the_words_are_those_of_people(template):
    assert not [word for word in STIFF if word in words_of(template, "zh").body]


def test_what_may_be_refused_says_how_if_it_is_not_about_the_persons_own_application():
    for name, template in TEMPLATES.items():
        if template.kind in {Kind.NEWS, Kind.SURVEY}:
            assert re.search("不想再收回复T", words_of(name, "zh").body), name


def test_a_long_title_is_cut_on_the_wire_and_whole_inside():
    values = {"place": "嘉善县", "post": "嘉善县公安局警务辅助人员（勤务岗）第二批招聘岗位"}

    assert wire_values(values)["post"] == "嘉善县公安局警务辅助人员（勤务…"
    assert values["post"] in said("put_forward", values, language="zh").body


def test_a_link_and_a_code_are_never_cut():
    long = {"url": "https://jiedui.example.gov.cn/answer/abcdefghijklmnop", "code": "482913"}
    assert wire_values(long) == long


def test_a_language_that_we_do_not_have_yet_is_said_in_chinese():
    assert words_of("signin_code", "yi") == words_of("signin_code", "zh")
