"""The ledger of an invented western county, as its townships would have typed it."""

import calendar
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from stdnum.cn import ric

from jiedui.clockwork.demo import names

FIGURES = tomllib.loads((Path(__file__).parent / "figures.toml").read_text(encoding="utf-8"))

HEADER = [
    "序号", "户编号", "乡镇", "村组", "户类型", "姓名", "性别", "民族", "身份证号码", "联系电话",
    "文化程度", "是否退役军人", "就业状态", "当前务工地", "技能证书", "工作经历", "是否有就业意愿",
    "意向工种", "意向就业地", "期望月薪", "是否需要住宿", "是否需要夫妻房", "同行人",
    "可上岗时间", "培训意愿", "调查方式", "调查日期", "调查人", "备注",
]  # fmt: skip

TOWNS = {
    "南坪镇": ["城东村", "水沟坝村", "双龙村"],
    "漳扎镇": ["中查村", "沙坝村", "郎寨村"],
    "双河镇": ["下塘村", "团结村"],
    "黑河镇": ["七里村", "双龙桥村"],
    "勿角镇": ["蒲南村", "阳山村"],
    "永和乡": ["清平村", "大城村"],
    "白河乡": ["太平村", "水田村"],
    "保华乡": ["桥头村"],
    "郭元乡": ["沟里村", "回龙村"],
    "草地乡": ["下草地村"],
    "玉瓦乡": ["四道城村"],
    "大录乡": ["香扎村", "芝麻村"],
}

# What a certificate lets people wish for; the words an office would type.
CERTIFICATES = {
    "电焊工": "焊工证",
    "水电工": "低压电工证",
    "叉车工": "叉车证",
    "货车司机": "驾驶证B2",
    "驾驶员": "C1驾照",
    "保安": "保安员证",
    "厨师": "厨师证（四级）",
    "养老护理员": "养老护理员证",
    "月嫂": "月嫂证",
    "导游": "导游证",
    "挖掘机驾驶员": "挖掘机操作证",
}


@dataclass
class Household:
    code: str
    town: str
    village: str
    kind: str
    ethnicity: str
    family: str
    children: int
    people: list = field(default_factory=list)


def chosen(random, shares):
    """One of [(value, share), …]."""
    values, weights = zip(*((row[:-1], row[-1]) for row in shares), strict=True)
    picked = random.choices(values, weights)[0]
    return picked[0] if len(picked) == 1 else picked


def county(random, *, on, number=None):
    """Households with their people of working age; children are counted, not listed."""
    taken = set()
    return [
        _household(random, index, on, taken)
        for index in range(1, (number or FIGURES["households"]["number"]) + 1)
    ]


def ledger(households):
    """Rows under `HEADER`, in the order of the villages."""
    rows = [person for household in households for person in household.people]
    for number, row in enumerate(rows, 1):
        row["序号"] = number
    return [[row.get(column, "") for column in HEADER] for row in rows]


def _household(random, index, on, taken):
    town = random.choice(list(TOWNS))
    ethnicity = chosen(random, FIGURES["people"]["ethnicities"])
    per_house = FIGURES["households"]["children_a_household"]
    household = Household(
        code=f"513225{index:05d}",
        town=town,
        village=f"{random.choice(TOWNS[town])}{random.randint(1, 4)}组",
        kind=chosen(random, FIGURES["households"]["classes"]),
        ethnicity=ethnicity,
        family=names.surname(random, ethnicity),
        children=sum(random.random() < per_house / 3 for _ in range(3)),
    )
    head = _person(random, household, on, taken)
    size = random.choices([1, 2, 3, 4], [22, 43, 22, 13])[0]
    if size > 1:
        _spouse(random, household, head, on, taken)
    for _ in range(size - 2):
        _person(random, household, on, taken)
    return household


def _person(random, household, on, taken, sex=None, age=None):
    sex = sex or ("男" if random.random() * 100 < FIGURES["sex"]["male"] else "女")
    if age is None:
        low, high = chosen(random, FIGURES["age"]["bands"])
        age = random.randint(low, high)
    born = _born(random, age, on)
    row = {
        "户编号": household.code,
        "乡镇": household.town,
        "村组": household.village,
        "户类型": household.kind,
        "姓名": names.name(random, household.ethnicity, sex, household.family),
        "性别": sex,
        "民族": household.ethnicity,
        "身份证号码": identity(random, born, sex, taken),
        "联系电话": f"1660000{len(taken):04d}",
        "文化程度": _education(random, age),
        "是否退役军人": "是"
        if random.random() * 100 < FIGURES["people"]["veterans"] and 20 < age < 60
        else "否",
        "调查方式": random.choice(["走访", "走访", "电话", "微信"]),
        "调查日期": _typed(random, on - timedelta(days=random.randint(5, 45))),
        "调查人": "驻村工作队",
    }
    row |= _wish(random, row, age, on)
    household.people.append(row)
    return row


def _spouse(random, household, head, on, taken):
    """The second grown-up of the house; some couples leave only together."""
    age = max(20, min(63, on.year - int(head["身份证号码"][6:10]) + random.randint(-4, 4)))
    other = "女" if head["性别"] == "男" else "男"
    family, household.family = household.family, ""
    if household.ethnicity != "藏族":
        household.family = names.surname(random, household.ethnicity)
    spouse = _person(random, household, on, taken, sex=other, age=age)
    household.family = family
    both = head["是否有就业意愿"] == spouse["是否有就业意愿"] == "是"
    if both and random.random() < 0.14:
        for one, partner in ((head, spouse), (spouse, head)):
            one["同行人"] = partner["姓名"]
            one["是否需要夫妻房"] = "是"
            one["是否需要住宿"] = "是"
        for column in ("意向工种", "意向就业地", "期望月薪", "可上岗时间"):
            spouse[column] = head[column]


def _born(random, age, on):
    month = random.randint(1, 12)
    year = on.year - age
    born = date(year, month, random.randint(1, calendar.monthrange(year, month)[1]))
    return born.replace(year=year - 1, day=min(born.day, 28)) if _later(born, on) else born


def _later(born, on):
    return (born.month, born.day) > (on.month, on.day)


def identity(random, born, sex, taken):
    """A number with a right checksum in the range 980–995 that offices leave unassigned."""
    while True:
        order = random.randrange(980, 995, 2) + (sex == "男")
        stem = f"513225{born:%Y%m%d}{order:03d}"
        number = stem + ric.calc_check_digit(stem + "0")
        if number not in taken:
            taken.add(number)
            return number
        born += timedelta(days=1)


def _education(random, age):
    level = chosen(random, FIGURES["education"]["levels"])
    if level in ("大专", "本科") and age > 45:
        return random.choice(["初中", "小学"])
    if level == "小学" and age < 30:
        return random.choice(["大专", "本科", "高中"])
    return level


def _wish(random, row, age, on):
    """What one answered at the kitchen table, in the words that were typed."""
    if random.random() * 100 >= FIGURES["people"]["wants_work"]:
        return {
            "是否有就业意愿": "否",
            "就业状态": random.choice(["务农", "未就业", "县内务工"]),
            "备注": random.choice(["", "", "在读", "照顾老人", "照顾孩子"]),
        }
    trade = random.choices(
        FIGURES["trades"], [_fits(trade, row, age) * trade["share"] for trade in FIGURES["trades"]]
    )[0]
    work = random.choice(trade["wishes"])
    place = chosen(random, FIGURES["places"]["wishes"])
    away = place not in ("县内", "九寨沟县")
    certificate = CERTIFICATES.get(work, "") if random.random() < 0.55 else ""
    return {
        "是否有就业意愿": "是",
        "就业状态": random.choice(["未就业", "未就业", "务农", "县内务工", "省外务工"]),
        "当前务工地": "",
        "意向工种": work,
        "意向就业地": place,
        "期望月薪": _least_pay(random, trade["pay"]),
        "是否需要住宿": "是"
        if away and random.random() * 100 < FIGURES["people"]["needs_lodging_away"]
        else "否",
        "可上岗时间": random.choice(["随时", "随时", "", _typed(random, on + timedelta(days=20))]),
        "技能证书": certificate,
        "工作经历": f"{work}{random.randint(1, 8)}年"
        if work not in ("不限", "都可以", "什么都行", "进厂") and random.random() < 0.4
        else "",
        "培训意愿": random.choice(["", "", "", "电工", "养老护理", "电子商务"]),
    }


def _fits(trade, row, age):
    """Contract posts in public bodies are what the young and schooled and veterans wish for."""
    if trade["name"] != "public":
        return 0.4 if row["文化程度"] in ("大专", "本科") and age < 30 else 1.0
    young = age < 30 and row["文化程度"] in ("高中", "中专", "大专", "本科")
    return 5.0 if young or row["是否退役军人"] == "是" else 0.5


def _least_pay(random, around):
    if random.random() * 100 >= FIGURES["people"]["answers_least_pay"]:
        return random.choice(["", "面议", ""])
    pay = round(random.gauss(around * 0.78, 550) / 100) * 100
    pay = max(1900, pay)
    typed = [f"{pay}", f"{pay}元", f"{pay}以上", f"{pay}-{pay + 1000}"]
    return random.choices(typed, [6, 2, 2, 1])[0]


def _typed(random, day):
    return random.choice(
        [f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日"]
    )


def supplement(random, households, *, on):
    """A second sheet as it comes a week later: new people, changed answers, and mistakes."""
    known = [dict(row) for household in random.sample(households, 12) for row in household.people]
    changed, same = known[:9], known[9:15]
    for row in changed:
        row["调查日期"] = f"{on:%Y-%m-%d}"
        row["调查方式"] = "电话"
        row["是否有就业意愿"] = "是"
        row["意向工种"] = random.choice(["电子厂", "服装厂", "保安", "家政"])
        row["意向就业地"] = "嘉善县"
        row["期望月薪"] = "4000"
    # Numbers in a range of their own, so that nobody is met twice by accident.
    taken = {row["身份证号码"] for household in households for row in household.people}
    fresh = [
        row
        for index in range(90_001, 90_011)
        for row in _household(random, index, on, taken).people
    ]
    rows = changed + same + fresh + _mistakes(random, fresh, on, taken)
    for number, row in enumerate(rows, 1):
        row["序号"] = number
    return [[row.get(column, "") for column in HEADER] for row in rows]


def _mistakes(random, fresh, on, taken):
    """What every real ledger holds: a rounded number, a child, a day that never was, a twin."""
    rounded, child, wrong_day, twin, unsure = (dict(fresh[index]) for index in range(5))
    rounded["姓名"], rounded["身份证号码"] = "赵永胜", "5.13225E+17"
    child["姓名"] = "陈小满"
    child["身份证号码"] = identity(random, date(on.year - 15, 6, 1), child["性别"], taken)
    wrong_day["姓名"], wrong_day["身份证号码"] = "周大川", "513225199002309810"
    twin["姓名"] = "王同号"
    unsure["姓名"], unsure["意向工种"] = "吴说不清", "随便看看再说吧"
    unsure["身份证号码"] = identity(random, date(on.year - 33, 4, 12), unsure["性别"], taken)
    return [rounded, child, wrong_day, twin, unsure]
