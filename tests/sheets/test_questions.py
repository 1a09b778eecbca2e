"""XLSForm in and out: what a county brings is judged first, what we write others can read."""

import io

import pytest
import xlsxwriter
from pyxform.xls2xform import convert

from jiedui.core.refusal import Refusal
from jiedui.sheets.conditions import read_condition, write_condition
from jiedui.sheets.questions import read_questions, write_questions
from jiedui.workers.actions import keep_questions
from jiedui.workers.models import QuestionSet
from jiedui.workers.queries.asking import holds
from tests.workers.survey import questions

HEAD = ["type", "name", "label", "hint", "required", "relevant", "constraint", "maps_to"]
YES_NO = [["list_name", "name", "label"], ["yn", "yes", "是"], ["yn", "no", "否"]]


def form(*rows, choices=YES_NO, head=HEAD, sheet="survey"):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    pages = ((sheet, [head, *rows]), ("choices", choices))
    for name, lines in (*pages, ("settings", [["form_title", "form_id"], ["本县调查", "ours"]])):
        page = book.add_worksheet(name)
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                page.write(number, place, cell)
    book.close()
    out.seek(0)
    return out


def test_our_own_set_goes_out_and_comes_back_the_same(catalogue):
    ours, out = questions(), io.BytesIO()
    write_questions(ours, out)
    out.seek(0)
    brought = read_questions(out)

    assert brought.body == ours.body
    assert (brought.code, brought.title, brought.remarks) == ("labour", ours.title, [])


def test_what_we_write_the_tool_of_the_trade_accepts(catalogue):
    out = io.BytesIO()
    write_questions(questions(), out)
    out.seek(0)
    told = convert(out, file_type=".xlsx")

    assert "愿意去哪里" in told.xform
    assert "selected(" in told.xform or "= 'away'" in told.xform
    assert told.warnings == []


def test_a_countys_own_form_is_understood(catalogue):
    brought = read_questions(
        form(
            ["integer", "mu", "种几亩地？", "大概就行", "yes", "", ". >= 0 and . <= 500"],
            ["start", "start"],
            ["begin_group", "g", "家里的情况", "", "", "${mu} > 0"],
            ["select_one yn", "dog", "养狗吗？", "", "", "${mu} >= 2 or not(${mu} = 0)"],
            ["end_group", ""],
            ["select_one yn", "veteran", "当过兵吗？"],
            ["note", "thanks", "谢谢您"],
        ),
        like=questions().body,
    )
    mu, dog, veteran, thanks = brought.body
    assert (mu["type"], mu["required"], mu["hint"]) == ("number", True, {"zh": "大概就行"})
    assert holds(mu["limit"], {"mu": 500})
    assert not holds(mu["limit"], {"mu": 501})
    assert dog["section"] == {"zh": "家里的情况"}
    assert holds(dog["relevant"], {"mu": 1})
    assert not holds(dog["relevant"], {"mu": 0})
    # Named like ours: it becomes the same value. Not named like ours: a plain answer.
    assert veteran["maps_to"] == "person.is_veteran"
    assert "maps_to" not in mu
    assert thanks["type"] == "note"


def test_named_alike_with_other_choices_stays_a_plain_answer(catalogue):
    choices = [["list_name", "name", "label"], ["l", "sometimes", "有时"], ["l", "always", "总是"]]
    brought = read_questions(
        form(["select_one l", "veteran", "当过兵吗？"], choices=choices), like=questions().body
    )
    assert "maps_to" not in brought.body[0]
    assert "veteran" in str(brought.remarks[0])


def test_versions_of_a_countys_set_follow_each_other(catalogue, officer):
    region = officer.organisation.region
    first = [{"name": "a", "type": "text", "label": {"zh": "问一"}}]
    second = [*first, {"name": "b", "type": "text", "label": {"zh": "问二"}}]
    told = {"code": "ours", "title": "本县调查", "by": officer}
    kept = [keep_questions(region, body=body, **told) for body in (first, second, first)]

    assert [one.version for one in kept] == [1, 2, 1]
    assert kept[0].code == "513225-ours"
    assert list(QuestionSet.objects.visible_to(officer).newest().filter(region=region)) == [kept[1]]


REFUSED = {
    "twice": ([["text", "a", "问一"], ["text", "a", "问二"]], "重复"),
    "unknown type": ([["hologram", "a", "问"]], "看不懂"),
    "no name": ([["text", "", "问"]], "编号"),
    "no list": ([["select_one nowhere", "a", "问"]], "选项表"),
    "marriage": ([["select_one yn", "m", "您结婚了吗？"]], "不能问"),
    "marriage by name": ([["select_one yn", "marital_status", "家里？"]], "不能问"),
    "religion": ([["text", "faith1", "信什么宗教？"]], "不能问"),
    "place": ([["geopoint", "g", "您家在哪里？"]], "不能用"),
    "photo": ([["image", "p", "拍张照"]], "不能用"),
    "repeat": ([["begin_repeat", "r", "家人"], ["text", "a", "名"], ["end_repeat", ""]], "重复组"),
    "calculation": ([["text", "a", "问", "", "", "string-length(${a}) > 3"]], "看不懂"),
    "later": ([["text", "a", "问", "", "", "${b} = 'x'"], ["text", "b", "答"]], "后面或没有"),
    "runaway": ([["text", "a", "问", "", "", "", "regex(., '(a+)+b')"]], "看不懂"),
    "open group": ([["begin_group", "g", "组"], ["text", "a", "问"]], "对不上"),
    "maps astray": ([["text", "a", "问", "", "", "", "", "person.employment"]], "对不上"),
    "no label": ([["text", "a", ""]], "问法"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_asked_is_refused_in_words(catalogue, name):
    rows, word = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        read_questions(form(*rows))
    assert word in str(refused.value)


@pytest.mark.parametrize("body", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(body):
    with pytest.raises(Refusal) as refused:
        read_questions(io.BytesIO(body))
    assert refused.value.code == "not-an-xlsform"


def test_a_file_too_large_is_refused_before_it_is_opened():
    with pytest.raises(Refusal) as refused:
        read_questions(io.BytesIO(b"PK" + b"0" * (3 * 1024 * 1024)))
    assert refused.value.code == "form-too-large"


def test_a_sheet_without_questions_is_refused(catalogue):
    with pytest.raises(Refusal):
        read_questions(form(["text", "a", "问"], sheet="questions"))


TYPES = {"plan": "one", "mu": "number", "care": "many", "born": "date"}


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("${plan} = 'away'", {"plan": "away"}, True),
        ("${plan} != 'away'", {}, True),
        ("selected(${care}, 'pupil') and ${mu} > 2", {"care": ["pupil"], "mu": 3}, True),
        ("selected(${care}, 'pupil') and ${mu} > 2", {"care": ["elder"], "mu": 3}, False),
        ("(${mu} < 3 or ${mu} > 9) and ${plan} = 'own'", {"plan": "own", "mu": 10}, True),
        ("${mu} < 3 or ${mu} > 9 and ${plan} = 'own'", {"plan": "away", "mu": 2}, True),
        ("not(${plan} = '')", {"plan": "away"}, True),
        ("${care} != ''", {}, False),
        ("3 <= ${mu}", {"mu": 3}, True),
        ("${mu} = 3", {"mu": 3}, True),
        ("${plan} = 3", {"plan": "3"}, True),
        ("${born} >= '2000-01-01'", {"born": "1999-12-31"}, False),
        ("../plan = 'away'", {"plan": "away"}, True),
    ],
)
def test_conditions_mean_what_they_say_and_are_written_back(text, values, expected):
    tree = read_condition(text, TYPES)
    assert holds(tree, values) is expected
    assert read_condition(write_condition(tree), TYPES) == tree
