"""One person in two ledgers, and the search that finds both; for tests of rooms and pages."""

from dataclasses import replace
from datetime import date

from jiedui.workers import actions as workers
from jiedui.workers.models import SiftingStage, Worker
from jiedui.workers.queries import Person, Wish, check_digit

ON = date(2026, 3, 2)
HOME = 513225


def number(seventeen):
    return seventeen + check_digit(seventeen)


CARD = number("51322519870227139")


def person(name="杨志明", born=date(1987, 2, 27), home=HOME, **told):
    return Person(name=name, born_on=born, home=home, **told)


def twice():
    """杨志明 typed from the card, and written by ear without it."""
    return [
        person(identity=CARD, phone="13800001111", sex="male", village="中查村2组"),
        person("杨智明", phone="13800001111", sex="male", village="中查村", remark="会电焊"),
    ]


def keep(*people, by):
    kept = workers.keep_people(people, on=ON, by=by)
    return [Worker.objects.get(pk=one.worker_id) for one in kept]


def sift(by):
    sifting = workers.find_likenesses(by.organisation.region, on=ON, by=by)
    while sifting.stage not in {SiftingStage.SIFTED, SiftingStage.FAILED}:
        sifting = workers.sift(sifting)
    return sifting


def settle(by):
    """A pair that waits for a decision; both were asked, and neither looks for work."""
    answered = Wish(asked_on=ON, wants_work=False)
    keep(*(replace(one, wish=answered) for one in twice()), by=by)
    sift(by)
