"""`kill -9` at any moment: what was begun is finished by the next process, once."""

import time
from random import Random

import pytest

from jiedui.clockwork.demo import people, workbook
from tests.roads.conftest import ON

STAFF = """
import django; django.setup()
from django.db import connection
from jiedui.accounts import actions as a
from jiedui.accounts.roles import Role
from jiedui.catalog.models import Region
from jiedui.clockwork import blank
connection.close()
assert blank.copy_to(connection.settings_dict["NAME"])
west = Region.objects.get(code=513225)
bureau = a.open_organisation(name="局", kind="bureau", region=west, by=None)
a.enrol_user(username="officer", password="nine-villages-1", full_name="测试",
             organisation=bureau, role=Role.WEST, by=None)
"""
BRING = """
import sys, json, datetime, django; django.setup()
from django.core.files import File
from django.utils import timezone
from jiedui.accounts.models import User
from jiedui.sheets import actions as sheets
by = User.objects.get()
with open(sys.argv[1], "rb") as file:
    book = sheets.bring(File(file, name="people.xlsx"), kind="people", by=by, at=timezone.now(),
                        on=datetime.date(2026, 3, 2))
print(json.dumps(book.pk))
"""
ACCEPT = """
import django; django.setup()
from jiedui.accounts.models import User
from jiedui.sheets import actions as sheets
from jiedui.sheets.models import Book
sheets.accept(Book.objects.get(), by=User.objects.get())
"""
RUN = """
import datetime, django; django.setup()
from django.utils import timezone
from jiedui.accounts.models import User
from jiedui.catalog.models import Region
from jiedui.matching import actions as matching
matching.ask(west=Region.objects.get(code=513225), as_of=datetime.date(2026, 3, 2), seed=7,
             by=User.objects.get(), at=timezone.now())
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Large enough that reading and committing take several steps."""
    households = people.county(Random(11), on=ON, number=3000)
    rows = people.ledger(households)
    path = tmp_path_factory.mktemp("ledger") / "people.xlsx"
    workbook.write(path, title="台账", header=people.HEADER, rows=rows)
    return path, len(rows)


def kill_again_and_again(house, stage, random, *, kills):
    """Start, let it work for a moment, kill -9; until the kills or the work are used up."""
    for _ in range(kills):
        process = house.start_clockwork()
        time.sleep(random.uniform(0.9, 2.2))
        house.kill(process)
        house.let_holds_run_out()
        if house.ask("SELECT stage FROM sheets_book") == [(stage,)]:
            return


def wait_for(house, question, answer, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if house.ask(question) == answer:
            return
        time.sleep(0.3)
    raise AssertionError((house.ask(question), (house.home / "clockwork.log").read_text()[-2000:]))


def test_an_import_killed_at_any_moment_is_finished_once(house, ledger):
    path, number = ledger
    random = Random(3)
    house.python(STAFF)
    house.python(BRING, path)

    kill_again_and_again(house, "reviewed", random, kills=4)
    clockwork = house.start_clockwork()
    wait_for(house, "SELECT stage FROM sheets_book", [("reviewed",)])
    rows = house.ask(
        "SELECT count(*), count(DISTINCT number) FROM sheets_row WHERE verdict <> 'note'"
    )
    assert rows == [(number, number)]
    house.kill(clockwork)
    house.let_holds_run_out()

    house.python(ACCEPT)
    kill_again_and_again(house, "committed", random, kills=4)
    house.start_clockwork()
    wait_for(house, "SELECT stage FROM sheets_book", [("committed",)])
    [(accepted,)] = house.ask("SELECT count(*) FROM sheets_row WHERE verdict = 'new'")
    assert accepted > 0.9 * number
    assert house.ask("SELECT count(*), count(DISTINCT identity_index) FROM workers_worker") == [
        (accepted, accepted)
    ]
    assert house.ask("SELECT count(*) FROM workers_intention") == [(accepted,)]
    assert house.ask("SELECT count(*) FROM core_event WHERE verb = 'worker.registered'") == [
        (accepted,)
    ]
    assert house.ask("PRAGMA integrity_check") == [("ok",)]


def test_a_run_killed_at_any_moment_is_finished_once(house, ledger):
    path, _number = ledger
    random = Random(4)
    house.python(STAFF)
    house.python(BRING, path)
    house.start_clockwork()
    wait_for(house, "SELECT stage FROM sheets_book", [("reviewed",)])
    house.python(ACCEPT)
    wait_for(house, "SELECT stage FROM sheets_book", [("committed",)])
    house.kill(house.started[-1])
    house.let_holds_run_out()

    house.python(RUN)
    for _ in range(4):
        process = house.start_clockwork()
        time.sleep(random.uniform(0.8, 1.8))
        house.kill(process)
        house.let_holds_run_out()
    house.start_clockwork()
    wait_for(house, "SELECT stage FROM matching_run", [("published",)])
    stages = house.ask(
        "SELECT verb FROM core_event WHERE subject_kind = 'matching.run' ORDER BY id"
    )
    assert stages == [("run.asked",), ("run.gathered",), ("run.solved",), ("run.published",)]
    [(people_left,)] = house.ask("SELECT count(*) FROM matching_unmatched")
    assert people_left > 0


def test_a_dead_process_is_replaced_within_a_minute(house, ledger):
    path, _number = ledger
    house.python(STAFF)
    house.python(BRING, path)
    first = house.start_clockwork()
    until = time.monotonic() + 60
    while not house.ask("SELECT 1 FROM clockwork_lease") and time.monotonic() < until:
        time.sleep(0.005)
    house.kill(first)
    killed = time.monotonic()
    assert house.ask("SELECT count(*) FROM clockwork_lease") == [(1,)]

    house.start_clockwork()
    while house.ask("SELECT falls FROM clockwork_lease") == [(0,)]:
        time.sleep(0.05)
    took = time.monotonic() - killed
    print(f"taken over after {took:.1f} s")  # noqa: T201 (the figure of decision 0001)
    assert took < 60
    wait_for(house, "SELECT stage FROM sheets_book", [("reviewed",)])


def test_sigterm_lets_the_step_end_and_the_process_with_it(house, ledger):
    path, _number = ledger
    house.python(STAFF)
    house.python(BRING, path)
    process = house.start_clockwork()
    until = time.monotonic() + 60
    while not house.ask("SELECT 1 FROM clockwork_lease") and time.monotonic() < until:
        time.sleep(0.005)
    process.terminate()

    assert process.wait(timeout=30) == 0
    assert house.ask("SELECT count(*) FROM clockwork_lease") == [(0,)]


def test_two_processes_side_by_side_read_each_row_once(house, ledger):
    path, number = ledger
    house.python(STAFF)
    house.python(BRING, path)
    for _ in range(2):
        house.start_clockwork()
    wait_for(house, "SELECT stage FROM sheets_book", [("reviewed",)])

    rows = house.ask(
        "SELECT count(*), count(DISTINCT number) FROM sheets_row WHERE verdict <> 'note'"
    )
    assert rows == [(number, number)]
