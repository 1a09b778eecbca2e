from datetime import timedelta

import pytest
from django.utils import timezone

from jiedui.clockwork.models import Follower
from jiedui.clockwork.switchboard import FOLLOWS, Switchboard
from jiedui.core.events import Event

pytestmark = pytest.mark.django_db


def happen(verb):
    return Event.objects.create(verb=verb, subject_kind="vacancies.vacancy", subject_id=1)


@pytest.fixture
def told():
    return []


@pytest.fixture
def board(told):
    def listen(event):
        told.append(event.pk)

    return Switchboard({"vacancy.closed": [listen], "vacancy.opened": [listen]})


def test_each_event_of_its_verbs_is_told_once_and_in_order(board, told):
    first, _other, last = (
        happen("vacancy.closed"),
        happen("worker.registered"),
        happen("vacancy.opened"),
    )

    assert board.deliver() == 2
    assert told == [first.pk, last.pk]
    assert board.deliver() == 0
    assert Follower.objects.get().seen == last.pk


def test_a_new_process_goes_on_where_the_last_one_stopped(board, told):
    happen("vacancy.closed")
    board.deliver()
    later = happen("vacancy.closed")

    again = Switchboard({})
    again.followers = board.followers
    again.deliver()
    assert told[-1] == later.pk
    assert len(told) == 2


def test_what_a_follower_did_before_it_fell_is_undone_and_asked_again():
    happen("vacancy.closed")
    tries = []

    def falls_once(event):
        tries.append(event.pk)
        Follower.objects.create(name=f"written by the follower {len(tries)}")
        if len(tries) == 1:
            raise ValueError("王秀英 513225198001019810")

    board = Switchboard({"vacancy.closed": [falls_once]})
    assert board.deliver() == 0
    assert not Follower.objects.filter(name__startswith="written").exists()
    assert board.deliver() == 0, "it is not asked again at once"
    board.falls = {
        name: (falls, timezone.now() - timedelta(seconds=1))
        for name, (falls, _not_before) in board.falls.items()
    }
    assert board.deliver() == 1
    assert Follower.objects.filter(name="written by the follower 2").exists()


def test_a_follower_that_falls_holds_up_nobody_else_and_names_nobody(told, caplog):
    happen("vacancy.closed")

    def falls(event):
        raise ValueError("王秀英 513225198001019810")

    def listens(event):
        told.append(event.pk)

    assert Switchboard({"vacancy.closed": [falls, listens]}).deliver() == 1
    assert len(told) == 1
    assert "ValueError" in caplog.text
    assert "王秀英" not in caplog.text
    assert "513225" not in caplog.text


def test_every_follower_of_the_house_may_be_told_twice(catalogue):
    """A telling about something that is long gone, or already dealt with, changes nothing."""
    for verb, reactions in FOLLOWS.items():
        for react in reactions:
            event = happen(verb)
            before = Event.objects.count()
            react(event)
            react(event)
            assert Event.objects.count() == before
