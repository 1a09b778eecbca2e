"""What a people sheet says of classes, relations and disability, and of those who have left."""

from datetime import date

import pytest

from jiedui.sheets.ledger import Ledger
from jiedui.sheets.models import Verdict
from jiedui.sheets.workers import Reader, person_of, relation_to_head
from jiedui.workers import actions
from jiedui.workers.models import Worker
from jiedui.workers.queries import Person, check_digit

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("cell", "classes"),
    [
        ("脱贫户", ("lifted",)), ("脱贫不稳定户", ("unstable",)), ("一般户", ("general",)),
        ("易地搬迁脱贫户", ("relocated",)), ("非贫困户", ("general",)),
        ("防止返贫致贫对象", ("low_income",)), ("低收入户", ("low_income",)),
        ("低保户", ("subsistence",)), ("脱贫户（低保户）", ("lifted", "subsistence")),
        ("特困供养人员", ("destitute",)), ("一般户，非低保", ("general",)),
        ("脱贫户、残疾人", ("lifted",)),
    ],
)  # fmt: skip
def test_offices_words_name_the_classes_of_the_catalogue(west, cell, classes):
    told, _remarks = Ledger(west, ON).told("household_classes", cell)

    assert told["household_classes"] == classes
    assert ("disability" in told) is ("残疾" in cell)


def test_a_cell_that_names_only_a_disability_says_nothing_of_the_class(west):
    assert Ledger(west, ON).told("household_classes", "残疾人")[0] == {"disability": "held"}
    assert "disability" not in Ledger(west, ON).told("household_classes", "非残疾，一般户")[0]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("户主", "head"), ("本人", "head"), ("之妻", "spouse"), ("配偶", "spouse"),
        ("长子", "child"), ("次女", "child"), ("子女", "child"), ("儿媳", "in_law"),
        ("孙子", "grand"), ("外孙女", "grand"), ("母亲", "parent"), ("岳父", "parent"),
        ("爷爷", "elder"), ("弟弟", "sibling"), ("侄子", "other"), ("丈夫", "spouse"), ("", None),
    ],
)  # fmt: skip
def test_relations_are_read(cell, code):
    assert relation_to_head(cell) == code


def identity(sequence):
    seventeen = f"51322519900101{sequence:03d}"
    return seventeen + check_digit(seventeen)


def judged(west, *rows, fields=("name", "identity", "relation", "village")):
    reader = Reader(west, ON, fields)
    told = [(number, *reader.read(list(row))) for number, row in enumerate(rows, start=2)]
    return reader.judge(told)


def test_the_family_of_a_sheet_is_kept_with_its_relations(west, officer):
    rows = judged(west, ("扎西", identity(1), "户主", ""), ("卓玛", identity(2), "妻子", ""))

    actions.keep_people([person_of(row[1]) for row in rows], on=ON, by=officer)

    told = Worker.objects.values_list("name", "relation", "household__members__name").distinct()
    assert {row[:2] for row in told} == {("扎西", "head"), ("卓玛", "spouse")}
    assert len({worker.household_id for worker in Worker.objects.all()}) == 1


def test_whoever_is_marked_as_deceased_is_doubted_and_whoever_moved_comes_in(west, officer):
    actions.keep_people([_plain("扎西", 1), _plain("卓玛", 2)], on=ON, by=officer)
    for worker, why in zip(Worker.objects.order_by("pk"), ("deceased", "moved"), strict=True):
        actions.mark_left(worker, why=why, on=ON, by=officer, because="")

    dead, away = judged(west, ("扎西", identity(1), "", "二村"), ("卓玛", identity(2), "", "二村"))

    assert dead[3] == Verdict.DOUBTFUL
    assert [kept["code"] for kept in dead[2]] == ["marked-deceased"]
    assert away[3] == Verdict.CHANGED


def _plain(name, sequence):

    return Person(name=name, born_on=date(1990, 1, 1), home=513225, identity=identity(sequence))
