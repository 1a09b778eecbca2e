"""An embedded installation moves to PostgreSQL without loss, or not at all."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.ready import on_server

ROOT = Path(__file__).resolve().parents[2]
# A town with something of everything that is kept in another way on either database.
LIVE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from jiedui.catalog.models import Region
from jiedui.clockwork import ground
from jiedui.clockwork.switchboard import Switchboard
from jiedui.core.chain import close_blocks
from jiedui.matching import actions as matching
from tests.concurrency import races
ground.lay()
for race in ("LastPlace", "SameProposal", "TwoMerges", "OneCode", "OneSubmission"):
    race = races.RACES[race]()
    ready = race.prepare(2)
    race.act(*ready.told[0])
run = matching.ask(west=Region.objects.get(code=513225), as_of=races.ON, seed=7,
                   by=races.officer(), at=races.AT)
for _ in range(3):
    run = matching.step(run)
assert run.stage == "published", run.trouble
Switchboard().deliver()
close_blocks()
"""
LOOK = """
import json
import django; django.setup()
from jiedui.clockwork.switchboard import Switchboard
from jiedui.core.proof import verify
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import found_by_words
from jiedui.workers.models import Worker
told_again = Switchboard().deliver()
report = verify()
last = Worker.objects.latest("pk").pk
newcomer = Worker.objects.create(code="M1", name="后来", born_on="1990-01-01", home_id=513225)
print(json.dumps({
    "told again": told_again,
    "faults": [str(fault) for fault in report.faults],
    "events": report.events,
    "found": len(found_by_words("缝纫工", Vacancy.objects.all())),
    "next": newcomer.pk > last,
}))
"""


@pytest.fixture
def own(own_database, tmp_path):
    if not on_server():
        pytest.skip("there is no server to move to")
    return os.environ | own_database | {
        "JIEDUI_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "jiedui.config.settings",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }  # fmt: skip


@pytest.fixture
def embedded(own, tmp_path):
    """The file of an installation that has lived a little."""
    file = tmp_path / "jiedui.sqlite3"
    _python(own | {"JIEDUI_DATABASE": str(file)}, LIVE)
    return file


def _python(house, program):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], env=house, cwd=ROOT,
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _move(house, *words):
    return subprocess.run(
        [sys.executable, "-m", "jiedui.clockwork.terminal", "migrate-to-postgres", *words],
        env=house, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def _told(file, question):
    with closing(sqlite3.connect(file)) as base:
        return base.execute(question).fetchall()


def test_all_of_it_is_there_and_lives_on(own, embedded):
    moved = _move(own, "--json")

    assert moved.returncode == 0, moved.stderr
    told = json.loads(moved.stdout)
    for table in ("workers_worker", "core_event", "vacancies_search", "matching_exhibit"):
        [(rows,)] = _told(embedded, f"SELECT COUNT(*) FROM {table}")
        assert told[table]["rows"] == rows > 0, table
    found = json.loads(_python(own, LOOK))
    [(events,)] = _told(embedded, "SELECT COUNT(*) FROM core_event")
    assert found == {
        "told again": 0, "faults": [], "events": events, "found": found["found"], "next": True,
    }  # fmt: skip
    assert found["found"] > 0


def test_a_place_that_is_not_empty_is_refused(own, embedded):
    assert _move(own).returncode == 0

    again = _move(own)

    assert again.returncode == 1
    assert "新数据库里已经有内容" in again.stderr


def test_one_row_that_the_server_cannot_take_stops_all_of_it(own, embedded):
    with closing(sqlite3.connect(embedded)) as base, base:
        base.execute("UPDATE workers_worker SET remark = ? WHERE id = 1", ["x" * 900])

    assert _move(own).returncode != 0
    with closing(sqlite3.connect(embedded)) as base, base:
        base.execute("UPDATE workers_worker SET remark = '' WHERE id = 1")
    assert _move(own).returncode == 0, "nothing of the first try was left"


def test_a_file_of_another_edition_is_refused(own, embedded):
    with closing(sqlite3.connect(embedded)) as base, base:
        base.execute("DELETE FROM django_migrations WHERE app = 'clockwork' AND name LIKE '0003%'")

    refused = _move(own)

    assert refused.returncode == 1
    assert "manage.py migrate" in refused.stderr


def test_without_a_server_set_there_is_nowhere_to_go(tmp_path):
    house = os.environ | {"JIEDUI_HOME": str(tmp_path), "JIEDUI_DATABASE": "", "LANG": "C.UTF-8"}

    refused = _move(house | {"DJANGO_SETTINGS_MODULE": "jiedui.config.settings"})

    assert refused.returncode == 1
    assert "JIEDUI_DATABASE" in refused.stderr
