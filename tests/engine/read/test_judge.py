"""The decided cases, and what must hold for any text at all."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reader import FLOORS, measure, split_rows
from jiedui.engine.read import CELLS, Case, as_json, judge

SNIPPETS = st.sampled_from(
    [
        "招聘",
        "普工",
        "20名",
        "男",
        "女",
        "男女不限",
        "18-45岁",
        "35岁以下",
        "月薪",
        "5000-6000元/月",
        "底薪",
        "2500",
        "+提成",
        "面议",
        "包吃住",
        "不包住",
        "五险一金",
        "押金",
        "不收",
        "身份证",
        "1、",
        "一、",
        "以上岗位",
        "任职要求：",
        "初中以上",
        "本科",
        "优先",
        "3年以上",
        "经验",
        "浙江省",
        "嘉善县",
        "路",
        "（",
        "）",
        "｜截止:1970-01-01",
        "壹万",
        "22元/时",
        "⑺",
        "１８",
        "—",
        "，",
        "；",
        "。",
        "万",
        "k",
        "童工",
        "乙肝",
        "本地户口",
        "试用期",
        "转正后",
        "熟练工",
        "各1名",
        "若干",
        "0.8元/件",
        "%",
        "元",
        " ",
        "\n",
    ]
)
ADS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=string.digits + "元岁人名年月日-~.,万千一二三男女：、（）", max_size=80),
    st.lists(SNIPPETS, max_size=40).map("".join),
)


@pytest.mark.parametrize("split", sorted(FLOORS))
def test_the_labelled_ads_are_read_as_they_were_labelled(lexicon, split):
    rows = split_rows(split)
    field_floor, rule_floor = FLOORS[split]

    fields, rules = measure(rows, lexicon)

    low = {name: t.scores[2] for name, t in fields.items() if t.scores[2] < field_floor}
    assert low == {}
    assert rules["all rules"].scores[2] >= rule_floor


@settings(max_examples=300, deadline=None)
@given(ADS)
def test_any_text_gets_an_answer_whose_words_stand_in_it(lexicon, text):
    finding = judge(Case(text, lexicon=lexicon))

    for post in finding.posts:
        for name in post.__dataclass_fields__:
            held = getattr(post, name)
            for value in held if isinstance(held, tuple) else (held,):
                if value is not None:
                    assert value.words in text
                    assert 0 <= value.confidence <= 100
    for breach in finding.breaches:
        assert breach.words in text


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(CELLS), ADS, max_size=6))
def test_any_cells_get_an_answer(lexicon, cells):
    answer = as_json(judge(Case(cells=cells, lexicon=lexicon)))

    assert answer["posts"] >= 1
    for breach in answer["findings"]:
        assert any(breach["words"] in words for words in (*cells.values(), ""))


@settings(max_examples=200, deadline=None)
@given(ADS)
def test_no_span_is_upside_down(lexicon, text):
    for post in judge(Case(text, lexicon=lexicon)).posts:
        spans = [(post.age.value.low, post.age.value.high)] if post.age else []
        if post.pay:
            pay = post.pay.value
            spans += [(pay.low_fen, pay.high_fen), (pay.monthly_low_fen, pay.monthly_high_fen)]
        assert all(low <= high for low, high in spans if low is not None and high is not None)


@settings(max_examples=50, deadline=None)
@given(ADS)
def test_the_same_ad_is_read_the_same_twice(lexicon, text):
    case = Case(text, lexicon=lexicon)

    assert judge(case) == judge(case)


@pytest.mark.parametrize(
    "text",
    [
        "一" * 20_000,
        "1" * 20_000,
        "（" * 20_000,
        "男女" * 10_000,
        "5000-" * 5_000,
        "1、普工2名；" * 2_000,
        "男" + " " * 19_000,
        "岗位人数\n" + "\n" * 19_000,
        "男 " * 10_000,
        "一千" * 10_000 + "个",
    ],
)
def test_a_hostile_text_is_read_in_a_moment(lexicon, text):
    assert judge(Case(text, lexicon=lexicon)).posts


def test_a_free_text_is_read_whole(read):
    found = read(
        "嘉善某电子有限公司招聘普工50名，男女不限，年满16周岁，初中以上学历，月薪4500-6500元，包吃住，缴纳五险，"
        "两班倒。工作地点：浙江省嘉兴市嘉善县惠民街道。有效期至2026-12-31"
    )

    assert found["findings"] == []
    del found["findings"], found["occupation"]
    assert found == {
        "title": "普工",
        "headcount": 50,
        "pay": {
            "low": 4500,
            "high": 6500,
            "period": "month",
            "monthly_low": 4500,
            "monthly_high": 6500,
            "assumption": "",
        },
        "age": {"min": 16, "max": None},
        "age_by_sex": None,
        "education": "junior",
        "experience_years": None,
        "certificates": [],
        "board": True,
        "lodging": True,
        "insurance": True,
        "shifts": ["两班倒"],
        "place": "330421",
        "expires": "2026-12-31",
        "posts": 1,
    }


def test_an_empty_ad_is_one_post_of_which_nothing_is_known(read):
    found = read("")

    assert (found["title"], found["pay"], found["posts"]) == (None, None, 1)
    assert [breach["rule"] for breach in found["findings"]] == ["pay-unclear", "incomplete"]
