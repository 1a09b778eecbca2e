"""The same person entered by two officers in the same second is registered once."""

import pytest

from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from jiedui.workers.models import Likeness, Worker
from tests.many_hands import alone, at_once
from tests.many_hands import file_database as file_database
from tests.workers.alike import CARD, ON, person, twice


@pytest.mark.parametrize("told", [{"identity": CARD}, {}], ids=["by number", "by name and day"])
def test_two_officers_enter_one_person_at_once(file_database, told):
    entry = person(**told)

    def enter():
        return workers.keep_person(entry, on=ON, by=None)

    answers = at_once(*[enter] * 4)

    assert not [one for one in answers if isinstance(one, Exception)]
    assert sorted(one.outcome for one in answers) == ["new", "same", "same", "same"]
    assert alone(Worker.objects.count) == 1


def test_two_officers_decide_one_pair_at_once(file_database):
    def prepare():
        workers.keep_people(twice(), on=ON, by=None)
        one, other = Worker.objects.order_by("pk")
        return Likeness.objects.create(one=one, other=other, percent=99, rank=1, reasons=[])

    pair = alone(prepare)
    answers = at_once(
        lambda: workers.merge_alike(pair, kept=pair.one, by=None, because="核对", on=ON),
        lambda: workers.tell_apart(pair, by=None, on=ON),
    )

    refused = [one for one in answers if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["already-decided"]
    assert len(answers) == 2
