import logging
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from jiedui.clockwork import leases, runner
from jiedui.clockwork.models import Lease
from jiedui.matching import actions as matching
from jiedui.matching.models import Run
from tests.town import TODAY

pytestmark = pytest.mark.django_db
KIND = "matching.run"


@pytest.fixture
def run(west, officer):
    matching.load_policies()
    at = timezone.make_aware(datetime(2026, 3, 2, 9))
    return matching.ask(west=west, as_of=TODAY, seed=7, by=officer, at=at)


def falling(monkeypatch, step):
    """The run's step is replaced by one with a bug; giving up stays the real one."""
    monkeypatch.setitem(runner.PIPELINES, Run, (step, matching.give_up))


def pass_time():
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))


def test_unfinished_rows_are_worked_on_until_nothing_is_left(run):
    runner.work(until_idle=True)

    run.refresh_from_db()
    assert run.stage == "published"
    assert not Lease.objects.exists()


def test_one_round_takes_a_row_one_stage(run):
    stages = []
    while runner.advance(Run, run.pk):
        run.refresh_from_db()
        stages.append(run.stage)

    assert stages == ["gathered", "solved", "published"]


def test_a_row_that_somebody_else_has_is_left_alone(run):
    leases.take(KIND, run.pk)

    assert not runner.advance(Run, run.pk)
    run.refresh_from_db()
    assert run.stage == "asked"


def test_a_row_that_was_finished_meanwhile_is_not_touched(run):
    runner.work(until_idle=True)

    assert not runner.advance(Run, run.pk)
    assert not Lease.objects.exists()


def test_a_bug_is_tried_again_with_pauses_and_then_given_up(run, monkeypatch, caplog):
    def step(row):
        raise ValueError("王秀英 513225198001019810")

    falling(monkeypatch, step)
    for tries in range(runner.FALLS):
        assert runner.advance(Run, run.pk), tries
        assert not runner.advance(Run, run.pk), "it rests before it is tried again"
        pass_time()
    assert runner.advance(Run, run.pk)

    run.refresh_from_db()
    assert (run.stage, run.trouble) == ("failed", {"code": "broke"})
    assert not Lease.objects.exists()
    assert "ValueError" in caplog.text
    assert "王秀英" not in caplog.text


def test_a_row_that_takes_its_worker_down_is_given_up_before_it_is_stepped_again(run, monkeypatch):
    """The worker dies inside the step and never comes back to count: the taking counts."""
    stepped = []
    falling(monkeypatch, stepped.append)
    leases.take(KIND, run.pk)
    for _ in range(runner.FALLS - 1):
        pass_time()
        leases.take(KIND, run.pk)
    pass_time()

    assert runner.advance(Run, run.pk)
    run.refresh_from_db()
    assert run.stage == "failed"
    assert stepped == []


def test_a_step_that_succeeds_clears_what_went_before(run, monkeypatch):
    def step(row):
        raise OSError

    with monkeypatch.context() as broken:
        falling(broken, step)
        runner.advance(Run, run.pk)
    pass_time()

    assert runner.advance(Run, run.pk)
    assert not Lease.objects.exists()


def test_the_place_of_a_bug_is_told_without_its_words(run, monkeypatch, caplog):
    caplog.set_level(logging.ERROR)

    def step(row):
        return matching.ask(west=None, as_of=None, seed=-1, by=None, at=None)

    falling(monkeypatch, step)
    runner.advance(Run, run.pk)
    assert "Refusal at jiedui/matching/actions/runs.py:" in caplog.text
