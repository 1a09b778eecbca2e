"""The small words of the templates."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from jiedui.web.desk import cells
from jiedui.web.kit.stations import stations
from jiedui.web.kit.templatetags import kit


def shown(source, **values):
    return Template(source).render(Context(values))


def test_a_day_is_written_as_people_say_it():
    with translation.override("zh-hans"):
        assert kit.day(date(2026, 3, 2)) == "2026年3月2日（周一）"
    with translation.override("en"):
        assert kit.day(date(2026, 3, 2)) == "Mon 2 Mar 2026"


def test_only_the_last_four_of_a_number_are_told():
    html = shown("{{ n|masked }}", n="513225199003070028")

    assert "0028" in html
    assert "51322519900307" not in html


def test_marked_words_are_escaped_and_the_longest_wins():
    html = kit.marked("<b>限女性，限女</b>", ["限女", "限女性"])

    assert html == "&lt;b&gt;<mark>限女性</mark>，<mark>限女</mark>&lt;/b&gt;"


def test_a_hostile_label_stays_text():
    html = shown(
        "{% button label %}{% tag label %}{% figure 1 label %}", label="<script>x</script>"
    )

    assert "<script>" not in html


class Telling(forms.Form):
    contact = forms.CharField(label="联系人")
    away = forms.BooleanField(label="要住宿", required=False)


def test_what_is_missing_is_named_where_its_field_is_out_of_sight():
    summary = shown("{% errors form %}", form=Telling({}))

    assert '<a href="#id_contact">联系人：' in summary


def test_a_box_to_tick_stands_before_its_words():
    html = shown("{% field form.away %}", form=Telling())

    assert html.index("<input") < html.index("要住宿")
    assert html.count("<input") == 1


@pytest.mark.parametrize(
    ("stage", "here"),
    [(None, "意愿"), ("proposed", "推荐"), ("interviewed", "面试"), ("working", "在岗")],
)
def test_the_road_stands_where_the_person_stands(stage, here):
    road = stations(has_wish=True, stage=stage)

    assert [str(s.name) for s in road if s.state == "now"] == [here]
    assert [s.state for s in road].count("next") == 1


def test_a_road_not_begun_awaits_the_survey():
    road = stations(has_wish=False, stage=None)

    assert (road[0].state, str(road[0].note)) == ("next", "等调查人员询问")


@pytest.mark.parametrize("kind", list(cells.LABELS))
def test_every_meaning_of_a_column_has_a_label(kind):
    assert [name for name, label in cells.meanings(kind) if name == label] == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("513225199003070028", "••••0028"),
        ("电话13812345678，微信同号", "电话••••5678，微信同号"),
        ("51322519900307002X", "••••002X"),
        ("招20人，5000元", "招20人，5000元"),
        (None, ""),
    ],
)
def test_numbers_are_masked_wherever_an_office_wrote_them(cell, expected):
    assert cells.masked_cell(cell) == expected


def test_values_are_shown_in_words(catalogue):
    assert cells.shown("wish.occupations", [[1, 6310101, 6310102, "电子厂"]]) == "电子厂"
    assert cells.shown("household_classes", ["lifted"]) == "脱贫户"
    assert cells.shown("home", 513225) == "九寨沟县"
    assert cells.shown("needs_lodging", True) == "是"
    assert cells.shown("phone", "13812345678") == "••••5678"
    assert cells.shown("partner", "#0123456789abcdef") == "已登记身份证号"
