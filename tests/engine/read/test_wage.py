"""Pay is held to the minimum wage of the place and the day that somebody else knows."""

from datetime import date

import pytest

from jiedui.engine.read import Floor, Offer, judge_pay

JIAXING = Floor("嘉兴市", date(2026, 1, 1), 2430, 2300, "浙政发〔2025〕23号")


def level(offer, *floors):
    breach = judge_pay(offer, floors or [JIAXING])
    return breach.level if breach else None


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (2430, 2430, None),
        (2430, None, None),
        (None, 2430, None),
        (None, None, None),
        (2000, 2429, "prohibit"),
        (2429, 2429, "prohibit"),
        (None, 2429, "prohibit"),
        (2000, 4000, "review"),
        (2429, None, "review"),
    ],
)
def test_a_month_is_compared_with_the_monthly_figure(low, high, said):
    assert level(Offer(low, high)) == said


@pytest.mark.parametrize("words", ["底薪2000元+提成", "计件，2000元", "2000元+绩效", "保底2000元"])
def test_a_base_to_which_more_is_added_is_asked_about(words):
    assert level(Offer(2000, 2000, pay_words=words)) == "review"


def test_overtime_does_not_lift_a_wage_over_the_minimum():
    assert level(Offer(2000, 2000, text="月薪2000元，加班费另计")) == "prohibit"


@pytest.mark.parametrize(
    ("pay", "said"),
    [
        ("22.9元/小时", "prohibit"),
        ("23元/小时", None),
        ("20-25元/小时", "review"),
        ("1500元/月", None),  # a month of few hours says nothing of the hour
    ],
)
def test_part_time_is_compared_by_the_hour_and_by_nothing_else(pay, said):
    assert level(Offer(1500, 1500, "hour", pay, "兼职理货，每天4小时")) == said


def test_full_time_paid_by_the_hour_is_compared_as_a_month():
    assert level(Offer(15 * 174, 15 * 174, "hour", "15元/小时", "两班倒")) is None
    assert level(Offer(13 * 174, 13 * 174, "hour", "13元/小时", "两班倒")) == "prohibit"


@pytest.mark.parametrize("text", ["每天工作8小时", "每天加班4小时", "兼任班长，全日制"])
def test_eight_hours_are_not_part_time(text):
    assert level(Offer(2000, 2000, text=text)) == "prohibit"


def test_a_figure_whose_source_is_weak_asks_and_never_prohibits():
    weak = Floor("鹿城区", date(2024, 1, 1), 2490, 2400, is_sure=False)

    breach = judge_pay(Offer(2300, 2300), [weak])

    assert breach.level == "review"
    assert "以当地人社局公布的为准" in breach.rewording


def test_of_several_figures_the_gravest_objection_counts():
    province = Floor("浙江省", date(2026, 1, 1), 2180, 2100)
    weak = Floor("鹿城区", date(2024, 1, 1), 2490, 2400, is_sure=False)

    assert level(Offer(2100, 2100), weak, province) == "prohibit"
    assert level(Offer(2300, 2300), weak, province) == "review"
    assert level(Offer(2500, 2500), weak, province) is None


def test_the_objection_says_where_since_when_how_much_and_on_what_ground():
    breach = judge_pay(Offer(2000, 2200), [JIAXING])

    assert breach.rule == "minimum-wage"
    assert breach.words == "月薪2000—2200元"
    assert breach.rewording == (
        "嘉兴市自2026年1月1日起，月最低工资标准为每月2430元。请把月薪改到每月2430元以上。"
    )
    assert breach.basis.endswith("第十二条；浙政发〔2025〕23号")


def test_no_known_figure_raises_no_objection():
    assert judge_pay(Offer(500, 500), []) is None
    assert judge_pay(Offer(500, 500), [Floor("上海市", date(2025, 7, 1))]) is None


def test_no_words_confuse_it():
    for words in ("", "⑺元/小时", "元" * 500, "1e9元/小时", "每小时"):
        assert level(Offer(3000, 3000, "hour", words, "兼职")) in {None, "prohibit", "review"}
