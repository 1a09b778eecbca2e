"""Identity numbers and birthdays as ledgers write them."""

from datetime import date
from random import Random

import pytest

from jiedui.engine.identify import corrections, misread_days
from jiedui.engine.identify.model import slips
from jiedui.engine.identify.numbers import check_digit, read_number

RIGHT = "51322519870227139"
RIGHT += check_digit(RIGHT)


@pytest.mark.parametrize(
    ("cell", "seventeen", "checked"),
    [
        (RIGHT, RIGHT[:17], True),
        (RIGHT[:6] + " " + RIGHT[6:], RIGHT[:17], True),
        ("'" + RIGHT, RIGHT[:17], True),
        ("513225870227139", RIGHT[:17], False),
        (RIGHT[:17] + ("0" if RIGHT[17] != "0" else "1"), RIGHT[:17], False),
        ("5.13225E+17", "", False),
        ("没有", "", False),
        ("", "", False),
    ],
)
def test_a_number_is_read_without_refusing(cell, seventeen, checked):
    assert read_number(cell) == (seventeen, checked)


def test_every_single_slip_is_found_again():
    random = Random(4)
    for _ in range(200):
        seventeen = f"{random.randrange(10**6):06d}19{random.randrange(10**9):09d}"
        number = seventeen + check_digit(seventeen)
        at = random.randrange(17)
        if random.random() < 0.5:
            wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        else:
            wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if wrong == number or "X" in wrong[:17]:
            continue
        assert number in corrections(wrong)
        assert len(corrections(wrong)) < 40


def test_a_right_number_has_no_corrections():
    assert corrections(RIGHT) == ()


def test_birthdays_one_slip_away():
    days = misread_days(date(1979, 3, 8))

    slipped = ((3, 8), (8, 3), (3, 18), (3, 9))
    assert {date(1979, month, day) for month, day in slipped} <= set(days)
    assert {date(1989, 3, 8), date(1997, 3, 8)} <= set(days)
    assert date(1980, 4, 9) not in days
    assert len(days) < 80


@pytest.mark.parametrize(
    ("one", "other", "many"),
    [("", "", 0), ("513", "513", 0), ("513", "531", 1), ("513", "523", 1), ("513", "51", 1),
     ("513", "315", 2), ("ca", "abc", 2)],
)  # fmt: skip
def test_slips_are_counted(one, other, many):
    assert slips(one, other) == slips(other, one) == many
