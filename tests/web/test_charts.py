"""Pictures bring no script and no style of their own; letters are built of equal rows."""

from base64 import b64decode
from dataclasses import replace

import pytest

from jiedui.web.kit import charts
from jiedui.web.kit.letters import Letter, printed

ROWS = [("缝纫工", 40, 12), ("保安员 <b>&", 12, 0)]
LETTER = Letter(
    sender="甲局",
    receiver="乙局",
    number="〔2026〕1号",
    title="函",
    opening=["一"],
    head=["序号", "人数"],
    rows=[["1", "3 人"]],
    closing=["二"],
    day="2026年3月2日",
    contact="股",
    footnote="注",
)


@pytest.mark.parametrize(
    "svg",
    [
        charts.bars(ROWS, series=("想要的人", "在招名额"), unit="人"),
        charts.bars([row[:2] for row in ROWS], series=("人",), unit="人"),
        charts.steps(
            [(3000, 4, 50), (4000, 20, 40)], series=("人", "名额"), unit="人", across="月薪（元）"
        ),
    ],
    ids=["two", "one", "steps"],
)
def test_a_picture_holds_nothing_that_the_policy_stops(svg):
    assert svg.startswith("<svg")
    for part in ("style=", "<style", "<script", "href=", "<b>"):
        assert part not in svg


def test_a_picture_says_its_labels_and_figures():
    svg = charts.bars(ROWS, series=("想要的人", "在招名额"), unit="人")

    for said in ("缝纫工", "想要的人", "在招名额", ">40<", ">12<"):
        assert said in svg
    address = charts.as_image(svg)
    assert b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode() == svg


def test_the_same_letter_is_printed_from_the_faces_it_brings():
    assert b"NotoSerifSC" in printed(LETTER)


def test_a_letter_with_a_crooked_table_is_refused():
    with pytest.raises(ValueError, match="a cell for each column"):
        replace(LETTER, rows=[["1"]])
