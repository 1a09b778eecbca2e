"""The questions as an officer reads them: when each is asked, and what its answer becomes."""

import pytest

from jiedui.web.desk.asked import Conditions, becomes

BODY = [
    {"name": "doing", "type": "one", "label": {"zh": "在做什么"},
     "choices": [{"name": "local", "zh": "本县上班"}, {"name": "away", "zh": "在外打工"}]},
    {"name": "care", "type": "many", "label": {"zh": "照看谁"},
     "choices": [{"name": "nobody", "zh": "没有"}]},
    {"name": "pay", "type": "number", "label": {"zh": "多少钱"}},
]  # fmt: skip
AWAY = {"question": "doing", "is": "away"}
TOLD = {"question": "care", "told": True}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (AWAY, "第 1 题答“在外打工”"),
        ({"any": [{"question": "doing", "is": "local"}, AWAY]}, "第 1 题答“本县上班”或“在外打工”"),
        ({"any": [AWAY, TOLD]}, "第 1 题答“在外打工”；或者第 2 题答过"),
        (
            {"all": [TOLD, {"not": {"question": "care", "holds": "nobody"}}]},
            "第 2 题答过；并且不是这样：第 2 题答“没有”",
        ),
        ({"question": "pay", "least": 3000}, "第 3 题不小于 3000"),
        ({"question": "pay", "told": False}, "第 3 题没有答"),
        ({"question": "gone", "is": "x"}, "${gone} = 'x'"),
        ({"question": "pay", "matches": "[0-9]+"}, "regex(${pay}, '[0-9]+')"),
    ],
)
def test_a_condition_is_told_by_the_numbers_of_the_questions(condition, said):
    assert Conditions(BODY).told({"relevant": condition}) == said


def test_what_is_asked_of_everybody_has_no_condition():
    assert Conditions(BODY).told(BODY[0]) == ""


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("person.phone", "电话"),
        ("wish.least_pay", "最低月薪（元）"),
        ("wish.plan", "想不想找工作、在哪里找"),
        ("care.covered", "照料负担"),
        ("consent.registry", "同意：登记入就业数据库"),
    ],
)
def test_what_an_answer_becomes_is_said_in_the_words_of_the_record(target, said):
    assert becomes({"maps_to": target}) == said


def test_a_plain_question_becomes_nothing():
    assert becomes({"name": "mu"}) == ""
