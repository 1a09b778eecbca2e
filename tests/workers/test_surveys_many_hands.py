"""Two helpers at one form at the same moment: nothing is lost, nothing overwritten."""

import uuid

import pytest
from django.db import transaction

from jiedui.accounts.roles import Role
from jiedui.catalog.models import Region
from jiedui.workers import actions
from jiedui.workers.models import Conflict, Response, Submission, Worker
from jiedui.workers.queries import Person
from tests.many_hands import alone, at_once, file_database  # noqa: F401 -- a fixture
from tests.town import bureau, enrol
from tests.workers.survey import ON, helper_of, say, wave_under_way

QUESTIONS = {"least_pay": 4500, "employment": "farming", "plan": "away", "education": "3"}
OTHERS = {"lodging": "yes", "when": "now", "said": "想和表妹一起去", "training": ["sewing"]}


@pytest.fixture
def kitchen(file_database):  # noqa: F811
    """(wave, worker, two helpers) in the database of the threads."""

    def build():

        with transaction.atomic():
            officer = enrol("west", "测试西", bureau(Region.objects.get(code=513225)), Role.WEST)
            told = Person(name="阿初", born_on=ON.replace(year=1990), home=513225)
            actions.keep_person(told, on=ON, by=officer)
            wave = wave_under_way(officer)
            return wave, Worker.objects.get(), helper_of(officer), helper_of(officer, "h2", "乙")

    return alone(build)


def test_two_helpers_at_once_lose_nothing(kitchen):
    wave, worker, first, second = kitchen
    answers = at_once(
        *[lambda q=q, v=v: say(wave, worker, {q: v}, by=first) for q, v in QUESTIONS.items()],
        *[lambda q=q, v=v: say(wave, worker, {q: v}, by=second) for q, v in OTHERS.items()],
    )

    assert [one.conflicts for one in answers] == [()] * 8
    kept = alone(Response.objects.get)
    assert kept.values == QUESTIONS | OTHERS
    assert kept.version == 8


def test_of_two_different_answers_at_once_one_stands_and_the_other_is_shown(kitchen):
    wave, worker, first, second = kitchen
    answers = at_once(
        lambda: say(wave, worker, {"least_pay": 4500}, by=first),
        lambda: say(wave, worker, {"least_pay": 6000}, by=second),
    )

    assert sorted(one.conflicts for one in answers) == [(), ("least_pay",)]
    ours, theirs = alone(lambda: Conflict.objects.get().sides)
    assert {ours["value"], theirs["value"]} == {4500, 6000}
    assert alone(Response.objects.get).values == {"least_pay": ours["value"]}


def test_one_sending_that_arrives_five_times_at_once_is_kept_once(kitchen):
    wave, worker, first, _second = kitchen
    mark = uuid.uuid4()
    answers = at_once(
        *[lambda: say(wave, worker, {"least_pay": 4500}, by=first, submission=mark)] * 5
    )

    assert answers == [answers[0]] * 5
    assert alone(Submission.objects.count) == 1
    assert alone(Response.objects.get).version == 1
