"""Two records of one person: what stood on both stands on one, and goes back."""

from datetime import date

import pytest

from jiedui.candidacies import actions
from jiedui.candidacies.models import Candidacy, Declined, Stage
from jiedui.core.events import Event
from jiedui.workers.actions import merge, unmerge
from tests.registry import seeker, vacancy

ON = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return seeker(), seeker()


def tell(verb):
    actions.follow_merge(Event.objects.filter(verb=verb).order_by("-pk")[0])


def standing(worker):
    return set(Candidacy.objects.filter(worker=worker).values_list("vacancy__title", "stage"))


def test_threads_and_noes_go_over_and_come_back(officer, eastern_officer, two):
    kept, other = two
    actions.apply(kept, vacancy(eastern_officer, "电工"), by=None)
    actions.apply(other, vacancy(eastern_officer, "焊工"), by=None)
    actions.decline(other, vacancy(eastern_officer, "厨师"), reason="far", by=None)

    merged = merge(kept, other, by=officer, because="同一人", on=ON)
    tell("worker.merged")
    assert standing(kept) == {("电工", "registered"), ("焊工", "registered")}
    assert Declined.objects.get().worker_id == kept.pk

    unmerge(merged, by=officer, because="看错了", on=ON)
    tell("worker.unmerged")
    assert standing(kept) == {("电工", "registered")}
    assert standing(other) == {("焊工", "registered")}
    assert Declined.objects.get().worker_id == other.pk


def test_of_two_threads_to_one_vacancy_the_further_one_stays(officer, eastern_officer, two):
    kept, other = two
    post = vacancy(eastern_officer, "电工", openings=2)
    actions.propose([(kept, post)], because="officer", by=officer)
    further = actions.apply(other, post, by=None)

    merged = merge(kept, other, by=officer, because="同一人", on=ON)
    tell("worker.merged")
    assert standing(kept) == {("电工", "registered"), ("电工", "ended")}
    assert Candidacy.objects.live().get() == further

    unmerge(merged, by=officer, because="看错了", on=ON)
    tell("worker.unmerged")
    assert standing(kept) == {("电工", "proposed")}
    assert standing(other) == {("电工", "registered")}


def test_nobody_has_two_employers_after_merging(officer, eastern_officer, two):
    for one, title in zip(two, ("电工", "焊工"), strict=True):
        made = actions.apply(one, vacancy(eastern_officer, title), by=None)
        for stage in (Stage.INTERVIEWED, Stage.OFFERED):
            actions.advance(made, to=stage, by=officer)
    actions.advance(made, to=Stage.HIRED, by=officer)

    merge(*two, by=officer, because="同一人", on=ON)
    tell("worker.merged")
    assert standing(two[0]) == {("电工", "ended"), ("焊工", "hired")}


def test_told_twice_is_once(officer, eastern_officer, two):
    kept, other = two
    post = vacancy(eastern_officer, "电工", openings=2)
    for one in two:
        actions.apply(one, post, by=None)
    merge(kept, other, by=officer, because="同一人", on=ON)

    tell("worker.merged")
    events = Event.objects.count()
    tell("worker.merged")
    assert Event.objects.count() == events
    assert standing(kept) == {("电工", "registered"), ("电工", "ended")}
