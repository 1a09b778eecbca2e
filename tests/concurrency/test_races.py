"""Eight processes after one thing at the same moment: one has it, the others are told so."""

import multiprocessing
import sys
import traceback

import pytest
from django.db import connections

from tests.concurrency.hands import Hands
from tests.concurrency.races import RACES
from tests.ready import another_copy, used_by_threads

HANDS, ROUNDS = 8, 3
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Eight processes on a machine that runs other tests beside them: not two such tests at once.
    pytest.mark.xdist_group("races"),
    # Forked after Chromium's driver or a reading-ahead has started a thread in this process; the
    # child opens its own connection and touches nothing of them.
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]


@pytest.mark.parametrize("name", RACES)
def test_one_has_it_and_the_others_are_told(name, django_db_setup, django_db_blocker, tmp_path):
    with (
        django_db_blocker.unblock(),
        another_copy(tmp_path / "races.sqlite3") as place,
        used_by_threads(place),
    ):
        faults = _in_a_process(name)

    assert faults == []


def _in_a_process(name):
    """The race runs in a process of its own, with the copy for its database."""
    context = multiprocessing.get_context("fork")
    told, answer = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(name, answer))
    process.start()
    answer.close()
    try:
        return told.recv() if told.poll(120) else ["nobody answered"]
    except EOFError:
        return ["the race fell over"]
    finally:
        process.join(timeout=10)
        if process.is_alive():
            process.kill()


def _run(name, answer):
    try:
        inherited = connections["default"]  # the parent's: neither used nor closed here
        del connections["default"]
        assert connections["default"] is not inherited
        answer.send(_race(RACES[name]()))
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        raise


def _race(race):
    faults = []
    with Hands(HANDS) as hands:
        for _ in range(ROUNDS):
            ready = race.prepare(HANDS)
            faults += race.faults(hands.do(race.act, ready.told), *ready.place)
    return faults
