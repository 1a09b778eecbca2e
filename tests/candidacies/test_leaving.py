"""Who has died or moved away stands for nothing new; what runs is left to the officer."""

from datetime import date

import pytest

from jiedui.candidacies import actions
from jiedui.candidacies.models import Candidacy, Stage
from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions as workers
from tests.registry import seeker, vacancy

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def left(worker, officer):
    workers.mark_left(worker, why="deceased", on=ON, by=officer, because="家属告知")
    return Event.objects.get(verb="worker.left")


def test_unanswered_proposals_end_and_what_runs_stays(officer, eastern_officer):
    worker = seeker()
    first, second = vacancy(eastern_officer), vacancy(eastern_officer, "保安员")
    for post in (first, second):
        actions.propose([(worker, post)], because="officer", by=officer)
    applied = Candidacy.objects.get(vacancy=second)
    actions.advance(applied, to=Stage.REGISTERED, by=officer)
    event = left(worker, officer)

    actions.follow_leaving(event)
    actions.follow_leaving(event)

    assert set(Candidacy.objects.values_list("vacancy", "stage")) == {
        (first.pk, Stage.ENDED),
        (second.pk, Stage.REGISTERED),
    }
    assert str(Candidacy.objects.get(vacancy=first).ended_said) == "本人已去世或迁出"
    assert Event.objects.filter(verb="candidacy.ended").count() == 1


def test_a_mark_taken_back_in_time_ends_nothing(officer, eastern_officer):
    worker = seeker()
    actions.propose([(worker, vacancy(eastern_officer))], because="officer", by=officer)
    event = left(worker, officer)
    workers.mark_back(worker, on=ON, by=officer, because="弄错了人")

    actions.follow_leaving(event)

    assert Candidacy.objects.get().stage == Stage.PROPOSED


def test_who_has_left_is_not_put_forward(officer, eastern_officer):
    worker, post = seeker(), vacancy(eastern_officer)
    left(worker, officer)

    with pytest.raises(Refusal) as caught:
        actions.propose([(worker, post)], because="officer", by=officer)

    assert caught.value.code == "worker-left"
    assert not Candidacy.objects.exists()
