"""Names as they are written, as they sound, as other offices write them."""

import pytest

from jiedui.engine.identify import spell
from jiedui.engine.identify.numbers import village_body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("扎西·卓玛", "扎西卓玛"),
        ("扎西•卓玛", "扎西 卓玛"),
        ("劉國華", "刘国华"),
        ("高秀英", "髙秀英"),
        ("王　伟", "王伟"),
        ("王伟（女）", "王伟"),
        ("ｗａｎｇ", "wang"),
        ("喆", "哲"),
    ],
)
def test_two_ways_of_writing_are_one(one, other):
    assert spell(one).plain == spell(other).plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张晓燕", "章小艳"),
        ("仇英", "求英"),
        ("木呷", "木嘎"),
        ("单志强", "山志强"),
        ("曾强", "层强"),
    ],
)
def test_homophones_sound_alike(one, other):
    assert (spell(one).sound == spell(other).sound) is (one != "曾强")  # Zeng, never Ceng


@pytest.mark.parametrize(
    ("one", "other"), [("陈林", "程宁"), ("刘莉", "牛丽"), ("张胜", "脏森"), ("胡兰", "福兰")]
)
def test_what_the_ear_confuses_is_near(one, other):
    assert spell(one).sound != spell(other).sound
    assert spell(one).near == spell(other).near


@pytest.mark.parametrize(
    "spellings",
    [
        "扎西 札西 扎喜", "次仁 泽仁 才让 次冷", "顿珠 东知 端智 顿主", "多吉 道吉 多杰",
        "洛桑 罗桑", "丹增 旦真 登增", "彭措 平措 朋措", "旺修 旺秋 旺久", "白玛 班玛 巴玛",
        "降央 江央", "益西 依西 叶西", "格桑 尕桑 噶桑", "卓玛 志玛 珠玛 卓马",
        "沙马 撒马", "曲比 曲别", "木呷 木嘎 木尕", "拉机 拉基 纳机", "日火 日伙",
        "阿卜杜拉 阿不都拉 阿布都拉", "古丽 古力", "吐尔逊 图尔荪 吐尔孙", "艾山 艾散",
    ],
)  # fmt: skip
def test_spellings_of_one_element_have_one_frame(spellings):
    assert len({spell(name).frame for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("扎西卓玛", "尼玛卓玛"), ("多吉", "拉姆"), ("吉克", "沙马"), ("顿珠", "平措")],
)
def test_other_elements_have_other_frames(one, other):
    assert spell(one).frame != spell(other).frame


def test_what_could_not_be_written_stands_for_one_character():
    assert spell("王?").plain == spell("王＊").plain == spell("王□").plain == "王_"
    assert spell("王\ue123").plain == "王_"


def test_every_character_has_its_own_folding_once():
    from jiedui.engine.identify.spelling import _folds  # noqa: PLC0415 -- the table itself

    folds = _folds()
    assert len(folds) > 4000
    assert not {ord(usual) for usual in folds.values()} & set(folds)


@pytest.mark.parametrize(
    "village",
    ["清平村", "清平", "清平村3组", "清平村第三组", "清平村委会3组", "清平村三社", "清平村民小组"],
)
def test_a_village_is_one_however_its_groups_are_written(village):
    assert village_body(village) == "清平"
