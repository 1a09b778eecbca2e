import pytest

from jiedui.engine.read.passage import fold
from jiedui.engine.read.pay import HOURS, read_pay


def pay_of(text, column=""):
    passages = [fold("text", text)] + ([fold("pay", column)] if column else [])
    found = read_pay(passages)
    if found is None:
        return None
    fen = found.value.low_fen, found.value.high_fen
    return *(None if f is None else f / 100 for f in fen), found.value.period


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("月薪4500-6500元", (4500, 6500, "month")),
        ("月薪：8000-10000元", (8000, 10_000, "month")),
        ("每月五千元以上", (5000, None, "month")),
        ("一个月能挣两三千元", (2000, 3000, "month")),
        ("月薪六千左右，年底双薪", (6000, 6000, "month")),
        ("普工，时薪21，包住", (21, 21, "hour")),
        ("服务员1名，3800，包吃", (3800, 3800, "month")),
        ("学徒期3800元/月，出师后6000-8000元/月", (6000, 8000, "month")),
        ("每件8-15元", (8, 15, "piece")),
        ("男120元/天，女100元/天", (100, 120, "day")),
        ("月收入1万元以上", (10_000, None, "month")),
        ("7000元到1万元/月", (7000, 10_000, "month")),
        ("年薪6-8万", (60_000, 80_000, "year")),
        ("日薪400-600元", (400, 600, "day")),
        ("日薪50元左右", (50, 50, "day")),
        ("22元/时", (22, 22, "hour")),
        ("5000-6000元/月（21元/小时）", (5000, 6000, "month")),
        ("工资 3k-5k 包吃住", (3000, 5000, "month")),
        ("薪酬：4千至6千", (4000, 6000, "month")),
        ("月薪壹万贰仟元以上", (12_000, None, "month")),
        ("3.5K-5K", (3500, 5000, "month")),
        ("5千左右", (5000, 5000, "month")),
        ("3500起步", (3500, None, "month")),
        ("约4000元", (4000, 4000, "month")),
        ("工资4200+，包吃住", (4200, None, "month")),
        ("２５００元一一8000元/月", (2500, 8000, "month")),
    ],
)
def test_figures_and_their_period(text, pay):
    assert pay_of(text) == pay


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("起薪4000-5000，三年后7000-8000", (4000, 5000, "month")),
        ("实习期2500元，转正后2800元", (2800, 2800, "month")),
        ("试用期2000，满3个月2300，平时加班15/时", (2300, 2300, "month")),
        ("试用期工资60元/天，期满后综合工资在3200-3800元/月左右", (3200, 3800, "month")),
        ("底薪1800-2500+奖金+提成", (1800, 2500, "month")),
        ("底薪2500，综合4500起", (4500, None, "month")),
        ("月薪1800元+做房提成，月收入3000元左右", (3000, 3000, "month")),
        ("保底3000元+计件奖金", (3000, None, "month")),
        ("保底工资2000元/月，平均工资2800-5000元左右", (2800, 5000, "month")),
        ("1800底薪+加班+全勤=3500-4500元/月", (3500, 4500, "month")),
        ("不熟练约3000元/月，熟练工5000元/月", (3000, 5000, "month")),
        ("两班倒月薪4000元左右，三班倒月薪3500元左右", (3500, 4000, "month")),
        ("按吨计价，12元/吨，每天300-400元", (300, 400, "day")),
    ],
)
def test_the_wage_of_regular_work_is_chosen(text, pay):
    assert pay_of(text) == pay


@pytest.mark.parametrize(
    "text",
    [
        "工资面议",
        "不低于最低工资",
        "注册资本4980万元，占地200亩，员工1200人",
        "全勤奖200元，工龄奖100元/年，夜班补贴15元/晚",
        "餐补360元/月，住房补贴200元",
        "工作满一年奖励1万元",
        "押金500元",
        "电话13800000000，邮编314100",
        "加班费：平时13.19元/小时",
    ],
)
def test_what_is_no_wage(text):
    assert pay_of(text) is None


def test_figures_of_the_text_go_before_the_bracket_of_a_menu():
    assert pay_of("月薪2700-3500元", column="3000-5000") == (2700, 3500, "month")
    assert pay_of("身体健康", column="3000-5000") == (3000, 5000, "month")


def test_a_base_below_the_bracket_is_less_than_what_is_earned():
    assert pay_of("底薪：1720元", column="3000-5000元/月") == (3000, 5000, "month")
    assert pay_of("底薪4500+双休", column="3000-5000") == (4500, 4500, "month")


def test_hours_become_comparable_months_in_whole_yuan():
    pay = read_pay([fold("pay", "22元/小时")]).value

    assert pay.monthly_low_fen == 2200 * HOURS
    assert "174" in pay.assumption


def test_hours_that_the_ad_states_are_used_instead():
    pay = read_pay([fold("text", "22元/时，每天不超4小时，每月不超24天")]).value

    assert pay.monthly_low_fen == 2200 * 96


def test_the_parts_of_the_pay_are_named():
    pay = read_pay([fold("text", "底薪2500+提成，计件，加班费另计，年终奖")]).value

    assert pay.structure == ("base", "piece", "overtime", "commission", "bonus")


def test_probation_is_kept_beside_the_wage():
    pay = read_pay([fold("text", "试用期3200元/月，转正3500元/月")]).value

    assert (pay.low_fen, pay.probation_low_fen) == (350_000, 320_000)


@pytest.mark.parametrize(
    ("cell", "pay"),
    [
        ("八千", (8000, 8000, "month")),
        ("三四千", (3000, 4000, "month")),
        ("一万二左右", (12_000, 12_000, "month")),
        ("1小时20", (20, 20, "hour")),
        ("20/h", (20, 20, "hour")),
        ("工价25", (25, 25, "hour")),
        ("一天二百", (200, 200, "day")),
        ("1500/月", (1500, 1500, "month")),
        ("6000-4500", (4500, 6000, "month")),
        ("4500-600元/月", None),
        ("0", None),
    ],
)
def test_a_column_of_wages_in_few_words(cell, pay):
    assert pay_of("", cell) == pay


@pytest.mark.parametrize(
    ("title", "pay"),
    [
        ("装配电工15K", (15_000, 15_000, "month")),
        ("新能源厂操作工8000+", (8000, None, "month")),
        ("客服8000+免费中餐", (8000, 8000, "month")),
        ("电池壳贴签包吃住230天", (230, 230, "day")),
        ("包装工300+/天恒温车间", (300, None, "day")),
        ("催收专员1w起", (10_000, None, "month")),
        ("日结300，包吃住", (300, 300, "day")),
        ("95598客服专员", None),
        ("10010客服", None),
        ("2026春招管培生", None),
        ("5000人大厂普工", None),
    ],
)
def test_the_bare_figure_of_a_title(title, pay):
    found = read_pay([fold("job_title", title)])
    ends = found and (found.value.low_fen, found.value.high_fen)
    told = ends and (*(None if f is None else f / 100 for f in ends), found.value.period)
    assert told == pay
