"""New vacancies are told together, at most once a day, and only while they are open."""

from datetime import timedelta

import pytest

from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.notices import actions as notices
from jiedui.notices.models import Channel, Notice, Tip
from jiedui.vacancies import actions as vacancies
from tests.notices.conftest import NOON

pytestmark = pytest.mark.django_db
SOON, TEN = timedelta(minutes=5), timedelta(minutes=10)


@pytest.fixture
def tips(three, achu, six):
    """Three new vacancies that fit 阿初, gathered at noon; one that fits 白玉."""
    matching.load_policies()
    for vacancy in three.values():
        Tip.objects.create(worker=achu, vacancy=vacancy, since=NOON)
    Tip.objects.create(worker=six["白"], vacancy=three["缝纫工"], since=NOON)
    return three


def news(worker):
    return Notice.objects.filter(worker=worker, kind="news", channel=Channel.IN_APP)


def test_a_list_published_in_one_go_is_one_message(tips, achu):
    assert notices.tell_news(at=NOON + SOON) == 0, "it is left to settle"
    assert notices.tell_news(at=NOON + TEN) == 2
    assert notices.tell_news(at=NOON + TEN) == 0

    told = news(achu).get()
    assert told.values == {
        "count": "3", "place": "嘉善县", "post": "电工", "pay": "6000-8000元/月",
    }  # fmt: skip
    assert len(told.place["vacancies"]) == 3


def test_more_on_the_same_day_waits_until_the_next(tips, achu, three):
    notices.tell_news(at=NOON + TEN)
    Tip.objects.filter(worker=achu, vacancy=three["保安员"]).update(notice_key="", since=NOON + TEN)
    assert notices.tell_news(at=NOON + timedelta(hours=9)) == 0
    assert notices.tell_news(at=NOON + timedelta(days=1, minutes=20)) == 1
    assert news(achu).count() == 2


def test_what_has_closed_meanwhile_is_not_told(tips, achu, six, eastern_officer):
    for vacancy in tips.values():
        vacancies.close(vacancy, because="招满了", by=eastern_officer)
    notices.tell_news(at=NOON + TEN)

    assert not news(achu).exists()
    assert not Tip.objects.filter(notice_key="").exists()


def test_a_vacancy_is_gathered_for_those_who_wished_for_it_and_once(three, six):
    matching.load_policies()
    event = Event.objects.filter(verb="vacancy.published", subject_id=three["缝纫工"].pk).get()
    event.at = NOON
    notices.gather_tips(event)
    notices.gather_tips(event)

    assert {tip.worker.name for tip in Tip.objects.all()} == {"阿初", "白玉", "陈山"}


def test_nobody_is_told_where_nobody_can_be_weighed(three, six):
    """A county without weights in force: the follower goes on instead of falling for ever."""
    event = Event.objects.filter(verb="vacancy.published").first()
    event.at = NOON
    notices.gather_tips(event)
    assert not Tip.objects.exists()
