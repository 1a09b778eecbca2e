"""Titles full of other things: what an officer would write into the list."""

import pytest

from jiedui.engine.read.titles import clean_title, split_title


def no_region(words):
    return 0


def some_region(words):
    return next((len(name) for name in ("麻阳", "萧山", "上海") if words.startswith(name)), 0)


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("缝纫工（10名）", "缝纫工"),
        ("打包师傅（2名，夫妻工优先）", "打包师傅"),
        ("功能训练师（康复方向，1名）", "功能训练师（康复方向）"),
        ("库管（女，25-44岁）", "库管"),
        ("招聘夫子庙店店员5名", "店员"),
        ("坂田德邦快递分拣 日结20一小时", "坂田德邦快递分拣"),
        ("17/小时 服装打包分拣员", "服装打包分拣员"),
        ("高薪招聘酒店礼仪接待", "酒店礼仪接待"),
        ("熟练缝纫工月薪:1500-2000元每月", "熟练缝纫工"),
        ("急招加油站跟车员/包吃住环境好/保底9000+", "加油站跟车员"),
        ("15K包吃住自动化装配电工", "自动化装配电工"),
        ("外企（包装员）月入7000+包吃住", "包装员"),
        ("《学生勿扰》新能源厂包装简单300一天", "新能源厂包装"),
        ("芯片QC质检岗位/4休2/包吃住", "芯片QC质检岗位"),
        ("新能源智能企业/质检/操作员/8000+", "质检/操作员"),
        ("电子厂普工/质检工/接受大龄工/活简单易学", "电子厂普工/质检工"),
        ("高工价，包吃，住宿环境好，诚聘操作工", "操作工"),
        ("麻阳申通快递招快递员", "快递员"),
        ("1. 上海浦东电子厂直招普工月薪8000包吃住", "普工"),
        ("观音桥 销售岗 6500+", "销售岗"),
        ("街道资料登记员。早九晚五", "街道资料登记员"),
        ("代账会计（双休！法休！五险！稳定）", "代账会计"),
        ("无责5300综合7300销售岗", "销售岗"),
    ],
)
def test_a_slogan_loses_everything_but_the_post(cell, title):
    assert clean_title(cell, no_region) == title


@pytest.mark.parametrize(
    "cell",
    [
        "招聘专员",
        "招商经理",
        "招生老师",
        "返聘医生",
        "校园招聘主管",
        "环境监测员",
        "经验材料撰稿员",
        "95598客服专员",
        "物业环境主管",
        "大理石工",
        "叉车司机",
        "平面设计（CDR）",
    ],
)
def test_a_name_that_only_looks_like_a_slogan_stays(cell):
    assert clean_title(cell, no_region) == cell


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("萧山会计", "会计"),
        ("（上海）食品包装员", "食品包装员"),
        ("上海新能源包装工280一天", "新能源包装工"),
    ],
)
def test_the_place_before_the_post_is_no_part_of_its_name(cell, title):
    assert clean_title(cell, some_region) == title


def test_locking_and_overlocking_are_one_craft():
    assert split_title("锁边/拷边工") == ["锁边/拷边工"]
