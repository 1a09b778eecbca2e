from datetime import date

import pytest

from jiedui.engine.read.offers import (
    read_board,
    read_expiry,
    read_insurance,
    read_lodging,
    read_shifts,
)
from jiedui.engine.read.passage import fold


def said(reader, text):
    found = reader([fold("text", text)])
    return found and found.value


@pytest.mark.parametrize(
    ("text", "board", "lodging"),
    [
        ("包吃住", True, True),
        ("包食宿", True, True),
        ("食宿全免", True, True),
        ("吃住在厂", True, True),
        ("提供工作餐、住宿", True, True),
        ("包住不包吃", False, True),
        ("食宿自理", False, False),
        ("上班提供工作餐，住宿自理", True, False),
        ("免费住宿4人间，餐补360元/月", None, True),
        ("公司提供住宿和餐补", None, True),
        ("住房补贴200元", None, None),
        ("包一顿中午工作餐", True, None),
        ("包两顿饭", True, None),
        ("免费提供三餐、夜宵及住宿", True, True),
        ("招聘宿舍管理员", None, None),
        ("负责烹制公司员工的工作餐", None, None),
        ("有夫妻房", None, True),
        ("管吃住", True, True),
        ("工资月结", None, None),
    ],
)
def test_board_and_lodging(text, board, lodging):
    assert (said(read_board, text), said(read_lodging, text)) == (board, lodging)


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("购买五险一金", True),
        ("办理社保", True),
        ("满7天办理相关保险", True),
        ("吃住+班车+社会保险+年终奖", True),
        ("养老、医疗、工伤保险", True),
        ("无社保", False),
        ("不缴社保", False),
        ("负责办理车辆年检、保险", None),
        ("销售保险", None),
        ("意外险", None),
    ],
)
def test_insurance(text, promised):
    assert (said(lambda passages: read_insurance(passages)[0], text)) == promised


def test_the_kinds_of_insurance_are_named():
    _, kinds = read_insurance([fold("text", "五险一金，另购意外险")])

    assert [kind.value for kind in kinds] == ["五险一金", "意外险"]


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("12小时两班倒", ["12小时两班倒"]),
        ("长白班，单休", ["长白班", "单休"]),
        ("8小时工作制，三班倒", ["8小时工作制", "三班倒"]),
        ("出勤满26天", []),
    ],
)
def test_shifts(text, shifts):
    assert [shift.value for shift in read_shifts([fold("text", text)])] == shifts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("｜截止:2016-03-20", date(2016, 3, 20)),
        ("有效期至2026年12月31日", date(2026, 12, 31)),
        ("｜截止:1970-01-01", None),
        ("截止:2026-02-30", None),
    ],
)
def test_an_empty_clock_is_no_day(text, day):
    assert said(read_expiry, text) == day


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("包", True), ("否", False), ("不包", False), ("自理", False), ("五险", None)],
)
def test_a_column_about_board_and_lodging_may_answer_in_a_word(cell, answer):
    passage = fold("benefits", cell)

    for reader in (read_board, read_lodging):
        found = reader([passage])
        assert (found and found.value) is answer
