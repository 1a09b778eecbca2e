"""Who has left, or wants to be matched no longer, takes no part in the next run."""

from datetime import date

import pytest

from jiedui.matching.models import Obstacle, Proposal, Run, Unmatched
from jiedui.workers import actions as workers
from tests.matching.test_runs import ask, finished
from tests.registry import occupation, seeker, vacancy

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def sewer():
    low = occupation().number
    return seeker(occupations=((low, low + 1),), places=((330000, 340000),))


def matched(officer, west):
    run = finished(ask(officer, west))
    taken = set(Proposal.objects.filter(run=run).values_list("worker_id", flat=True))
    left = set(Unmatched.objects.filter(run=run).values_list("worker_id", flat=True))
    return taken | left


def test_the_next_run_leaves_out_who_left_and_who_took_consent_back(officer, west, eastern_officer):
    vacancy(eastern_officer, openings=5)
    stays, dies, refuses = sewer(), sewer(), sewer()
    assert matched(officer, west) == {stays.pk, dies.pk, refuses.pk}

    workers.mark_left(dies, why="deceased", on=ON, by=officer, because="")
    workers.record_consent(
        refuses, purpose="matching", wording="可以吗？", language="yi", heard_by="甲", on=ON,
        by=officer,
    )  # fmt: skip
    assert matched(officer, west) == {stays.pk, refuses.pk}
    workers.withdraw_consent(refuses, purpose="matching", because="不想", on=ON, by=officer)

    assert matched(officer, west) == {stays.pk, refuses.pk}
    last = Run.objects.latest("pk")
    assert Unmatched.objects.get(run=last, worker=refuses).obstacle == Obstacle.WITHDRAWN
