import pytest

from jiedui.engine.read.passage import fold
from jiedui.engine.read.people import read_headcount_cell, read_headcount_text


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("50", 50),
        ("10人人", 10),
        ("2-3名", 3),
        ("5—15名", 15),
        ("200多名", 200),
        ("共120余人", 120),
        ("二十多名", 20),
        ("150名左右", 150),
        ("1000名以上", 1000),
        ("24名（已招到）", 24),
        ("男女各10名", 20),
        ("男3女2", 5),
        ("男工10名，女工15名", 25),
        ("100+", 100),
        ("十名", 10),
        ("0", 0),
        ("-5", None),
        ("3.5", None),
        ("1000000", None),
        ("若干", None),
        ("数名人", None),
        ("不限人数", None),
        ("人", None),
    ],
)
def test_a_cell_of_its_own(cell, number):
    assert read_headcount_cell(fold("headcount", cell)).value == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("招聘人数：30人", 30),
        ("男，5名，25-48岁", 5),
        ("招聘人数15---30人", 30),
        ("急招100名普工", 100),
    ],
)
def test_a_running_text(text, number):
    assert read_headcount_text(fold("text", text)).value == number


@pytest.mark.parametrize(
    "text",
    ["现有员工1200人", "宿舍6人间", "在职员工15名", "补助50元/人/月", "世界500强", "人均3000"],
)
def test_sizes_are_no_headcount(text):
    assert read_headcount_text(fold("text", text)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("30名女生，5名男生", 35),
        ("招聘两名。街道资料文员", 2),
        ("销售岗缺3人！！事少", 3),
        ("招两个小朋友录资料", 2),
        ("招一个月短工", None),
    ],
)
def test_counts_in_a_spoken_call(text, number):
    found = read_headcount_text(fold("text", text))
    assert (found and found.value) == number
