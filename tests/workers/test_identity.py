import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.core.refusal import Refusal
from jiedui.workers.queries import (
    age_on,
    check_digit,
    is_name,
    read_identity,
    read_name,
    read_phone,
)


def number(born="19900101", sequence="001", county="513225"):
    seventeen = county + born + sequence
    return seventeen + check_digit(seventeen)


def refused(cell):
    with pytest.raises(Refusal) as caught:
        read_identity(cell)
    return caught.value.code


def test_the_number_tells_birthday_sex_and_county():
    identity = read_identity(number(born="19870615", sequence="012"))

    assert identity.born_on == date(1987, 6, 15)
    assert identity.sex == "female"
    assert identity.county == 513225


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "written",
    [
        lambda n: f" {n[:6]} {n[6:14]} {n[14:]} ",
        lambda n: n.translate(FULL_WIDTH),
        lambda n: f"'{n}",
        lambda n: f"{n}\u200b\n",
    ],
)
def test_blanks_apostrophes_and_full_width_digits_do_not_matter(written):
    assert read_identity(written(number())).number == number()


def test_a_small_x_is_a_check_digit_too():
    with_x = next(
        n for n in (number(sequence=f"{i:03d}") for i in range(1, 200)) if n.endswith("X")
    )

    assert read_identity(with_x.lower()).number == with_x


def test_fifteen_old_digits_become_eighteen():
    old = "513225900101001"

    assert read_identity(old).number == number()
    assert read_identity(int(old)).number == number()


@pytest.mark.parametrize(
    "cell", ["5.13225E+17", "5.13225199001010E+17", 513225199001010012, 5.1e17]
)
def test_a_number_that_excel_has_rounded_is_refused_not_repaired(cell):
    assert refused(cell) == "identity-damaged"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("51322519900101001", "identity-length"),
        ("51322519900101001A", "identity-characters"),
        (number(born="19900230"), "identity-birthday"),
        (number()[:17] + ("0" if number()[17] != "0" else "1"), "identity-checksum"),
        ("513225199001020000", "identity-damaged"),
        ("⑺13225199001010012", "identity-characters"),
        ("", "identity-length"),
    ],
)
def test_each_fault_has_its_own_name(cell, code):
    assert refused(cell) == code


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats()))
def test_any_cell_is_a_number_or_refused(cell):
    read = None
    with contextlib.suppress(Refusal):
        read = read_identity(cell)

    assert read is None or check_digit(read.number[:17]) == read.number[17]


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place, step):
    right = number()
    wrong = str((int(right[place]) + step) % 10)

    assert refused(right[:place] + wrong + right[place + 1 :]).startswith("identity-")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("扎西•多吉", "扎西·多吉"),
        ("扎西‧多吉", "扎西·多吉"),
        ("扎西.多吉", "扎西·多吉"),
        ("张　三", "张三"),
        (" 泽仁・拉姆 ", "泽仁·拉姆"),
        ("㛃木", "㛃木"),
        ("Anna  Li", "Anna Li"),
    ],
)
def test_names_are_kept_with_one_kind_of_interpunct(cell, name):
    assert read_name(cell) == name
    assert is_name(name)


@pytest.mark.parametrize("name", ["张3", "=SUM(A1)", "李四（妻）", "王"])
def test_what_is_no_name_is_noticed(name):
    assert not is_name(name)


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("13800000001", "13800000001"),
        (13800000001.0, "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("１３８００００００" + "０１", "13800000001"),
        ("0837-7732222", "08377732222"),
        ("1380000000", None),
        ("无", None),
        (1.5, None),
    ],
)
def test_telephones_as_people_write_them(cell, phone):
    assert read_phone(cell) == phone


def test_the_birthday_itself_counts():
    assert age_on(date(2010, 3, 2), date(2026, 3, 1)) == 15
    assert age_on(date(2010, 3, 2), date(2026, 3, 2)) == 16
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
