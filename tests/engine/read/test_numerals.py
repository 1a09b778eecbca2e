import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.engine.read.numerals import hundredths, whole


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5000", 5000),
        ("5,000", 5000),
        ("1.2万", 12_000),
        ("1万5", 15_000),
        ("1万5千", 15_000),
        ("8k", 8000),
        ("3K5", 3500),
        ("4千", 4000),
        ("五千", 5000),
        ("一万二", 12_000),
        ("两千五", 2500),
        ("三百五十", 350),
        ("壹万贰仟", 12_000),
        ("十", 10),
        ("二十五", 25),
        ("一千零五十", 1050),
        ("一万零五百", 10_500),
    ],
)
def test_a_number_is_read_as_it_is_spoken(written, number):
    assert whole(written) == number


def test_cents_are_kept_exactly():
    assert hundredths("13.18") == 1318
    assert hundredths("26.4") == 2640


@pytest.mark.parametrize("written", ["⑺", "一二", "abc", "", "1.234", "元", "１２"])
def test_what_is_no_number_is_none(written):
    assert hundredths(written) is None


@given(st.integers(0, 999_999_999))
def test_every_printed_integer_comes_back(number):
    assert whole(str(number)) == number


@given(st.text(max_size=30))
def test_no_text_breaks_it(written):
    assert hundredths(written) is None or hundredths(written) >= 0
