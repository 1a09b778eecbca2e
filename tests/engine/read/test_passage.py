import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.engine.read.passage import clauses, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("１８—４５岁", "18-45岁"),
        ("薪资：3000～5000元（月）", "薪资:3000~5000元(月)"),
        ("18 周岁以上", "18周岁以上"),
        ("4 5周岁", "45周岁"),
        ("四十五周岁以下", "45周岁以下"),
        ("普工三十名，二人间", "普工30名,二人间"),
        ("底薪三千五", "底薪3500"),
        ("两三千元", "2000-3000元"),
        ("💰4200+计件👍包吃", " 4200+计件 包吃"),
        ("22 - 40岁", "22-40岁"),
        ("2500元一一8000元", "2500元--8000元"),
        ("3.3000-4000元/月", "3、3000-4000元/月"),
        ("13.18元/小时", "13.18元/小时"),
        ("要求：男性 思想积极", "要求:男性 思想积极"),
    ],
)
def test_one_spelling(written, folded):
    assert fold("text", written).folded == folded


def test_the_words_are_quoted_as_they_were_written():
    passage = fold("text", "年龄：１８ 周岁—４５周岁，身体健康")
    at = passage.folded.index("18周岁")

    assert passage.words(at, at + len("18周岁-45周岁")) == "１８ 周岁—４５周岁"


def test_spoken_numbers_are_quoted_as_they_were_spoken():
    passage = fold("text", "要求四十五周岁以下")
    at = passage.folded.index("45")

    assert passage.words(at, at + len("45周岁以下")) == "四十五周岁以下"


@given(st.text(max_size=120))
def test_every_stretch_is_found_in_the_writing(written):
    passage = fold("text", written)

    for start, end in clauses(passage.folded):
        assert passage.words(start, end) in written
