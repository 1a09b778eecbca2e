"""The vacancy list of an invented eastern county, in the words of real ones, lawful or not."""

from dataclasses import dataclass

from stdnum.cn import uscc

from jiedui.clockwork.demo import names

HEADER = [
    "序号", "用人单位", "统一社会信用代码", "岗位名称", "招聘人数", "性别要求", "年龄要求",
    "学历要求", "经验要求", "薪资待遇", "食宿情况", "夫妻房间数", "社会保险", "工作地点",
    "有效期至", "岗位职责及要求",
]  # fmt: skip

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Work:
    """A post as employers of a trade advertise it."""

    trade: str
    title: str
    pay: tuple
    openings: tuple
    education: str = "不限"
    text: str = ""


WORKS = [
    Work(
        "electronics", "电子厂普工", (4800, 6500), (10, 40), text="流水线组装、插件，两班倒，坐班"
    ),
    Work("electronics", "质检员", (4500, 5800), (2, 8), "初中", "产品外观检验，长白班"),
    Work("electronics", "设备技术员", (6000, 8500), (1, 4), "大专", "自动化设备维护，三班制"),
    Work("garment", "缝纫工", (5000, 8000), (6, 25), text="计件工资，多劳多得，熟手优先"),
    Work("garment", "裁剪工", (5000, 7000), (2, 5), text="服装裁剪，会看样板"),
    Work("garment", "包装工", (4000, 5200), (3, 10), text="成衣整烫包装，长白班"),
    Work("machinery", "电焊工", (6500, 9000), (3, 12), text="二保焊、氩弧焊，持焊工证上岗"),
    Work(
        "machinery",
        "数控操作工",
        (5500, 8000),
        (3, 10),
        "初中",
        "CNC加工中心操作，两班倒，可带学徒",
    ),
    Work("machinery", "叉车工", (5000, 6500), (1, 4), text="车间物料转运，须持叉车证"),
    Work("machinery", "机修电工", (6000, 8000), (1, 3), "高中", "设备电气维修，须有低压电工证"),
    Work("furniture", "木工", (6000, 9000), (3, 10), text="实木家具开料、组装"),
    Work("furniture", "油漆工", (6500, 9500), (2, 6), text="家具喷漆打磨，提供防护用品"),
    Work("food", "食品包装工", (4200, 5500), (5, 20), text="车间包装，恒温，站立作业"),
    Work("logistics", "分拣员", (4800, 6500), (5, 20), text="快递分拣扫描，晚班，有餐补"),
    Work("logistics", "货车司机", (7000, 9000), (2, 6), text="短途配送，B2驾照，三年以上驾龄"),
    Work("logistics", "仓库装卸工", (5000, 7000), (3, 10), text="货物装卸、码放"),
    Work("hotel", "客房服务员", (3800, 4800), (3, 10), text="客房清扫整理，做六休一"),
    Work("hotel", "前台接待", (4000, 5200), (1, 4), "高中", "办理入住退房，三班倒"),
    Work("catering", "餐厅服务员", (3800, 5000), (3, 12), text="传菜、点单、收台，月休四天"),
    Work("catering", "厨师", (6000, 9000), (1, 4), text="川菜、杭帮菜均可"),
    Work("services", "保洁员", (3000, 3800), (3, 12), text="小区楼道、写字楼保洁，八小时"),
    Work("services", "保安", (4000, 5200), (3, 15), text="小区门岗、巡逻，两班倒，有保安员证优先"),
    Work("services", "家政服务员", (4500, 7000), (2, 8), text="住家或钟点，岗前免费培训"),
    Work("retail", "超市理货员", (3600, 4600), (2, 8), text="商品上架、陈列、盘点"),
    Work("retail", "收银员", (3800, 4600), (2, 6), "初中", "超市收银，早晚班"),
    Work("retail", "电商客服", (4200, 6000), (2, 8), "高中", "网店咨询回复，会打字"),
    Work("care", "养老护理员", (4500, 6000), (3, 12), text="照料失能老人起居，有证优先"),
    Work("construction", "钢筋工", (7000, 10000), (3, 12), text="工地钢筋绑扎，日结或月结"),
    Work("construction", "水电安装工", (7000, 9500), (2, 6), text="住宅水电安装，须持电工证"),
    Work("construction", "泥瓦工", (7000, 10000), (2, 8), text="室内外砌筑抹灰"),
]

# Posts of public bodies: what the survey asked the pair for.
PUBLIC = [
    ("嘉善县公安局", "警务辅助人员（辅警）", (5000, 6200), 12, "高中",
     "协助巡逻防控、接处警。体能测试按公安部门公布的标准。年龄18至35周岁，依据《关于规范公安机关警务辅助人员管理工作的意见》"),
    ("嘉善县综合行政执法局", "协管员", (4200, 5000), 6, "高中", "协助市容巡查、劝导"),
    ("九寨沟县公安局", "警务辅助人员（辅警）", (3600, 4200), 8, "高中",
     "协助景区和集镇巡逻防控。年龄18至35周岁，依据《关于规范公安机关警务辅助人员管理工作的意见》"),
    ("九寨沟县南坪镇人民政府", "公益性岗位（保洁、护林）", (2100, 2300), 20, "不限",
     "乡村保洁、护林防火巡查，优先安排脱贫户、监测户劳动力"),
]  # fmt: skip

LOCAL = {"hotel", "catering", "services", "retail", "construction", "logistics"}

# Sentences that ads really carry; the reader finds what they break.
UNLAWFUL = [
    ("sex", "限女性，手脚麻利"),
    ("sex", "只招男工，能吃苦"),
    ("looks", "形象气质佳，五官端正"),
    ("height", "身高165以上"),
    ("marital", "已婚已育优先"),
    ("deposit", "入职交服装押金300元，离职退还"),
    ("health", "乙肝携带者勿扰"),
    ("hukou", "限本地户口"),
    ("documents", "入职统一保管身份证原件"),
]
GOOD = [
    "不收取任何押金、服装费",
    "入职即签劳动合同，缴纳五险",
    "外省务工人员报销单程车票",
    "提供夫妻房，宿舍有空调热水",
    "老乡多，有双语班组长",
    "试用期工资不低于转正的80%",
]


def market(random, *, on, eastern=36, local=8):
    """Rows under `HEADER`: eastern employers, local ones, and public bodies of both counties."""
    rows, taken = [], set()
    for place, number, trades in (
        ("嘉善", eastern, sorted({work.trade for work in WORKS})),
        ("九寨沟", local, sorted(LOCAL)),
    ):
        for index in range(number):
            trade = trades[index % len(trades)]
            firm = names.firm(random, trade, place, taken)
            code = credit_code(random, {"嘉善": "330421", "九寨沟": "513225"}[place])
            works = [work for work in WORKS if work.trade == trade]
            for work in random.sample(works, min(len(works), random.randint(2, 5))):
                rows.append(_row(random, place, firm, code, work, on))
    rows += [_public(post, on) for post in PUBLIC]
    for number, row in enumerate(rows, 1):
        row["序号"] = number
    return [[row.get(column, "") for column in HEADER] for row in rows]


def _row(random, place, firm, code, work, on):
    local = place == "九寨沟"
    scale = 0.72 if local else 1.0
    low, high = (round(pay * scale * random.uniform(0.94, 1.08) / 100) * 100 for pay in work.pay)
    openings = random.randint(*work.openings)
    openings = max(1, openings // 4) if local else openings
    said = [work.text, random.choice(GOOD)]
    if random.random() < 0.16:
        said.append(random.choice(UNLAWFUL)[1])
    return {
        "用人单位": firm,
        "统一社会信用代码": code,
        "岗位名称": work.title,
        "招聘人数": _openings(random, openings),
        "性别要求": "不限",
        "年龄要求": random.choice(["18-45岁", "18—50周岁", "16周岁以上", "不限", "55岁以下"]),
        "学历要求": {"不限": random.choice(["不限", "无", ""])}.get(
            work.education, f"{work.education}及以上"
        ),
        "经验要求": random.choice(["不限", "", "一年以上", "无经验可带教"]),
        "薪资待遇": _pay(random, low, high),
        "食宿情况": random.choice(["不包食宿", "包吃"]) if local and random.random() < 0.6
        else random.choice(["包吃包住", "包住，餐补300元", "包吃住", "提供宿舍"]),
        "夫妻房间数": "" if local else random.choice(["", "", 2, 4, 6]),
        "社会保险": random.choice(["五险", "五险一金", "缴纳社保", "工伤保险"]),
        "工作地点": _workplace(random, place),
        "有效期至": f"{on.replace(month=12, day=31):%Y-%m-%d}",
        "岗位职责及要求": "。".join(said) + "。",
    }  # fmt: skip


def _public(post, on):
    body, title, (low, high), openings, education, text = post
    return {
        "用人单位": body,
        "统一社会信用代码": "",
        "岗位名称": title,
        "招聘人数": openings,
        "性别要求": "不限",
        "年龄要求": "18-35周岁" if "辅警" in title else "16周岁以上",
        "学历要求": f"{education}及以上" if education != "不限" else "不限",
        "经验要求": "不限",
        "薪资待遇": f"{low}-{high}元/月",
        "食宿情况": "包吃包住" if body.startswith("嘉善") else "包吃",
        "社会保险": "五险",
        "工作地点": "浙江省嘉善县" if body.startswith("嘉善") else "四川省九寨沟县",
        "有效期至": f"{on.replace(month=12, day=31):%Y-%m-%d}",
        "岗位职责及要求": f"{text}。缴纳五险，签订劳动合同。",
    }


def _openings(random, number):
    return random.choices([number, f"{number}人", f"{number}名"], [4, 3, 2])[0]


def _pay(random, low, high):
    hourly = round(low / 208)
    return random.choices(
        [
            f"{low}-{high}元/月",
            f"{low}—{high}",
            f"月薪{low}-{high}元",
            f"{low}元以上",
            f"{low}-{high}元/月（{hourly}元/小时）",
            f"底薪{low - 1500}+计件，综合{low}-{high}元",
            "面议",
        ],
        [8, 4, 4, 2, 2, 2, 1],
    )[0]


def _workplace(random, place):
    if place == "九寨沟":
        return random.choice(["四川省九寨沟县南坪镇", "九寨沟县漳扎镇", "阿坝州九寨沟县"])
    return random.choice(
        [
            "浙江省嘉善县惠民街道",
            "嘉善县姚庄镇工业园",
            "嘉善县西塘镇",
            "浙江省嘉兴市嘉善县",
            "嘉善县魏塘街道",
        ]
    )


def credit_code(random, region):
    """A unified social credit code with a right check character; 91 = an enterprise."""
    while True:
        stem = f"91{region}" + "".join(random.choice(CODE_CHARACTERS) for _ in range(9))
        code = stem + uscc.calc_check_digit(stem + "0")
        if uscc.is_valid(code):
            return code
