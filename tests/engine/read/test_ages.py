import pytest

from jiedui.engine.read.ages import read_ages
from jiedui.engine.read.passage import fold


def limits(text):
    ages, _ = read_ages([fold("text", text)])
    return None if ages is None else (ages.value.low, ages.value.high)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("18-45岁", (18, 45)),
        ("三十五岁以下", (None, 35)),
        ("十八至四十五周岁", (18, 45)),
        ("男女均可，18-50，本科", (18, 50)),
        ("男55女50", (None, 55)),
        ("年龄18—45岁", (18, 45)),
        ("16～48周岁", (16, 48)),
        ("20到40岁", (20, 40)),
        ("28-45岁以下", (28, 45)),
        ("45岁以下", (None, 45)),
        ("45岁以内", (None, 45)),
        ("30岁一下", (None, 30)),
        ("35岁以上", (35, None)),
        ("年满18周岁", (18, None)),
        ("18岁以上45岁以下", (18, 45)),
        ("30周岁以上50周岁以下", (30, 50)),
        ("年龄：30-40", (30, 40)),
        ("年龄55以内", (None, 55)),
        ("年龄放宽至60岁", (None, 60)),
        ("45岁以下，技术好的年龄可放宽至50岁", (None, 45)),
        ("55岁左右均可", (None, 55)),
        ("4 5周岁以下女性", (None, 45)),
        ("年龄不限", (None, None)),
    ],
)
def test_limits(text, ages):
    assert limits(text) == ages


@pytest.mark.parametrize(
    "text", ["工龄奖30元/年", "3年以上驾龄", "成立20年", "工资18-45元", "公司40余人", "身高170"]
)
def test_what_is_no_age(text):
    assert limits(text) is None


@pytest.mark.parametrize(
    ("text", "men", "women"),
    [
        ("男18-38 女18-40", (18, 38), (18, 40)),
        ("女性，年龄35岁以下，男性，年龄45岁以下", (None, 45), (None, 35)),
        ("男18-50岁，女18-45岁，身体健康", (18, 50), (18, 45)),
        ("16-38周岁（男），16-40周岁（女）", (16, 38), (16, 40)),
        ("男65岁以下女60岁以下", (None, 65), (None, 60)),
    ],
)
def test_limits_by_sex_and_their_widest_span(text, men, women):
    ages, by_sex = read_ages([fold("text", text)])

    assert (by_sex.value.male.low, by_sex.value.male.high) == men
    assert (by_sex.value.female.low, by_sex.value.female.high) == women
    assert ages.value.high == max(men[1], women[1])


def test_the_same_limits_for_both_are_no_limits_by_sex():
    assert read_ages([fold("text", "男18-40岁，女18-40岁")])[1] is None


def test_the_words_are_those_of_the_limit():
    ages, _ = read_ages([fold("text", "要求：１８—４５周岁，身体健康")])

    assert ages.words == "１８—４５周岁"
