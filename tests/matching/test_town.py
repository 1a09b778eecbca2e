"""The right answers of the standing town, worked out by hand on docs/map.md."""

from datetime import UTC, datetime

import pytest

from jiedui.matching import actions
from jiedui.matching.models import Obstacle, Proposal, Unfilled, Unmatched, Verdict, Waiting
from tests.town import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 2, 3])
def run(request, six, three, officer, west):
    """The answer hangs on nobody's luck: every lottery gives the same."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    run = actions.ask(west=west, as_of=TODAY, seed=request.param, by=officer, at=at)
    for _stage in range(3):
        run = actions.step(run)
    return run


def test_each_gets_what_the_map_says(run):
    seated = Proposal.objects.filter(run=run).values_list("worker__name", "vacancy__title")

    assert run.verdict == Verdict.STABLE
    assert dict(seated) == {"阿初": "缝纫工", "白玉": "缝纫工", "陈山": "保安员", "德吉": "电工"}


def test_whoever_had_to_take_the_second_wish_waits_for_the_first(run, three):
    waits = Waiting.objects.filter(run=run, vacancy=three["缝纫工"])

    assert list(waits.values_list("worker__name", "place")) == [("陈山", 1)]


def test_those_left_over_are_told_what_stands_in_the_way(run):
    left = dict(Unmatched.objects.filter(run=run).values_list("worker__name", "obstacle"))

    assert left == {"尔古": Obstacle.CERTIFICATES, "扶苏": Obstacle.PAY}
    assert not Unfilled.objects.filter(run=run).exists()
