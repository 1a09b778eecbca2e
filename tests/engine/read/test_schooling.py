import pytest

from jiedui.engine.read.passage import fold
from jiedui.engine.read.schooling import read_certificates, read_education, read_experience


def level(text, cell=""):
    passages = [fold("text", text)] + ([fold("education", cell)] if cell else [])
    found = read_education(passages)
    return found and found.value


@pytest.mark.parametrize(
    ("text", "schooling"),
    [
        ("初中以上学历", "junior"),
        ("初中及以上文化", "junior"),
        ("初中学历", "junior"),
        ("小学毕业即可", "primary"),
        ("中专或高中以上学历", "senior"),
        ("职高以上", "senior"),
        ("中专（含）以上专业毕业", "senior"),
        ("大专及以上学历", "college"),
        ("专科以上学历", "college"),
        ("大学及以上学历", "bachelor"),
        ("本科学历", "bachelor"),
        ("学历不限", "none"),
        ("不限学历", "none"),
        ("身体健康", None),
        ("大专学历优先", None),
        ("中专以上学历优先考虑", None),
        ("欢迎应届大中专毕业生应聘", None),
        ("高级焊工", None),
        ("初中英语老师", None),
    ],
)
def test_the_schooling_required(text, schooling):
    assert level(text) == schooling


@pytest.mark.parametrize(
    ("cell", "schooling"),
    [
        ("无", "none"),
        ("不限", "none"),
        ("初中以下", "none"),
        ("技工学校", "senior"),
        ("大学本科", "bachelor"),
    ],
)
def test_a_cell_of_its_own(cell, schooling):
    assert level("", cell) == schooling


def test_the_text_corrects_the_menu():
    assert level("初中以上文化程度", "不限") == "junior"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3年以上工作经验", 3),
        ("有两年以上喷涂经验", 2),
        ("3-5年铝材相关工作经验", 3),
        ("5年以上驾龄", 5),
        ("有同行业一年以 上经验", 1),
        ("有经验者优先", None),
        ("有2年以上经验者优先", None),
        ("无工作经验", None),
        ("入职满1年即享受工龄工资", None),
        ("公司成立30年，经验丰富", None),
    ],
)
def test_years_of_experience(text, years):
    found = read_experience([fold("text", text)])
    assert (found and found.value) == years


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("持叉车证，有低压电工证", ["叉车证", "低压电工证"]),
        ("具备C1以上驾照", ["C1以上驾照"]),
        ("B2照、从业资格证", ["B2照", "从业资格证"]),
        ("有健康证", ["健康证"]),
        ("有焊工证者优先", []),
        ("带身份证、毕业证", []),
        ("免费办理健康证", []),
    ],
)
def test_certificates(text, names):
    assert [held.value for held in read_certificates([fold("text", text)])] == names
